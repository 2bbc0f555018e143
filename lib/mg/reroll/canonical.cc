#include "mg/reroll/canonical.h"

#include <cstddef>
#include <optional>
#include <vector>

#include "mg/base/post_order.h"
#include "mg/core/ops.h"

namespace mg {

Graph canonical(const Graph& graph) {
  Graph result;
  std::vector<NodeId> placed(graph.size(), no_node);
  for (NodeId id : graph.inputs()) placed[id.index] = result.append_leaf(Op::Input, graph.value(id));
  for (NodeId id : graph.parameters()) placed[id.index] = result.append_leaf(Op::Parameter, graph.value(id));

  const auto argument = [&](NodeId id, std::size_t k) -> std::optional<NodeId> {
    if (static_cast<int>(k) >= info(graph.op(id)).arity) return {};
    return graph.arguments(id)[k];
  };
  const auto is_placed = [&](NodeId id) { return placed[id.index] != no_node; };
  const auto place = [&](NodeId id) {
    const Op op = graph.op(id);
    auto arguments = graph.arguments(id);
    for (int k = 0; k < info(op).arity; ++k) arguments[k] = placed[arguments[k].index];
    placed[id.index] =
        is_leaf(op) ? result.append_leaf(op, graph.value(id)) : result.append(op, arguments, graph.attribute(id));
  };
  PostOrder<NodeId> post_order;
  for (const Output& output : graph.outputs()) {
    post_order.visit(output.node, argument, is_placed, place);
    result.append_output({}, placed[output.node.index]);
  }
  return result;
}

}  // namespace mg
