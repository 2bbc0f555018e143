#include "interpreter.h"

#include "mg/core/ops.h"

namespace mg::test {

Results Interpreter::run(const Arguments& arguments, Lanes lanes) {
  arguments_ = arguments;
  complaint_.clear();
  work_.assign(program_.work, {});
  for (std::vector<Cell>* cells : {&y_, &x_bar_, &p_bar_, &held_}) cells->clear();
  for (const Function& function : program_.functions) run(function, lanes);
  return {taken(y_), taken(x_bar_), taken(p_bar_), taken(held_)};
}

void Interpreter::run(const Function& function, Lanes lanes) {
  locals_.assign(function.locals, {});
  given_.assign(function.locals, false);
  varies_.assign(function.locals, false);
  turns_.assign(function.loops.size(), 0);
  home_.assign(function.locals, no_lanes);
  lanes_ = no_lanes;
  std::vector<std::size_t> open;  // where loops began
  const auto& statements = function.statements;
  const auto is_backwards = [&](std::uint32_t loop) { return function.loops[loop].lanes && lanes == Lanes::Backwards; };
  for (const std::uint32_t variable : function.variables) varies_[variable] = true;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    switch (statement.does) {
      case Does::Loop: {
        const std::uint32_t loop = statement.target.index;
        if (function.loops[loop].lanes && lanes_ != no_lanes) return complain("lanes in lanes", statement.target);
        open.push_back(i);
        if (function.loops[loop].lanes) lanes_ = loop;
        turns_[loop] = is_backwards(loop) ? function.loops[loop].count - 1 : 0;
        break;
      }
      case Does::End: {
        const std::uint32_t loop = statement.target.index;
        if (open.empty() || statements[open.back()].target.index != loop)
          return complain("loops cross", statement.target);
        // What a turn gave a value begins anew in the next.
        for (std::size_t k = open.back() + 1; k < i; ++k) {
          const Statement& inner = statements[k];
          const bool gives = inner.does == Does::Copy || inner.does == Does::Compute;
          if (gives && inner.target.space == Space::Local && !varies_[inner.target.index])
            locals_[inner.target.index].defined = false;
        }
        if (turns_[loop] == (is_backwards(loop) ? 0 : function.loops[loop].count - 1)) {
          open.pop_back();
          if (lanes_ == loop) lanes_ = no_lanes;
        } else {
          is_backwards(loop) ? --turns_[loop] : ++turns_[loop];
          i = open.back();
        }
        break;
      }
      case Does::Copy:
        write(statement.target, read(statement.arguments[0]));
        break;
      case Does::Compute: {
        if (statement.target.space != Space::Local) complain("an operation whose target is no local", statement.target);
        std::array<double, 3> x{};
        for (int k = 0; k < info(statement.op).arity; ++k) x[k] = read(statement.arguments[k]);
        write(statement.target, evaluate(statement.op, x, statement.attribute));
        break;
      }
    }
  }
  if (!open.empty()) complain("a loop that does not end", {});
  for (std::uint32_t i = 0; i < function.locals; ++i) {
    if (!given_[i]) complain("a local without a value", {Space::Local, i});
  }
}

std::uint32_t Interpreter::place(const Operand& operand) {
  const Walk& walk = program_.walks[operand.walk];
  std::uint32_t sum = operand.walk == 0 || (walk.table == no_table && operand.space != Space::Data) ? operand.index : 0;
  for (const Walk::Step& step : walk.steps) sum += static_cast<std::uint32_t>(step.step) * turns_[step.loop];
  if (walk.table == no_table) return sum;
  const auto& table = program_.tables[walk.table];
  if (sum >= table.size()) complain("a step beyond a table", operand);
  return sum < table.size() ? table[sum] : 0;
}

double Interpreter::read(const Operand& operand) {
  const std::uint32_t i = place(operand);
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
    case Space::Data:
      return number(program_.data[operand.index]);
    case Space::Local:
      if (i < home_.size() && home_[i] != lanes_) complain("reads across the border of lanes", operand);
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
    case Space::NotHeld:
      break;
  }
  complain("reads a result", operand);
  return 0.0;
}

void Interpreter::write(const Operand& operand, double value) {
  const std::uint32_t i = place(operand);
  const auto once = [&](std::vector<Cell>& cells, bool again = false) {
    if (i < cells.size() && cells[i].defined && !again) complain("writes twice", operand);
    if (i >= cells.size()) cells.resize(i + 1);
    cells[i] = {value, true};
  };
  switch (operand.space) {
    case Space::Local:
      if (i >= locals_.size()) complain("writes beyond the end", operand);
      given_[i] = true;
      home_[i] = lanes_;
      return once(locals_, varies_[i]);
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
    case Space::NotHeld:
      return once(held_);
    case Space::Constant:
    case Space::Data:
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
