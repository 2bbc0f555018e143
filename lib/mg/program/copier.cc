#include "mg/program/copier.h"

#include "mg/core/ops.h"

namespace mg::program {

Copier::Copier(const Program& from)
    : from_(from),
      first_(first_operations(from)),
      now_(from.exprs.size()),
      loops_(from.loops.size()),
      walks_(from.walks.size()),
      buffers_(from.buffers.size()) {
  to_.reserve(from.statements.size(), from.exprs.size());
  for (std::uint32_t b = 0; b < from.buffers.size(); ++b) {
    if (from.buffers[{b}].role != Role::Data) buffer({b});
  }
}

Program Copier::run() {
  for (const Function& its : from_.functions) {
    to_.begin_function();
    function(its);
  }
  return to_.take();
}

void Copier::statements(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t s = begin; s < end; s = after(s)) statement(s);
}

void Copier::statement(std::uint32_t s) {
  const Statement& statement = from_.statements[s];
  switch (statement.kind()) {
    case Statement::Let:
      return let(s, expression(s, statement.value()));
    case Statement::Store: {
      const Id<Expr> value = expression(s, statement.value());
      return to_.store(leaf(statement.target()), value);
    }
    case Statement::Accumulate: {
      const Id<Expr> value = expression(s, statement.value());
      return to_.accumulate(leaf(statement.target()), value, statement.minus());
    }
    case Statement::Guard:
      return to_.guard(expression(s, statement.value()), statement.expected());
    case Statement::For: {
      const Loop& loop = from_.loops[statement.loop()];
      const Id<Loop> copy = to_.loop(loop.count, loop.kind);
      map_loop(statement.loop(), {{copy, 1}});
      to_.begin_loop(copy);
      statements(s + 1, statement.end());
      return to_.end_loop();
    }
  }
}

Id<Expr> Copier::expression(std::uint32_t s, Id<Expr> root) {
  if (from_.exprs[root].kind() != Expr::Apply) return leaf(root);
  for (std::uint32_t i = first_[s]; i <= root.index; ++i) {
    const Expr& expr = from_.exprs[{i}];
    if (expr.kind() != Expr::Apply) continue;
    std::array<Id<Expr>, 3> arguments;
    for (int k = 0; k < info(expr.op()).arity; ++k) {
      const Id<Expr> argument = expr.argument(k);
      arguments[static_cast<std::size_t>(k)] =
          from_.exprs[argument].kind() == Expr::Apply ? now_[argument.index] : leaf(argument);
    }
    now_[i] = to_.apply(expr.op(), arguments, from_.attribute(expr));
  }
  return now_[root.index];
}

Id<Expr> Copier::leaf(Id<Expr> id) {
  const Expr& expr = from_.exprs[id];
  if (expr.kind() == Expr::Number) {
    if (!now_[id.index]) now_[id.index] = to_.number(from_.number(id));
    return now_[id.index];
  }
  if (expr.kind() == Expr::Read) return read(id);
  return local(id);
}

Id<Expr> Copier::read(Id<Expr> id) {
  Id<Expr>& copy = now_[id.index];
  if (!copy) {
    const Expr& expr = from_.exprs[id];
    copy = to_.read(buffer(expr.buffer()), expr.base(), walk(expr.walk()));
  }
  return copy;
}

Id<Buffer> Copier::buffer(Id<Buffer> id) {
  Id<Buffer>& copy = buffers_[id.index];
  if (!copy) {
    const Buffer& buffer = from_.buffers[id];
    copy = buffer.role == Role::Data ? to_.data(from_.data[buffer.data]) : to_.buffer(buffer.role, buffer.length);
  }
  return copy;
}

Id<Walk> Copier::walk(Id<Walk> id) {
  // Loops of a walk are copied before what is in them, and are in no other place.
  Id<Walk>& copy = walks_[id.index];
  if (!copy) {
    std::vector<Step> steps;
    for (const Step& step : from_.steps_of(id)) {
      for (const Step& part : loops_[step.loop.index]) steps.push_back({part.loop, part.step * step.step});
    }
    const auto table = from_.table_of(id);
    copy = to_.walk(steps, table.empty() ? Walk::no_table : to_.table(table));
  }
  return copy;
}

}  // namespace mg::program
