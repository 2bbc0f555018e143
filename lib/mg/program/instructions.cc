#include "mg/program/instructions.h"

#include <algorithm>
#include <utility>

#include "mg/core/ops.h"

namespace mg::program {
namespace {

constexpr std::uint32_t none = 0xffffffff;

}  // namespace

Code Instructions::next_function() {
  const Function& function = program_.functions[function_++];
  locals_.assign(function.locals, {});
  end_of_locals_ = 0;
  code_.instructions.reserve(function.end - function.begin);
  code_.statements.reserve(function.end - function.begin);
  for (std::uint32_t s = function.begin; s < function.end;) {
    end_loops(s);
    statement_ = s;
    const Statement& its = program_.statements[s];
    if (its.kind() != Statement::For) {
      statement(its);
    } else if (its.end() == s + 1 || sum(s)) {
      s = its.end();
      continue;
    } else {
      begin_loop(its);
    }
    ++s;
  }
  end_loops(function.end);
  most_locals_ = std::max(most_locals_, end_of_locals_);
  return std::exchange(code_, {});
}

void Instructions::push(Instruction next) {
  next.is_plain = next.x[0].kind == Address::Together && next.x[1].kind == Address::Together &&
                  next.third.kind == Address::Together;
  append(next);
}

void Instructions::append(const Instruction& next) {
  code_.instructions.push_back(next);
  code_.statements.push_back(statement_);
}

// --- loops ---

void Instructions::begin_loop(const Statement& statement) {
  const Id<Loop> loop = statement.loop();
  append({.kind = Instruction::Begin, .flag = has_lanes(loop), .index = loop.index});
  open_.push_back({statement.end(), static_cast<std::uint32_t>(code_.instructions.size()), loop});
  if (has_lanes(loop)) width_ = block_;
}

/// Ends the loops that end before a statement.
void Instructions::end_loops(std::uint32_t s) {
  for (; !open_.empty() && open_.back().end == s; open_.pop_back()) {
    const auto [_, begin, loop] = open_.back();
    append({.kind = Instruction::End, .flag = has_lanes(loop), .index = loop.index, .y = {.base = begin}});
    if (has_lanes(loop)) width_ = 1;
  }
}

/// Whether the loop of statement `s` is `acc t += mul(a[…], b[…])`, and so an instruction.
bool Instructions::sum(std::uint32_t s) {
  const Statement& loop = program_.statements[s];
  if (!has_sums_ || loop.end() != s + 2 || has_lanes(loop.loop())) return false;
  const Statement& sum = program_.statements[s + 1];
  if (sum.kind() != Statement::Accumulate || program_.exprs[sum.target()].kind() != Expr::Local) return false;
  const Expr& product = program_.exprs[sum.value()];
  if (product.kind() != Expr::Apply || product.op() != Op::Mul) return false;
  statement_ = s + 1;
  Instruction next{.kind = Instruction::Sum, .flag = sum.minus(), .index = loop.loop().index};
  next.y = address(sum.target());
  std::array<std::uint32_t, 2> steps{};
  for (std::size_t k = 0; k < 2; ++k) {
    const Expr& factor = program_.exprs[product.argument(static_cast<int>(k))];
    if (factor.kind() != Expr::Read || !program_.table_of(factor.walk()).empty()) return false;
    next.x[k] = place(factor);
    for (const Step& step : program_.steps_of(factor.walk())) {
      if (step.loop == loop.loop()) steps[k] = static_cast<std::uint32_t>(step.step);
    }
  }
  next.third = {.base = steps[0], .walk = steps[1]};
  append(next);
  operation_ = sum.value().index + 1;
  return true;
}

// --- statements ---

void Instructions::statement(const Statement& statement) {
  end_of_temporaries_ = 0;
  switch (statement.kind()) {
    case Statement::Let: {
      Address& local = locals_[program_.exprs[statement.target()].local()];
      local = own(OwnArray::Locals, end_of_locals_);
      end_of_locals_ += width_;
      evaluate(statement.value(), local);
      break;
    }
    case Statement::Store: {
      const Address target = place(program_.exprs[statement.target()]);
      if (!also_store(statement.value(), target)) evaluate(statement.value(), target);
      break;
    }
    case Statement::Accumulate: {
      const Address term = value(statement.value()), target = address(statement.target());
      const Address sum = target.kind == Address::Together ? target : new_temporary();
      push({.kind = Instruction::Apply, .op = statement.minus() ? Op::Sub : Op::Add, .y = sum, .x = {target, term}});
      if (target.kind != Address::Together) push({.kind = Instruction::Copy, .y = target, .x = {sum}});
      break;
    }
    case Statement::Guard:
      push({.kind = Instruction::Guard, .flag = statement.expected(), .x = {value(statement.value())}});
      break;
    case Statement::For:
      break;
  }
  most_temporaries_ = std::max(most_temporaries_, end_of_temporaries_);
}

/// Has the operation that has just been written store what it gives a local in `place`, too. Whether there is one.
bool Instructions::also_store(Id<Expr> value, const Address& place) {
  if (program_.exprs[value].kind() != Expr::Local || place.kind != Address::Together || code_.instructions.empty())
    return false;
  Instruction& last = code_.instructions.back();
  const Address& local = locals_[program_.exprs[value].local()];
  if (last.kind != Instruction::Apply || last.flag || info(last.op).arity > 2) return false;
  if (last.y.array != local.array || last.y.base != local.base) return false;
  last.flag = true;
  last.third = place;
  return true;
}

/// Where the values of an expression are.
Address Instructions::value(Id<Expr> root) {
  if (program_.exprs[root].kind() != Expr::Apply) return address(root);
  const Address result = new_temporary();
  operations(root, result);
  return result;
}

/// Brings the values of an expression to `y`.
void Instructions::evaluate(Id<Expr> root, const Address& y) {
  if (program_.exprs[root].kind() == Expr::Apply && y.kind == Address::Together) return operations(root, y);
  push({.kind = Instruction::Copy, .y = y, .x = {value(root)}});
}

/// The operations of a statement.
void Instructions::operations(Id<Expr> root, const Address& y) {
  while (program_.exprs[{operation_}].kind() != Expr::Apply) ++operation_;
  const std::uint32_t first = operation_;
  results_.resize(root.index + 1 - first);
  for (; operation_ <= root.index; ++operation_) {
    const Expr& expr = program_.exprs[{operation_}];
    if (expr.kind() != Expr::Apply) continue;
    const OpInfo& its = info(expr.op());
    Address& result = results_[operation_ - first] = operation_ == root.index ? y : new_temporary();
    const auto argument = [&](int k) {
      const Id<Expr> id = expr.argument(k);
      return program_.exprs[id].kind() == Expr::Apply ? results_[id.index - first] : address(id);
    };
    Instruction next{.kind = Instruction::Apply, .op = expr.op(), .y = result, .x = {argument(0)}};
    if (its.attribute) next.index = expr.attribute();
    if (its.arity > 1) next.x[1] = argument(1);
    if (its.arity > 2) next.third = argument(2);
    push(next);
  }
}

// --- operands ---

Address Instructions::address(Id<Expr> id) {
  const Expr& expr = program_.exprs[id];
  switch (expr.kind()) {
    case Expr::Number:
      return number(expr.number());
    case Expr::Local:
      return locals_[expr.local()];
    case Expr::Read:
      return place(expr);
    case Expr::Apply:
      break;
  }
  return {};
}

Address Instructions::place(const Expr& expr) const {
  Address place{.array = expr.buffer().index, .base = expr.base(), .walk = expr.walk().index};
  if (program_.walks[expr.walk()].table != Walk::no_table) {
    place.kind = Address::Table;
  } else if (width_ > 1) {
    const auto steps = program_.steps_of(expr.walk());
    const bool is_next = std::ranges::any_of(steps, [&](const Step& it) { return has_lanes(it.loop) && it.step == 1; });
    if (!is_next) place.kind = Address::Apart;
  }
  return place;
}

/// In lanes, a number is read from a block of it.
Address Instructions::number(std::uint32_t number) {
  if (width_ == 1) return own(OwnArray::Numbers, number);
  wide_.resize(program_.numbers.size(), none);
  std::uint32_t& wide = wide_[number];
  if (wide == none) {
    wide = static_cast<std::uint32_t>(wide_numbers_.size());
    wide_numbers_.push_back(number);
  }
  return own(OwnArray::Numbers, static_cast<std::uint32_t>(program_.numbers.size()) + wide * block_);
}

Address Instructions::new_temporary() {
  const Address temporary = own(OwnArray::Temporaries, end_of_temporaries_);
  end_of_temporaries_ += width_;
  return temporary;
}

}  // namespace mg::program
