#pragma once

// Runs a Program without a compiler, on any kind of numbers: statement by statement, but of the turns of a loop with
// lanes many at once. A domain says what the numbers are:
//
//   Number                          the type
//   block                           how many lanes are taken at once
//   Number number(double)           a constant
//   void apply(Op, double attribute, Number* y, const std::array<const Number*, 3>& x, std::uint32_t lanes)
//                                   y[i] = op(x[0][i], x[1][i], x[2][i]); y may be one of the operands
//   bool holds(Number, bool expected)  whether a guard holds
//
// and may say:
//
//   bool add_products(…)            a whole loop `acc t += mul(a[…], b[…])`: see add_products() below
//   void begin_lanes()              a loop with lanes begins
//   void at(statement, turns)       a statement begins, in these turns of the loops, one for each of Program::loops;
//                                   of one with lanes, the first of those at hand
//   void reads(buffer, place, lane), writes(buffer, place, lane)
//                                   of buffers that are not constant; `lane` is the turn, or `no_lane` outside of lanes

#include <algorithm>

#include "mg/core/ops.h"
#include "mg/program/program.h"

namespace mg::program {

inline constexpr std::uint32_t no_lane = 0xffffffff;

/// A factor of the terms of a sum: that of term `k` and lane `i` is at from[k * term + i * lane].
template <class Number> struct Factor {
  const Number* from;
  std::int64_t term, lane;
};

template <class Domain> class Interpreter {
 public:
  using Number = typename Domain::Number;

  /// Both must outlive it.
  Interpreter(const Program& program, Domain& domain);

  /// Where the numbers of a buffer are, from now on: of at least its length.
  void bind(Id<Buffer> buffer, Number* numbers) { arrays_[buffer.index] = numbers; }
  void bind(Id<Buffer> buffer, const Number* numbers) { arrays_[buffer.index] = const_cast<Number*>(numbers); }

  /// Whether all guards hold; it stops at the first that does not.
  bool run() {
    return std::ranges::all_of(program_.functions, [&](const Function& function) { return run(function); });
  }

 private:
  struct Open {
    std::uint32_t begin, end;  // statements
    Id<Loop> loop;
  };

  void prepare(const Function& function);
  bool run(const Function& function);
  void begin_loop(std::uint32_t s);
  std::uint32_t end_turn(std::uint32_t s);
  bool run_sum(std::uint32_t s);
  bool run(std::uint32_t s, const Statement& statement);
  const Number* evaluate(std::uint32_t s, Id<Expr> root, Number* into);
  void apply(std::uint32_t index, std::uint32_t first, Number* into);
  const Number* operand(Id<Expr> id, std::uint32_t first, std::size_t buffer);
  const Number* read(const Expr& expr, Number* buffer);
  void write(const Expr& place, const Number* values);

  /// A walk, looked up.
  struct Way {
    std::span<const Step> steps;
    std::span<const std::uint32_t> table;
    std::int64_t lane_step = 0;
  };

  const Way& way(const Expr& expr) const { return ways_[expr.walk().index]; }
  std::int64_t place(const Expr& expr) const {
    std::int64_t sum = expr.base();
    for (const Step& step : way(expr).steps) sum += std::int64_t{step.step} * turns_[step.loop.index];
    return sum;
  }
  std::int64_t lane_step(const Expr& expr) const { return way(expr).lane_step; }
  Number* local(const Expr& expr) { return &locals_[local_begins_[expr.local()]]; }
  template <class Report> void tell(const Expr& expr, std::int64_t first, Report&& report);

  const Program& program_;
  Domain& domain_;
  std::vector<Number*> arrays_;             // of each buffer
  std::vector<std::vector<Number>> data_;   // where a domain has other numbers than Program::data
  std::vector<Number> numbers_;             // Program::numbers
  std::vector<std::uint32_t> first_;        // of each statement: its first operation
  std::vector<Way> ways_;                   // of each walk
  std::vector<std::uint32_t> local_begin_;  // of each function, in all_local_begins_
  std::vector<std::uint32_t> all_local_begins_;
  std::vector<Number> locals_;  // those in lanes have a block
  std::vector<Number> temporaries_, buffers_;
  // While it runs:
  const std::uint32_t* local_begins_ = nullptr;
  std::vector<std::uint32_t> turns_;  // of each loop
  std::vector<Open> open_;
  std::uint32_t lanes_ = 1;  // computed at a time
  Id<Loop> lane_loop_;
};

// --- preparation ---

template <class Domain>
Interpreter<Domain>::Interpreter(const Program& program, Domain& domain)
    : program_(program),
      domain_(domain),
      arrays_(program.buffers.size()),
      first_(first_operations(program)),
      ways_(program.walks.size()),
      buffers_(std::size_t{3} * Domain::block),
      turns_(program.loops.size()) {
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    const Buffer& buffer = program.buffers[{b}];
    if (buffer.role != Role::Data) continue;
    const auto numbers = program.data[buffer.data];
    if constexpr (std::is_same_v<Number, double>) {
      bind({b}, numbers.data());
    } else {
      auto& here = data_.emplace_back();
      for (const double number : numbers) here.push_back(domain.number(number));
      bind({b}, here.data());
    }
  }
  for (const double number : program.numbers) numbers_.push_back(domain.number(number));
  for (std::uint32_t w = 0; w < program.walks.size(); ++w) {
    for (const Step& step : program.steps_of({w})) {
      if (program.loops[step.loop].kind == Loop::Lanes) ways_[w].lane_step = step.step;
    }
    ways_[w].steps = program.steps_of({w}), ways_[w].table = program.table_of({w});
  }
  for (const Function& function : program.functions) prepare(function);
}

