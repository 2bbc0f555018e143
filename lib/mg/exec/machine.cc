#include "mg/exec/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "mg/core/error.h"
#include "mg/core/ops.h"

namespace mg::exec {
namespace {

constexpr std::uint32_t block = 64;  // lanes at a time: what locals and buffers hold of each
constexpr std::uint32_t tile = 16;   // lanes of a sum that are in registers

template <class O>
[[gnu::always_inline]] inline void compute_lanes(double* y, const std::array<const double*, 3>& x, std::uint32_t lanes,
                                                 double k) {
  for (std::uint32_t i = 0; i < lanes; ++i) {
    if constexpr (O::info.arity == 1)
      y[i] = eval_op<O>(std::array{x[0][i]}, k);
    else if constexpr (O::info.arity == 2)
      y[i] = eval_op<O>(std::array{x[0][i], x[1][i]}, k);
    else
      y[i] = eval_op<O>(std::array{x[0][i], x[1][i], x[2][i]}, k);
  }
}

/// A factor of the terms of a sum: that of term `k` and lane `i` is at from[k * term + i * lane].
struct Factor {
  const double* from;
  std::int64_t term, lane;
};

enum class Lane : std::uint8_t { Same, Next, Apart };

template <Lane lane> double at(const double* from, std::int64_t i, std::int64_t step) {
  if constexpr (lane == Lane::Same) return from[0];
  if constexpr (lane == Lane::Next) return from[i];
  return from[i * step];
}

/// sums[i] = sums[i] ± a[i] * b[i] for `terms` terms in their order; for `width` lanes, or up to `tile` if that is 0.
template <bool minus, Lane la, Lane lb, std::uint32_t width>
void add_products(double* sums, Factor a, Factor b, std::uint32_t terms, std::uint32_t lanes) {
  const std::uint32_t count = width > 0 ? width : lanes;
  double sum[tile];
  for (std::uint32_t i = 0; i < count; ++i) sum[i] = sums[i];
  for (std::uint32_t k = 0; k < terms; ++k, a.from += a.term, b.from += b.term) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const double product = at<la>(a.from, i, a.lane) * at<lb>(b.from, i, b.lane);
      sum[i] = minus ? sum[i] - product : sum[i] + product;
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) sums[i] = sum[i];
}

template <bool minus, Lane la, Lane lb>
void add_products(double* sums, Factor a, Factor b, std::uint32_t terms, std::uint32_t lanes) {
  for (; lanes >= tile; lanes -= tile, sums += tile, a.from += tile * a.lane, b.from += tile * b.lane) {
    add_products<minus, la, lb, tile>(sums, a, b, terms, tile);
  }
  if (lanes > 0) add_products<minus, la, lb, 0>(sums, a, b, terms, lanes);
}

/// Calls `call` with the way from lane to lane as a constant.
template <class Call> void with_lane(std::int64_t step, Call&& call) {
  if (step == 0) return call(std::integral_constant<Lane, Lane::Same>{});
  if (step == 1) return call(std::integral_constant<Lane, Lane::Next>{});
  call(std::integral_constant<Lane, Lane::Apart>{});
}

}  // namespace

Machine::Machine(const Program& program) : program_(program), work_(program.work), buffers_(std::size_t{3} * block) {
  std::uint32_t locals = 0;
  std::size_t loops = 0;
  for (const Function& function : program.functions) {
    locals = std::max(locals, function.locals);
    loops = std::max(loops, function.loops.size());
    prepare(function);
  }
  locals_.resize(std::size_t{locals} * block);
  turns_.resize(loops);
}

void Machine::prepare(const Function& function) {
  functions_.emplace_back();
  std::vector<std::size_t> open;  // first instructions
  for (std::size_t i = 0; i < function.statements.size(); ++i) {
    const Statement& statement = function.statements[i];
    Instruction next{.does = Does::Compute, .op = statement.op, .attribute = statement.attribute};
    switch (statement.does) {
      case mg::Does::Loop:
      case mg::Does::End: {
        if (statement.does == mg::Does::Loop && prepare_sum(function, i)) {
          i += 3;
          continue;
        }
        const Loop& loop = function.loops[statement.target.index];
        next.loop = statement.target.index, next.count = loop.count, next.lanes = loop.lanes;
        if (statement.does == mg::Does::Loop) {
          next.does = Does::Loop;
          open.push_back(functions_.back().size() + 1);
        } else {
          next.does = Does::End;
          next.jump = open.back();
          open.pop_back();
        }
        break;
      }
      case mg::Does::Copy:
        next.arguments[0] = reference(function, statement.arguments[0]);
        next.does = Does::Check;
        next.expected = statement.target.space == Space::Held;
        if (next.expected || statement.target.space == Space::NotHeld) break;
        next.does = Does::Copy;
        next.target = reference(function, statement.target);
        break;
      case mg::Does::Compute:
        for (int k = 0; k < info(statement.op).arity; ++k) {
          next.arguments[k] = reference(function, statement.arguments[k]);
        }
        next.target = reference(function, statement.target);
        break;
    }
    functions_.back().push_back(next);
  }
}

