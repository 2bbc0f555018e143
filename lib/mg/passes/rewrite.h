#pragma once

#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// What passes have in common: a graph is read node by node, in order, and another one is written, with the scopes,
/// names, guards and outputs of the first.
///
///     Rewriter rewrite(from);
///     rewrite.for_each_node([&](NodeId id) { rewrite.map(id, rewrite.copy(id)); });
///     return rewrite.finish();
class Rewriter {
 public:
  /// finish() moves `became` along, if it is given.
  explicit Rewriter(const Graph& from, NodeMap* became = nullptr);

  Graph& to() { return to_; }

  /// Calls `each(id)` for all nodes of the source, in order, within the scope of each.
  template <class Each> void for_each_node(Each&& each) {
    for (std::uint32_t i = 0; i < from_.size(); ++i) {
      scope_wanted_ = scope_of_[i];
      each(NodeId{i});
    }
  }

  /// The node in the target that `source` has become; `no_node` before it is mapped, or if it was left out.
  NodeId operator[](NodeId source) const { return target_of_[source.index]; }
  /// The arguments of `source`, in the target.
  std::array<NodeId, 3> arguments(NodeId source) const;

  /// Says that `target` stands for `source`, and gives it the name of `source` if it has none. Inputs and parameters,
  /// being the interface, take no name from what became one of them.
  void map(NodeId source, NodeId target);
  /// Appends `source` as it is, over the mapped arguments; its name comes with map().
  NodeId copy(NodeId source);
  /// Appends any op but a leaf.
  NodeId append(Op op, const std::array<NodeId, 3>& arguments, double attribute = 0.0);
  NodeId append_constant(double value);

  /// The target, with the outputs and guards of the source over the mapped nodes.
  Graph finish() { return finish(from_.outputs(), from_.guards()); }
  /// Likewise, with others; nodes and names are those of the source.
  Graph finish(std::span<const Output> outputs, std::span<const Guard> guards);

 private:
  void enter_scope();

  const Graph& from_;
  NodeMap* became_;
  Graph to_;
  std::vector<NodeId> target_of_;
  std::vector<bool> has_name_;  // nodes of the source
  std::vector<bool> named_;     // nodes of the target
  std::vector<ScopeId> scope_of_;
  ScopeId scope_wanted_ = top_level;  // in the source; entered when a node is appended
  ScopeId scope_entered_ = top_level;
};

/// Which nodes `outputs` and `guards` depend on; inputs and parameters, being the interface, are always among them.
std::vector<bool> live_nodes(const Graph& graph, std::span<const Output> outputs, std::span<const Guard> guards);

}  // namespace mg
