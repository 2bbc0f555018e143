#include "mg/program/operands.h"

namespace mg::program {

std::vector<std::uint32_t> operation_counts(const Program& program) {
  std::vector<std::uint32_t> counts(program.statements.size());
  std::uint32_t next = 0;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const Statement& statement = program.statements[s];
    if (statement.kind() == Statement::For) continue;
    counts[s] = statement.kind() == Statement::Accumulate;
    if (program.exprs[statement.value()].kind() != Expr::Apply) continue;
    for (; next <= statement.value().index; ++next) counts[s] += program.exprs[{next}].kind() == Expr::Apply;
  }
  return counts;
}

void drop_statements(Program& program, std::vector<bool> dropped) {
  // Loops from the inside out: of two, the inner one begins later.
  std::vector<std::uint32_t> kept_before(program.statements.size() + 1);
  for (auto s = static_cast<std::uint32_t>(program.statements.size()); s-- > 0;) {
    const Statement& statement = program.statements[s];
    if (statement.kind() != Statement::For) continue;
    bool is_empty = true;
    for (std::uint32_t i = s + 1; i < statement.end() && is_empty; ++i) is_empty = dropped[i];
    if (is_empty) dropped[s] = true;
  }
  for (std::size_t s = 0; s < dropped.size(); ++s) kept_before[s + 1] = kept_before[s] + (dropped[s] ? 0 : 1);
  for (Function& function : program.functions) {
    function.begin = kept_before[function.begin], function.end = kept_before[function.end];
  }
  std::size_t kept = 0;
  for (std::size_t s = 0; s < dropped.size(); ++s) {
    if (dropped[s]) continue;
    Statement statement = program.statements[s];
    if (statement.kind() == Statement::For) statement.set_end(kept_before[statement.end()]);
    program.statements[kept++] = statement;
  }
  program.statements.erase(program.statements.begin() + static_cast<std::ptrdiff_t>(kept), program.statements.end());
}

}  // namespace mg::program
