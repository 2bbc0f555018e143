#include "mg/program/program.h"

#include "mg/core/ops.h"

namespace mg::program {

double Program::attribute(const Expr& expr) const {
  return info(expr.op()).attribute ? numbers[expr.attribute()] : 0.0;
}

std::uint32_t length(const Program& program, Role role) {
  std::uint32_t length = 0;
  for (const Buffer& buffer : program.buffers) {
    if (buffer.role == role) length += buffer.length;
  }
  return length;
}

std::vector<std::uint32_t> first_operations(const Program& program) {
  std::vector<std::uint32_t> first(program.statements.size(), 0);
  std::uint32_t next = 0;
  for (std::size_t s = 0; s < first.size(); ++s) {
    const Statement& statement = program.statements[s];
    if (statement.kind() == Statement::For || program.exprs[statement.value()].kind() != Expr::Apply) continue;
    while (program.exprs[{next}].kind() != Expr::Apply) ++next;
    first[s] = next;
    next = statement.value().index + 1;
  }
  return first;
}

Reach reach(const Program& program, const Expr& read) {
  Reach reach{read.base(), read.base()};
  for (const Step& step : program.steps_of(read.walk())) {
    const std::int64_t way = std::int64_t{step.step} * (std::int64_t{program.loops[step.loop].count} - 1);
    (way < 0 ? reach.least : reach.greatest) += way;
  }
  return reach;
}

}  // namespace mg::program