template <class Domain> void Interpreter<Domain>::prepare(const Function& function) {
  local_begin_.push_back(static_cast<std::uint32_t>(all_local_begins_.size()));
  all_local_begins_.resize(all_local_begins_.size() + function.locals);
  std::uint32_t* const begins = all_local_begins_.data() + local_begin_.back();
  std::uint32_t room = 0, end_of_lanes = 0;
  std::size_t most = 1;
  for (std::uint32_t s = function.begin; s < function.end; ++s) {
    const Statement& statement = program_.statements[s];
    if (statement.kind() == Statement::For) {
      if (program_.loops[statement.loop()].kind == Loop::Lanes) end_of_lanes = statement.end();
      continue;
    }
    if (program_.exprs[statement.value()].kind() == Expr::Apply) {
      most = std::max<std::size_t>(most, statement.value().index + 1 - first_[s]);
    }
    if (statement.kind() != Statement::Let) continue;
    begins[program_.exprs[statement.target()].local()] = room;
    room += s < end_of_lanes ? Domain::block : 1;
  }
  if (locals_.size() < room) locals_.resize(room);
  if (temporaries_.size() < most * Domain::block) temporaries_.resize(most * Domain::block);
}

// --- statements ---

template <class Domain> bool Interpreter<Domain>::run(const Function& function) {
  local_begins_ = all_local_begins_.data() + local_begin_[static_cast<std::size_t>(&function - &program_.functions[0])];
  open_.clear();
  lanes_ = 1;
  lane_loop_ = {};
  for (std::uint32_t s = function.begin;;) {
    while (!open_.empty() && open_.back().end == s) s = end_turn(s);
    if (s == function.end) return true;
    const Statement& statement = program_.statements[s];
    if (statement.kind() == Statement::For) {
      if (statement.end() == s + 1 || run_sum(s)) {
        s = statement.end();
        continue;
      }
      begin_loop(s);
    } else if (!run(s, statement)) {
      return false;
    }
    ++s;
  }
}

template <class Domain> void Interpreter<Domain>::begin_loop(std::uint32_t s) {
  const Statement& statement = program_.statements[s];
  const Loop& loop = program_.loops[statement.loop()];
  open_.push_back({s + 1, statement.end(), statement.loop()});
  turns_[statement.loop().index] = 0;
  if (loop.kind != Loop::Lanes) return;
  lanes_ = std::min<std::uint32_t>(Domain::block, loop.count);
  lane_loop_ = statement.loop();
  if constexpr (requires { domain_.begin_lanes(); }) domain_.begin_lanes();
}

