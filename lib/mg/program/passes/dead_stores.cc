#include "mg/program/passes/dead_stores.h"

#include "mg/program/operands.h"
#include "mg/program/places.h"

namespace mg::program {
namespace {

bool is_work(const Program& program, const Expr& expr) {
  return expr.kind() == Expr::Read && program.buffers[expr.buffer()].role == Role::Work;
}

/// Which numbers of the work array are read.
std::vector<bool> numbers_read(const Program& program) {
  std::vector<bool> read;
  for (const Buffer& buffer : program.buffers) {
    if (buffer.role == Role::Work) read.resize(buffer.length);
  }
  for_each_operand(program, [&](std::uint32_t, Id<Expr> id) {
    const Expr& expr = program.exprs[id];
    if (is_work(program, expr)) for_each_place(program, expr, [&](std::uint32_t place) { read[place] = true; });
  });
  return read;
}

}  // namespace

Program drop_dead_stores(Program program) {
  const std::vector<bool> read = numbers_read(program);
  const auto is_dead = [&](const Statement& statement) {
    if (statement.kind() != Statement::Store || !is_work(program, program.exprs[statement.target()])) return false;
    if (program.exprs[statement.value()].kind() == Expr::Apply) return false;
    bool is_wanted = false;
    for_each_place(program, program.exprs[statement.target()], [&](std::uint32_t place) { is_wanted |= read[place]; });
    return !is_wanted;
  };
  std::vector<bool> dropped(program.statements.size());
  for (std::size_t s = 0; s < dropped.size(); ++s) dropped[s] = is_dead(program.statements[s]);
  drop_statements(program, dropped);
  return program;
}

}  // namespace mg::program
