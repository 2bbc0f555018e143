#include "mg/exec/machine.h"

#include <algorithm>
#include <cassert>

#include "mg/core/ops.h"

namespace mg::exec {
namespace {

constexpr std::uint32_t block = 64;  // lanes at a time: what locals and buffers hold of each
constexpr std::uint32_t no_loop = 0xffffffff;

/// The lane's step of a walk: 0 where the lanes all read the same.
std::int32_t step_of(const Walk& walk, std::uint32_t loop) {
  for (const Walk::Step& step : walk.steps) {
    if (step.loop == loop) return step.step;
  }
  return 0;
}

template <class O> void compute(double* y, const std::array<const double*, 3>& x, std::uint32_t lanes, double k) {
  for (std::uint32_t i = 0; i < lanes; ++i) {
    if constexpr (O::info.arity == 1)
      y[i] = eval_op<O>(std::array{x[0][i]}, k);
    else if constexpr (O::info.arity == 2)
      y[i] = eval_op<O>(std::array{x[0][i], x[1][i]}, k);
    else
      y[i] = eval_op<O>(std::array{x[0][i], x[1][i], x[2][i]}, k);
  }
}

}  // namespace

Machine::Machine(const Program& program) : program_(program), work_(program.work), buffers_(3 * block) {
  std::uint32_t locals = 0;
  std::size_t loops = 0;
  for (const Function& function : program.functions) {
    locals = std::max(locals, function.locals);
    loops = std::max(loops, function.loops.size());
  }
  locals_.resize(std::size_t{locals} * block);
  turns_.resize(loops);
}

bool Machine::run(const Arrays& arrays) {
  arrays_ = arrays;
  return std::ranges::all_of(program_.functions, [&](const Function& function) { return run(function); });
}

bool Machine::run(const Function& function) {
  lane_loop_ = no_loop;
  lanes_ = 1;
  std::vector<std::size_t> open;  // where loops began
  const auto& statements = function.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    if (statement.does == Does::Loop) {
      const std::uint32_t loop = statement.target.index;
      turns_[loop] = 0;
      open.push_back(i);
      if (!function.loops[loop].lanes) continue;
      lane_loop_ = loop;
      lanes_ = std::min(block, function.loops[loop].count);
    } else if (statement.does == Does::End) {
      const std::uint32_t loop = statement.target.index;
      const std::uint32_t count = function.loops[loop].count;
      turns_[loop] += loop == lane_loop_ ? lanes_ : 1;
      if (turns_[loop] < count) {
        if (loop == lane_loop_) lanes_ = std::min(block, count - turns_[loop]);
        i = open.back();
        continue;
      }
      if (loop == lane_loop_) lane_loop_ = no_loop, lanes_ = 1;
      open.pop_back();
    } else if (!run_statement(statement)) {
      return false;
    }
  }
  return true;
}

bool Machine::run_statement(const Statement& statement) {
  const bool copies = statement.does == Does::Copy;
  std::array<const double*, 3> x{};
  for (int k = 0; k < (copies ? 1 : info(statement.op).arity); ++k) {
    x[k] = read(statement.arguments[k], static_cast<std::size_t>(k) * block);
  }
  const Space target = statement.target.space;
  if (copies) {
    if (target == Space::Held) return x[0][0] != 0.0;
    if (target == Space::NotHeld) return x[0][0] == 0.0;
    write(statement.target, x[0]);
    return true;
  }
  double* y = &locals_[std::size_t{statement.target.index} * block];
  visit(statement.op, [&](auto op) {
    using O = decltype(op);
    if constexpr (O::info.arity > 0) compute<O>(y, x, lanes_, statement.attribute);
  });
  return true;
}

std::size_t Machine::place(const Operand& operand) const {
  const Walk& walk = program_.walks[operand.walk];
  const bool from_zero = operand.space == Space::Data || walk.table != no_table;
  std::int64_t sum = from_zero ? 0 : operand.index;
  for (const Walk::Step& step : walk.steps) sum += std::int64_t{step.step} * turns_[step.loop];
  return static_cast<std::size_t>(sum);
}

/// Where the numbers of the lanes at hand stand, side by side: in their array, or copied together.
const double* Machine::read(const Operand& operand, std::size_t buffer) {
  if (operand.space == Space::Local) return &locals_[std::size_t{operand.index} * block];
  const Walk& walk = program_.walks[operand.walk];
  const double* from = operand.space == Space::Data ? program_.data[operand.index].data() : array(operand.space);
  const std::size_t first = place(operand);
  const std::int32_t step = lane_loop_ == no_loop ? 0 : step_of(walk, lane_loop_);
  double* to = &buffers_[buffer];
  if (walk.table != no_table) {
    const std::uint32_t* places = &program_.tables[walk.table][first];
    for (std::uint32_t i = 0; i < lanes_; ++i) to[i] = from[places[static_cast<std::int64_t>(i) * step]];
    return to;
  }
  if (step == 1 || lanes_ == 1) return from + first;
  for (std::uint32_t i = 0; i < lanes_; ++i) {
    to[i] = from[static_cast<std::int64_t>(first) + static_cast<std::int64_t>(i) * step];
  }
  return to;
}

void Machine::write(const Operand& operand, const double* values) {
  if (operand.space == Space::Local) {
    std::copy_n(values, lanes_, &locals_[std::size_t{operand.index} * block]);
    return;
  }
  const std::size_t first = place(operand);
  const std::int32_t step = lane_loop_ == no_loop ? 1 : step_of(program_.walks[operand.walk], lane_loop_);
  double* to = result(operand.space);
  for (std::uint32_t i = 0; i < lanes_; ++i) {
    to[static_cast<std::int64_t>(first) + static_cast<std::int64_t>(i) * step] = values[i];
  }
}

const double* Machine::array(Space space) const {
  switch (space) {
    case Space::Constant:
      return program_.constants.data();
    case Space::Work:
      return work_.data();
    case Space::Input:
      return arrays_.x.data();
    case Space::Parameter:
      return arrays_.p.data();
    case Space::Seed:
      return arrays_.y_bar.data();
    case Space::Data:
    case Space::Local:
    case Space::Output:
    case Space::InputBar:
    case Space::ParameterBar:
    case Space::Held:
    case Space::NotHeld:
      break;
  }
  assert(!"not an array to read from");
  return nullptr;
}

double* Machine::result(Space space) {
  switch (space) {
    case Space::Work:
      return work_.data();
    case Space::Output:
      return arrays_.y.data();
    case Space::InputBar:
      return arrays_.x_bar.data();
    case Space::ParameterBar:
      return arrays_.p_bar.data();
    case Space::Constant:
    case Space::Data:
    case Space::Local:
    case Space::Input:
    case Space::Parameter:
    case Space::Seed:
    case Space::Held:
    case Space::NotHeld:
      break;
  }
  assert(!"not an array to write to");
  return nullptr;
}

}  // namespace mg::exec