/// The statement to go on with.
template <class Domain> std::uint32_t Interpreter<Domain>::end_turn(std::uint32_t s) {
  const Open& it = open_.back();
  const Loop& loop = program_.loops[it.loop];
  std::uint32_t& turn = turns_[it.loop.index];
  const bool has_lanes = loop.kind == Loop::Lanes;
  turn += has_lanes ? lanes_ : 1;
  if (turn < loop.count) {
    if (has_lanes) lanes_ = std::min<std::uint32_t>(Domain::block, loop.count - turn);
    return it.begin;
  }
  if (has_lanes) lanes_ = 1, lane_loop_ = {};
  open_.pop_back();
  return s;
}

/// Runs the loop of statement `s` where it is a sum of products that the domain knows to add up. Whether it is.
template <class Domain> bool Interpreter<Domain>::run_sum(std::uint32_t s) {
  if constexpr (requires { &Domain::add_products; }) {
    const Statement& statement = program_.statements[s];
    const Loop& loop = program_.loops[statement.loop()];
    if (statement.end() != s + 2 || loop.kind == Loop::Lanes) return false;
    const Statement& sum = program_.statements[s + 1];
    if (sum.kind() != Statement::Accumulate || program_.exprs[sum.target()].kind() != Expr::Local) return false;
    const Expr& product = program_.exprs[sum.value()];
    if (product.kind() != Expr::Apply || product.op() != Op::Mul) return false;
    std::array<Factor<Number>, 2> factors;
    turns_[statement.loop().index] = 0;
    for (int k = 0; k < 2; ++k) {
      const Expr& factor = program_.exprs[product.argument(k)];
      if (factor.kind() != Expr::Read || !way(factor).table.empty()) return false;
      const auto steps = way(factor).steps;
      const auto its = std::ranges::find(steps, statement.loop(), &Step::loop);
      factors[static_cast<std::size_t>(k)] = {arrays_[factor.buffer().index] + place(factor),
                                              its == steps.end() ? 0 : its->step, lane_step(factor)};
    }
    domain_.add_products(local(program_.exprs[sum.target()]), factors, loop.count, sum.minus(), lanes_);
    return true;
  }
  return false;
}

template <class Domain> bool Interpreter<Domain>::run(std::uint32_t s, const Statement& statement) {
  if constexpr (requires { domain_.at(s, turns_); }) domain_.at(s, turns_);
  switch (statement.kind()) {
    case Statement::Let: {
      Number* const target = local(program_.exprs[statement.target()]);
      const Number* const values = evaluate(s, statement.value(), target);
      if (values != target) std::copy_n(values, lanes_, target);
      return true;
    }
    case Statement::Store:
      write(program_.exprs[statement.target()], evaluate(s, statement.value(), nullptr));
      return true;
    case Statement::Accumulate: {
      const Number* const values = evaluate(s, statement.value(), nullptr);
      const Expr& target = program_.exprs[statement.target()];
      const Op op = statement.minus() ? Op::Sub : Op::Add;
      if (target.kind() == Expr::Local) {
        Number* const sum = local(target);
        domain_.apply(op, 0.0, sum, {sum, values}, lanes_);
      } else {
        Number* const sum = &buffers_[Domain::block];
        domain_.apply(op, 0.0, sum, {read(target, sum), values}, lanes_);
        write(target, sum);
      }
      return true;
    }
    case Statement::Guard:
      return domain_.holds(*evaluate(s, statement.value(), nullptr), statement.expected());
    case Statement::For:
      break;
  }
  return true;
}

// --- expressions ---

