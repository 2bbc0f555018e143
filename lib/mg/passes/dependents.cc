#include "mg/passes/dependents.h"

#include "mg/core/ops.h"

namespace mg {

std::vector<bool> dependents(const Graph& graph, std::span<const NodeId> leaves) {
  std::vector<bool> depends(graph.size());
  for (const NodeId leaf : leaves) depends[leaf.index] = true;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto arguments = graph.arguments({i});
    for (int k = 0; k < info(graph.op({i})).arity; ++k) {
      if (depends[arguments[k].index]) depends[i] = true;
    }
  }
  return depends;
}

std::vector<bool> needed(const Graph& graph) {
  if (graph.outputs().empty()) return std::vector<bool>(graph.size(), true);
  std::vector<bool> found(graph.size());
  for (const Output& output : graph.outputs()) found[output.node.index] = true;
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!found[i]) continue;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node) found[argument.index] = true;
    }
  }
  for (const auto leaves : {graph.inputs(), graph.parameters()}) {
    for (const NodeId leaf : leaves) found[leaf.index] = true;
  }
  return found;
}

std::vector<std::size_t> constant_outputs(const Graph& graph) {
  std::vector<NodeId> leaves(graph.inputs().begin(), graph.inputs().end());
  leaves.insert(leaves.end(), graph.parameters().begin(), graph.parameters().end());
  const std::vector<bool> depends = dependents(graph, leaves);
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < graph.outputs().size(); ++place) {
    if (!depends[graph.outputs()[place].node.index]) places.push_back(place);
  }
  return places;
}

}  // namespace mg
