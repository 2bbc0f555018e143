#include "mg/program/passes/nest.h"

#include <algorithm>

#include "mg/core/ops.h"
#include "mg/core/pattern.h"
#include "mg/program/copier.h"

namespace mg::program {
namespace {

constexpr std::uint32_t most_operations = 12;  // in one statement
constexpr std::uint32_t longest = 80;          // characters, about
constexpr std::uint32_t none = 0xffffffff;

class Nest : public Copier {
 public:
  explicit Nest(const Program& program) : Copier(program) {
    to().reserve(program.statements.size(), program.exprs.size());
  }

 private:
  /// What is known of a local of the function at hand.
  struct Its {
    std::uint32_t let = none;   // statement
    std::uint32_t loop = none;  // around it: the For statement
    std::uint32_t uses = 0;     // more than one also where the one has to be a name
    bool varies = false;        // it is added to
    bool waits = false;         // to be written where it is used
    // Of the expression, with all that waits in it:
    std::uint32_t operations = 0, length = 0;
  };

  void function(const Function& function) override {
    locals_.assign(function.locals, {});
    std::vector<std::uint32_t> open{none};
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      while (open.back() != none && from().statements[open.back()].end() == s) open.pop_back();
      const Statement& statement = from().statements[s];
      if (statement.kind() == Statement::For) {
        open.push_back(s);
        continue;
      }
      for_each_operand(s, [&](const Expr& expr, bool has_to_be_named) {
        if (expr.kind() != Expr::Local) return;
        Its& its = locals_[expr.local()];
        its.uses += has_to_be_named || its.loop != open.back() ? 2 : 1;
      });
      if (statement.kind() == Statement::Guard) continue;
      const Expr& target = from().exprs[statement.target()];
      if (target.kind() != Expr::Local) continue;
      Its& its = locals_[target.local()];
      if (statement.kind() == Statement::Let)
        its.let = s, its.loop = open.back();
      else
        its.varies = true;
    }
    Copier::function(function);
  }

  /// Calls `each` with the leaves of an expression, and whether each has to be a name: where the rule of the op is
  /// written, it is so more than once.
  template <class Each> void for_each_operand(std::uint32_t s, Each&& each) {
    const Id<Expr> root = from().statements[s].value();
    if (from().exprs[root].kind() != Expr::Apply) return each(from().exprs[root], false);
    for (std::uint32_t i = first_operation(s); i <= root.index; ++i) {
      const Expr& expr = from().exprs[{i}];
      if (expr.kind() != Expr::Apply) continue;
      const OpPattern& pattern = patterns_.of(expr.op(), from().attribute(expr));
      for (int k = 0; k < info(expr.op()).arity; ++k) {
        each(from().exprs[expr.argument(k)], !pattern.shares && pattern.uses[static_cast<std::size_t>(k)] > 1);
      }
    }
  }

  void statement(std::uint32_t s) override {
    const Statement& statement = from().statements[s];
    if (statement.kind() != Statement::Let) return Copier::statement(s);
    Its& its = locals_[from().exprs[statement.target()].local()];
    its.waits = its.uses == 1 && !its.varies && is_short(s, its) && !reads_what_varies(s);
    if (!its.waits) Copier::statement(s);
  }

  bool reads_what_varies(std::uint32_t s) {
    bool varies = false;
    for_each_operand(
        s, [&](const Expr& expr, bool) { varies |= expr.kind() == Expr::Local && locals_[expr.local()].varies; });
    return varies;
  }

  /// Measures how long an expression will be, about.
  bool is_short(std::uint32_t s, Its& its) {
    for_each_operand(s, [&](const Expr& expr, bool) {
      its.length += 3;
      switch (expr.kind()) {
        case Expr::Number:
          its.length += 4;
          break;
        case Expr::Local: {
          const Its& inner = locals_[expr.local()];
          if (inner.waits)
            its.operations += inner.operations, its.length += inner.length + 2;
          else
            its.length += 3;
          break;
        }
        case Expr::Read:
          its.length += length_of(expr);
          break;
        case Expr::Apply:
          break;
      }
    });
    const Id<Expr> root = from().statements[s].value();
    if (from().exprs[root].kind() == Expr::Apply) {
      for (std::uint32_t i = first_operation(s); i <= root.index; ++i)
        its.operations += from().exprs[{i}].kind() == Expr::Apply;
    }
    return its.operations <= most_operations && its.length <= longest;
  }

  std::uint32_t length_of(const Expr& read) const {
    std::uint32_t length = 8;
    for (const Step& step : from().steps_of(read.walk())) {
      length += from().loops[step.loop].kind == Loop::Lanes ? 18 : 7;
    }
    return length;
  }

  Id<Expr> local(Id<Expr> id) override {
    const Its& its = locals_[from().exprs[id].local()];
    return its.waits ? expression(its.let, from().statements[its.let].value()) : Copier::local(id);
  }

  std::vector<Its> locals_;
  OpPatterns patterns_;
};

}  // namespace

Program nest(const Program& program) { return Nest(program).run(); }

}  // namespace mg::program
