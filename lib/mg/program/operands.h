#pragma once

#include <vector>

#include "mg/core/ops.h"
#include "mg/program/program.h"

namespace mg::program {

/// Calls `each(s, leaf)` for the leaves of all expressions, of the statements in their order, and for the targets that
/// are added to, if they are places.
template <class Each> void for_each_operand(const Program& program, Each&& each) {
  std::uint32_t next = 0;  // operation
  for (std::uint32_t s = 0; s < program.statements.size(); ++s) {
    const Statement& statement = program.statements[s];
    if (statement.kind() == Statement::For) continue;
    if (statement.kind() == Statement::Accumulate) each(s, statement.target());
    const Id<Expr> root = statement.value();
    if (program.exprs[root].kind() != Expr::Apply) {
      each(s, root);
      continue;
    }
    for (; next <= root.index; ++next) {
      const Expr& expr = program.exprs[{next}];
      if (expr.kind() != Expr::Apply) continue;
      const int arity = info(expr.op()).arity;
      for (int k = 0; k < arity; ++k) {
        if (program.exprs[expr.argument(k)].kind() != Expr::Apply) each(s, expr.argument(k));
      }
    }
  }
}

/// How many operations each statement is written with; adding to a target is one.
std::vector<std::uint32_t> operation_counts(const Program& program);

/// Takes statements out, and loops that are empty then. Their expressions must be leaves.
void drop_statements(Program& program, std::vector<bool> dropped);

}  // namespace mg::program