/// The values of a statement's expression, in `into` where that is not null and it is an operation.
template <class Domain>
auto Interpreter<Domain>::evaluate(std::uint32_t s, Id<Expr> root, Number* into) -> const Number* {
  const std::uint32_t first = first_[s];
  if (program_.exprs[root].kind() != Expr::Apply) return operand(root, first, 0);
  for (std::uint32_t i = first; i < root.index; ++i) {
    if (program_.exprs[{i}].kind() == Expr::Apply) {
      apply(i, first, &temporaries_[std::size_t{i - first} * Domain::block]);
    }
  }
  if (!into) into = &temporaries_[std::size_t{root.index - first} * Domain::block];
  apply(root.index, first, into);
  return into;
}

template <class Domain> void Interpreter<Domain>::apply(std::uint32_t index, std::uint32_t first, Number* into) {
  const Expr& expr = program_.exprs[{index}];
  std::array<const Number*, 3> x{};
  for (int k = 0; k < info(expr.op()).arity; ++k)
    x[static_cast<std::size_t>(k)] = operand(expr.argument(k), first, static_cast<std::size_t>(k));
  domain_.apply(expr.op(), program_.attribute(expr), into, x, lanes_);
}

/// The values of a node: where they are, or put together in one of three buffers.
template <class Domain>
auto Interpreter<Domain>::operand(Id<Expr> id, std::uint32_t first, std::size_t buffer) -> const Number* {
  const Expr& expr = program_.exprs[id];
  switch (expr.kind()) {
    case Expr::Number: {
      const Number& number = numbers_[expr.number()];
      if (lanes_ == 1) return &number;
      Number* const to = &buffers_[buffer * Domain::block];
      std::fill_n(to, lanes_, number);
      return to;
    }
    case Expr::Local:
      return local(expr);
    case Expr::Read:
      return read(expr, &buffers_[buffer * Domain::block]);
    case Expr::Apply:
      break;
  }
  return &temporaries_[std::size_t{id.index - first} * Domain::block];
}

/// Calls `report` for the place of each lane at hand.
template <class Domain>
template <class Report>
void Interpreter<Domain>::tell(const Expr& expr, std::int64_t first, Report&& report) {
  const std::int64_t step = lane_step(expr);
  const auto table = way(expr).table;
  for (std::uint32_t i = 0; i < lanes_; ++i) {
    const auto place = static_cast<std::size_t>(first + i * step);
    report(static_cast<std::uint32_t>(table.empty() ? place : table[place]),
           lane_loop_ ? turns_[lane_loop_.index] + i : no_lane);
  }
}

template <class Domain> auto Interpreter<Domain>::read(const Expr& expr, Number* buffer) -> const Number* {
  const Number* const from = arrays_[expr.buffer().index];
  const std::int64_t first = place(expr), step = lane_step(expr);
  if constexpr (requires { domain_.reads(expr.buffer(), 0u, 0u); }) {
    tell(expr, first, [&](std::uint32_t place, std::uint32_t lane) { domain_.reads(expr.buffer(), place, lane); });
  }
  if (const auto table = way(expr).table; !table.empty()) {
    const std::uint32_t* const places = table.data() + first;
    for (std::uint32_t i = 0; i < lanes_; ++i) buffer[i] = from[places[i * step]];
    return buffer;
  }
  if (step == 1 || lanes_ == 1) return from + first;
  for (std::uint32_t i = 0; i < lanes_; ++i) buffer[i] = from[first + i * step];
  return buffer;
}

template <class Domain> void Interpreter<Domain>::write(const Expr& expr, const Number* values) {
  Number* const to = arrays_[expr.buffer().index];
  const std::int64_t first = place(expr), step = lane_step(expr);
  if constexpr (requires { domain_.writes(expr.buffer(), 0u, 0u); }) {
    tell(expr, first, [&](std::uint32_t place, std::uint32_t lane) { domain_.writes(expr.buffer(), place, lane); });
  }
  const auto table = way(expr).table;
  for (std::uint32_t i = 0; i < lanes_; ++i) {
    const auto place = static_cast<std::size_t>(first + i * step);
    to[table.empty() ? place : table[place]] = values[i];
  }
}

}  // namespace mg::program
