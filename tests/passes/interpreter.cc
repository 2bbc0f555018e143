#include "interpreter.h"

#include "mg/core/ops.h"

namespace mg::test {

Results Interpreter::run(const Arguments& arguments) {
  arguments_ = arguments;
  complaint_.clear();
  work_.assign(program_.work, {});
  for (std::vector<Cell>* cells : {&y_, &x_bar_, &p_bar_, &held_}) cells->clear();
  for (const Function& function : program_.functions) {
    locals_.assign(function.locals, {});
    for (const Statement& statement : function.statements) {
      if (statement.copy) {
        write(statement.target, read(statement.arguments[0]));
        continue;
      }
      if (statement.target.space != Space::Local) complain("an operation whose target is no local", statement.target);
      std::array<double, 3> x{};
      for (int k = 0; k < info(statement.op).arity; ++k) x[k] = read(statement.arguments[k]);
      write(statement.target, evaluate(statement.op, x, statement.attribute));
    }
    for (std::uint32_t i = 0; i < function.locals; ++i) {
      if (!locals_[i].defined) complain("a local without a value", {Space::Local, i});
    }
  }
  return {taken(y_), taken(x_bar_), taken(p_bar_), taken(held_)};
}

double Interpreter::read(const Operand& operand) {
  const std::uint32_t i = operand.index;
  const auto cell = [&](const std::vector<Cell>& cells) {
    if (i < cells.size() && cells[i].defined) return cells[i].value;
    complain("reads what is not there", operand);
    return 0.0;
  };
  const auto number = [&](std::span<const double> numbers) {
    if (i < numbers.size()) return numbers[i];
    complain("reads beyond the end", operand);
    return 0.0;
  };
  switch (operand.space) {
    case Space::Constant:
      return number(program_.constants);
    case Space::Local:
      return cell(locals_);
    case Space::Work:
      return cell(work_);
    case Space::Input:
      return number(arguments_.x);
    case Space::Parameter:
      return number(arguments_.p);
    case Space::Seed:
      return number(arguments_.seeds);
    case Space::Output:
    case Space::InputBar:
    case Space::ParameterBar:
    case Space::Held:
      break;
  }
  complain("reads a result", operand);
  return 0.0;
}

void Interpreter::write(const Operand& operand, double value) {
  const std::uint32_t i = operand.index;
  const auto once = [&](std::vector<Cell>& cells) {
    if (i < cells.size() && cells[i].defined) complain("writes twice", operand);
    if (i >= cells.size()) cells.resize(i + 1);
    cells[i] = {value, true};
  };
  switch (operand.space) {
    case Space::Local:
      if (i >= locals_.size()) complain("writes beyond the end", operand);
      return once(locals_);
    case Space::Work:
      if (i >= work_.size()) return complain("writes beyond the end", operand);
      work_[i] = {value, true};
      return;
    case Space::Output:
      return once(y_);
    case Space::InputBar:
      return once(x_bar_);
    case Space::ParameterBar:
      return once(p_bar_);
    case Space::Held:
      return once(held_);
    case Space::Constant:
    case Space::Input:
    case Space::Parameter:
    case Space::Seed:
      complain("writes to an argument", operand);
  }
}

void Interpreter::complain(const char* what, const Operand& operand) {
  if (!complaint_.empty()) return;
  complaint_ = std::string(what) + ": place " + std::to_string(operand.index) + " of array " +
               std::to_string(static_cast<int>(operand.space));
}

std::vector<double> Interpreter::taken(const std::vector<Cell>& cells) {
  std::vector<double> numbers;
  for (const Cell& cell : cells) {
    if (cell.defined) numbers.push_back(cell.value);
  }
  return numbers;
}

}  // namespace mg::test
