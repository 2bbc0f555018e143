#include "mg/passes/rewrite.h"

#include <algorithm>
#include <cassert>

namespace mg {

Rewriter::Rewriter(const Graph& from, NodeMap* became)
    : from_(from), became_(became), target_of_(from.size()), has_name_(from.size()), scope_of_(from.scope_of_nodes()) {
  for (const NodeNames::Entry& entry : from.tape().names.entries()) has_name_[entry.node] = true;
}

std::array<NodeId, 3> Rewriter::arguments(NodeId source) const {
  auto arguments = from_.arguments(source);
  for (int k = 0; k < info(from_.op(source)).arity; ++k) arguments[k] = target_of_[arguments[k].index];
  return arguments;
}

void Rewriter::map(NodeId source, NodeId target) {
  target_of_[source.index] = target;
  if (!has_name_[source.index]) return;
  const Op op = to_.op(target);
  if ((op == Op::Input || op == Op::Parameter) && from_.op(source) != op) return;
  named_.resize(to_.size());
  if (named_[target.index]) return;
  to_.set_name(target, from_.name(source));
  named_[target.index] = true;
}

NodeId Rewriter::copy(NodeId source) {
  const Op op = from_.op(source);
  if (!is_leaf(op)) return append(op, arguments(source), from_.attribute(source));
  enter_scope();
  return to_.append_leaf(op, from_.value(source));
}

NodeId Rewriter::append(Op op, const std::array<NodeId, 3>& arguments, double attribute) {
  enter_scope();
  return to_.append(op, arguments, attribute);
}

NodeId Rewriter::append_constant(double value) {
  enter_scope();
  return to_.append_leaf(Op::Constant, value);
}

Graph Rewriter::finish(std::span<const Output> outputs, std::span<const Guard> guards) {
  scope_wanted_ = top_level;
  enter_scope();
  for (const Guard& guard : guards) {
    to_.append_guard(target_of_[guard.comparison.index], guard.outcome, from_.text(guard.where));
  }
  for (const Output& output : outputs) {
    to_.append_output(from_.text(output.name), target_of_[output.node.index]);
  }
  if (became_) {
    for (NodeId& node : *became_) {
      if (node != no_node) node = target_of_[node.index];
    }
  }
  return std::move(to_);
}

void Rewriter::enter_scope() {
  if (scope_wanted_ == scope_entered_) return;
  const auto scopes = from_.scopes();
  // Inner scopes have larger numbers than the ones around them: whichever side is larger is left, or to be opened.
  std::vector<ScopeId> to_open;
  ScopeId wanted = scope_wanted_;
  while (wanted != scope_entered_) {
    const bool leave = wanted == top_level || (scope_entered_ != top_level && scope_entered_ > wanted);
    if (leave) {
      to_.close_scope();
      scope_entered_ = scopes[scope_entered_].parent;
    } else {
      to_open.push_back(wanted);
      wanted = scopes[wanted].parent;
    }
  }
  for (std::size_t i = to_open.size(); i-- > 0;) to_.open_scope(from_.text(scopes[to_open[i]].name));
  scope_entered_ = scope_wanted_;
}

std::vector<bool> live_nodes(const Graph& graph, std::span<const Output> outputs, std::span<const Guard> guards) {
  std::vector<bool> live(graph.size());
  for (const Output& output : outputs) live[output.node.index] = true;
  for (const Guard& guard : guards) live[guard.comparison.index] = true;
  for (NodeId id : graph.inputs()) live[id.index] = true;
  for (NodeId id : graph.parameters()) live[id.index] = true;
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!live[i]) continue;
    const auto arguments = graph.arguments({i});
    for (int k = 0; k < info(graph.op({i})).arity; ++k) live[arguments[k].index] = true;
  }
  return live;
}

}  // namespace mg