/// A loop over `t = a * b; s = s ± t` becomes one instruction. Whether `loop` is where one begins.
bool Machine::prepare_sum(const Function& function, std::size_t loop) {
  const auto& statements = function.statements;
  if (loop + 3 >= statements.size() || function.loops[statements[loop].target.index].lanes) return false;
  const Statement &product = statements[loop + 1], &sum = statements[loop + 2];
  if (product.does != mg::Does::Compute || product.op != Op::Mul || sum.does != mg::Does::Compute ||
      statements[loop + 3].does != mg::Does::End || (sum.op != Op::Add && sum.op != Op::Sub)) {
    return false;
  }
  const auto same_local = [](const Operand& a, const Operand& b) {
    return a.space == Space::Local && b.space == Space::Local && a.index == b.index;
  };
  if (!same_local(sum.arguments[0], sum.target) || !same_local(sum.arguments[1], product.target)) return false;
  Instruction next{.does = Does::Sum, .op = sum.op, .loop = statements[loop].target.index};
  next.count = function.loops[next.loop].count;
  next.target = reference(function, sum.target);
  for (std::size_t k = 0; k < 2; ++k) {
    const Operand& factor = product.arguments[k];
    const Walk& walk = program_.walks[factor.walk];
    if (factor.space == Space::Local || walk.table != no_table) return false;
    next.arguments[k] = reference(function, factor);
    for (const Walk::Step& step : walk.steps) {
      if (step.loop == next.loop) next.term_steps[k] = step.step;
    }
  }
  functions_.back().push_back(next);
  return true;
}

Machine::Reference Machine::reference(const Function& function, const Operand& operand) {
  Reference reference{.space = operand.space, .first = operand.index};
  if (operand.space == Space::Local) {
    reference.first = std::int64_t{operand.index} * block;
    return reference;
  }
  need(function, operand);
  const Walk& walk = program_.walks[operand.walk];
  if (operand.space == Space::Data) reference.data = program_.data[operand.index].data();
  if (walk.table != no_table) reference.table = program_.tables[walk.table].data();
  if (reference.data || reference.table) reference.first = 0;
  reference.steps = walk.steps;
  for (const Walk::Step& step : walk.steps) {
    if (function.loops[step.loop].lanes) reference.lane_step = step.step;
  }
  return reference;
}

/// Notes up to where an operand goes in its array.
void Machine::need(const Function& function, const Operand& operand) {
  const Walk& walk = program_.walks[operand.walk];
  std::int64_t last = operand.index;
  for (const Walk::Step& step : walk.steps) {
    last += std::max<std::int64_t>(step.step, 0) * (std::int64_t{function.loops[step.loop].count} - 1);
  }
  if (walk.table != no_table) last = std::ranges::max(program_.tables[walk.table]);
  std::size_t& needed = needed_[static_cast<std::size_t>(operand.space)];
  needed = std::max(needed, static_cast<std::size_t>(last) + 1);
}

void Machine::require_lengths(const Arrays& arrays) const {
  const auto require = [&](std::string_view name, std::size_t length, Space space) {
    const std::size_t needed = needed_[static_cast<std::size_t>(space)];
    if (length >= needed) return;
    throw UsageError(fmt::format("machine: {} has {} numbers, but the program uses {}", name, length, needed));
  };
  require("x", arrays.x.size(), Space::Input);
  require("p", arrays.p.size(), Space::Parameter);
  require("y_bar", arrays.y_bar.size(), Space::Seed);
  require("y", arrays.y.size(), Space::Output);
  require("x_bar", arrays.x_bar.size(), Space::InputBar);
  require("p_bar", arrays.p_bar.size(), Space::ParameterBar);
}

