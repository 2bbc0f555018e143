#include "mg/program/dead_stores.h"

#include "mg/core/ops.h"
#include "mg/program/copier.h"
#include "mg/program/places.h"

namespace mg::program {
namespace {

class DropDeadStores : public Copier {
 public:
  explicit DropDeadStores(const Program& program) : Copier(program) {
    for (const Buffer& buffer : program.buffers) {
      if (buffer.role == Role::Work) read_.resize(buffer.length);
    }
    const std::vector<std::uint32_t> first = first_operations(program);
    for (std::uint32_t s = 0; s < program.statements.size(); ++s) {
      const Statement& statement = program.statements[s];
      if (statement.kind() == Statement::For) continue;
      if (statement.kind() == Statement::Accumulate) note(statement.target());
      const Id<Expr> root = statement.value();
      note(root);
      if (program.exprs[root].kind() != Expr::Apply) continue;
      for (std::uint32_t i = first[s]; i <= root.index; ++i) {
        const Expr& expr = program.exprs[{i}];
        if (expr.kind() != Expr::Apply) continue;
        for (int k = 0; k < info(expr.op()).arity; ++k) note(expr.argument(k));
      }
    }
  }

 private:
  bool is_work(const Expr& expr) const {
    return expr.kind() == Expr::Read && from().buffers[expr.buffer()].role == Role::Work;
  }

  void note(Id<Expr> id) {
    const Expr& expr = from().exprs[id];
    if (is_work(expr)) for_each_place(from(), expr, [&](std::uint32_t place) { read_[place] = true; });
  }

  void statement(std::uint32_t s) override {
    const Statement& statement = from().statements[s];
    if (statement.kind() == Statement::Store && is_work(from().exprs[statement.target()])) {
      bool is_wanted = false;
      for_each_place(from(), from().exprs[statement.target()], [&](std::uint32_t place) { is_wanted |= read_[place]; });
      if (!is_wanted) return;
    }
    Copier::statement(s);
  }

  std::vector<bool> read_;  // of each place of the work array
};

}  // namespace

Program drop_dead_stores(const Program& program) { return DropDeadStores(program).run(); }

}  // namespace mg::program
