#include "mg/program/lift.h"

#include <algorithm>

#include "mg/core/ops.h"
#include "mg/program/builder.h"

namespace mg::program {
namespace {

class Lifter {
 public:
  explicit Lifter(const mg::Program& old) : old_(old) {}

  Program run() {
    for (const auto& numbers : old_.data) data_.push_back(builder_.data(numbers));
    for (const auto& table : old_.tables) tables_.push_back(builder_.table(table));
    find_lengths();
    for (const mg::Function& function : old_.functions) write(function);
    return builder_.take();
  }

 private:
  template <class Each> static void for_each_operand(const mg::Statement& statement, Each&& each) {
    if (statement.does == Does::Loop || statement.does == Does::End) return;
    const int arguments = statement.does == Does::Copy ? 1 : info(statement.op).arity;
    for (int k = 0; k < arguments; ++k) each(statement.arguments[static_cast<std::size_t>(k)]);
    each(statement.target);
  }

  void find_lengths() {
    std::array<std::uint32_t, role_count> lengths{};
    for (const mg::Function& function : old_.functions) {
      for (const mg::Statement& statement : function.statements) {
        for_each_operand(statement, [&](const Operand& operand) {
          const auto its = lift(operand.space);
          if (!its || is_guard(*its)) return;
          const mg::Walk& walk = old_.walks[operand.walk];
          std::int64_t last = operand.index;
          for (const mg::Walk::Step& step : walk.steps) {
            last += std::max<std::int64_t>(step.step, 0) * (std::int64_t{function.loops[step.loop].count} - 1);
          }
          if (walk.table != no_table) last = std::ranges::max(old_.tables[walk.table]);
          std::uint32_t& length = lengths[static_cast<std::size_t>(*its)];
          length = std::max(length, static_cast<std::uint32_t>(last + 1));
        });
      }
    }
    for (std::size_t r = 0; r < role_count; ++r) {
      if (lengths[r] > 0) buffers_[r] = builder_.buffer(static_cast<Role>(r), lengths[r]);
    }
  }

  void write(const mg::Function& function) {
    builder_.begin_function();
    locals_.assign(function.locals, {});
    loops_.clear();
    for (const mg::Loop& loop : function.loops) {
      loops_.push_back(builder_.loop(loop.count, loop.lanes ? Loop::Lanes : Loop::Serial));
    }
    std::vector<std::uint32_t> uses(function.locals, 0);
    for (const mg::Statement& statement : function.statements) {
      for_each_operand(statement, [&](const Operand& operand) {
        if (operand.space == Space::Local) ++uses[operand.index];
      });
    }
    for (std::size_t i = 0; i < function.statements.size(); ++i) {
      const mg::Statement& statement = function.statements[i];
      const std::uint32_t local = statement.target.index;
      // Once as a target, and once as the term that the next statement adds: a term of the sum as it is.
      const bool is_term = statement.does == Does::Compute && uses[local] == 2 && adds(function, i + 1, local);
      if (is_term)
        locals_[local] = applied(statement);
      else
        write(statement);
    }
  }

  /// Whether statement `i` adds `local` to a sum.
  bool adds(const mg::Function& function, std::size_t i, std::uint32_t local) const {
    if (i == function.statements.size()) return false;
    const mg::Statement& statement = function.statements[i];
    return statement.does == Does::Compute && locals_[statement.target.index] &&
           statement.arguments[1].space == Space::Local && statement.arguments[1].index == local;
  }

  void write(const mg::Statement& statement) {
    const Operand& target = statement.target;
    switch (statement.does) {
      case Does::Loop:
        return builder_.begin_loop(loops_[target.index]);
      case Does::End:
        return builder_.end_loop();
      case Does::Copy: {
        const Id<Expr> value = operand(statement.arguments[0]);
        if (target.space == Space::Local) {
          locals_[target.index] = builder_.let(value);
        } else if (target.space == Space::Held || target.space == Space::NotHeld) {
          builder_.guard(value, target.space == Space::Held);
        } else {
          builder_.store(operand(target), value);
        }
        return;
      }
      case Does::Compute:
        if (locals_[target.index]) {
          return builder_.accumulate(locals_[target.index], operand(statement.arguments[1]), statement.op == Op::Sub);
        }
        locals_[target.index] = builder_.let(applied(statement));
        return;
    }
  }

  Id<Expr> applied(const mg::Statement& statement) {
    std::array<Id<Expr>, 3> arguments;
    for (int k = 0; k < info(statement.op).arity; ++k) arguments[k] = operand(statement.arguments[k]);
    return builder_.apply(statement.op, arguments, statement.attribute);
  }

  Id<Expr> operand(const Operand& operand) {
    if (operand.space == Space::Constant) return builder_.number(old_.constants[operand.index]);
    if (operand.space == Space::Local) return locals_[operand.index];
    const mg::Walk& walk = old_.walks[operand.walk];
    std::vector<Step> steps;
    for (const mg::Walk::Step& step : walk.steps) steps.push_back({loops_[step.loop], step.step});
    const bool through_table = walk.table != no_table;
    const Id<Walk> its = builder_.walk(steps, through_table ? tables_[walk.table] : Walk::no_table);
    if (operand.space == Space::Data) return builder_.read(data_[operand.index], 0, its);
    return builder_.read(buffers_[static_cast<std::size_t>(*lift(operand.space))], through_table ? 0 : operand.index,
                         its);
  }

  const mg::Program& old_;
  Builder builder_;
  std::vector<Id<Buffer>> data_;
  std::vector<std::uint32_t> tables_;
  std::array<Id<Buffer>, role_count> buffers_;
  std::vector<Id<Loop>> loops_;   // of the function
  std::vector<Id<Expr>> locals_;  // likewise
};

}  // namespace

std::optional<Role> lift(Space space) {
  switch (space) {
    case Space::Work:
      return Role::Work;
    case Space::Input:
      return Role::Input;
    case Space::Parameter:
      return Role::Parameter;
    case Space::Seed:
      return Role::Seed;
    case Space::Output:
      return Role::Output;
    case Space::InputBar:
      return Role::InputBar;
    case Space::ParameterBar:
      return Role::ParameterBar;
    case Space::Constant:
    case Space::Data:
    case Space::Local:
      break;
    case Space::Held:
      return Role::Held;
    case Space::NotHeld:
      return Role::NotHeld;
  }
  return std::nullopt;
}

Program lift(const mg::Program& old) { return Lifter(old).run(); }

}  // namespace mg::program