bool Machine::run(const Arrays& arrays) {
  require_lengths(arrays);
  const auto from = [&](Space space, const double* array) { from_[static_cast<std::size_t>(space)] = array; };
  const auto to = [&](Space space, double* array) { to_[static_cast<std::size_t>(space)] = array; };
  from(Space::Constant, program_.constants.data());
  from(Space::Local, locals_.data());
  from(Space::Work, work_.data());
  from(Space::Input, arrays.x.data());
  from(Space::Parameter, arrays.p.data());
  from(Space::Seed, arrays.y_bar.data());
  to(Space::Local, locals_.data());
  to(Space::Work, work_.data());
  to(Space::Output, arrays.y.data());
  to(Space::InputBar, arrays.x_bar.data());
  to(Space::ParameterBar, arrays.p_bar.data());
  return std::ranges::all_of(functions_, [&](const auto& code) { return run(code); });
}

bool Machine::run(const std::vector<Instruction>& code) {
  lanes_ = 1;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const Instruction& next = code[i];
    switch (next.does) {
      case Does::Loop:
        turns_[next.loop] = 0;
        if (next.lanes) lanes_ = std::min(block, next.count);
        break;
      case Does::End:
        turns_[next.loop] += next.lanes ? lanes_ : 1;
        if (turns_[next.loop] < next.count) {
          if (next.lanes) lanes_ = std::min(block, next.count - turns_[next.loop]);
          i = next.jump - 1;
        } else if (next.lanes) {
          lanes_ = 1;
        }
        break;
      case Does::Sum:
        add_up(next);
        break;
      case Does::Copy:
        write(next.target, read(next.arguments[0], 0));
        break;
      case Does::Check:
        if ((*read(next.arguments[0], 0) != 0.0) != next.expected) return false;
        break;
      case Does::Compute:
        compute(next);
        break;
    }
  }
  return true;
}

void Machine::compute(const Instruction& next) {
  double* y = &locals_[static_cast<std::size_t>(next.target.first)];
  visit(next.op, [&](auto op) {
    using O = decltype(op);
    if constexpr (O::info.arity > 0) {
      std::array<const double*, 3> x{};
      for (std::size_t k = 0; k < O::info.arity; ++k) x[k] = read(next.arguments[k], k * block);
      if (lanes_ == 1)
        compute_lanes<O>(y, x, 1, next.attribute);
      else
        compute_lanes<O>(y, x, lanes_, next.attribute);
    }
  });
}

void Machine::add_up(const Instruction& next) {
  turns_[next.loop] = 0;
  double* sums = &locals_[static_cast<std::size_t>(next.target.first)];
  const Reference &a = next.arguments[0], &b = next.arguments[1];
  const Factor first{start(a), next.term_steps[0], a.lane_step}, second{start(b), next.term_steps[1], b.lane_step};
  with_lane(a.lane_step, [&](auto la) {
    with_lane(b.lane_step, [&](auto lb) {
      if (next.op == Op::Add)
        add_products<false, la(), lb()>(sums, first, second, next.count, lanes_);
      else
        add_products<true, la(), lb()>(sums, first, second, next.count, lanes_);
    });
  });
}

std::int64_t Machine::place(const Reference& reference) const {
  std::int64_t sum = reference.first;
  for (const Walk::Step& step : reference.steps) sum += std::int64_t{step.step} * turns_[step.loop];
  return sum;
}

/// Where the number of the first lane at hand stands; not of what goes through a table.
const double* Machine::start(const Reference& reference) const {
  const double* array = reference.data ? reference.data : from_[static_cast<std::size_t>(reference.space)];
  return array + place(reference);
}

/// Where the numbers of the lanes at hand stand, side by side: in their array, or copied together.
const double* Machine::read(const Reference& reference, std::size_t buffer) {
  if (reference.space == Space::Local) return &locals_[static_cast<std::size_t>(reference.first)];
  double* to = &buffers_[buffer];
  if (reference.table) {
    const double* from = from_[static_cast<std::size_t>(reference.space)];
    const std::uint32_t* places = reference.table + place(reference);
    for (std::uint32_t i = 0; i < lanes_; ++i) to[i] = from[places[i * reference.lane_step]];
    return to;
  }
  const double* from = start(reference);
  if (reference.lane_step == 1 || lanes_ == 1) return from;
  for (std::uint32_t i = 0; i < lanes_; ++i) to[i] = from[i * reference.lane_step];
  return to;
}

void Machine::write(const Reference& reference, const double* values) {
  double* to = to_[static_cast<std::size_t>(reference.space)] + place(reference);
  if (lanes_ == 1) {
    *to = *values;
    return;
  }
  if (reference.space == Space::Local || reference.lane_step == 1) {
    std::copy_n(values, lanes_, to);
    return;
  }
  for (std::uint32_t i = 0; i < lanes_; ++i) to[i * reference.lane_step] = values[i];
}

}  // namespace mg::exec
