#include "mg/passes/prune.h"

#include "mg/core/ops.h"
#include "mg/passes/rewrite.h"

namespace mg {

Graph prune(const Graph& graph, NodeMap* became) {
  const std::vector<bool> live = live_nodes(graph, graph.outputs(), graph.guards());
  Rewriter rewrite(graph, became);
  rewrite.for_each_node([&](NodeId id) {
    if (live[id.index]) rewrite.map(id, rewrite.copy(id));
  });
  return rewrite.finish();
}

Graph extract(const Graph& graph, std::span<const Output> outputs, NodeMap* became) {
  Rewriter rewrite(graph, became);
  const std::vector<bool> live = live_nodes(graph, outputs, {});
  rewrite.for_each_node([&](NodeId id) {
    if (live[id.index]) rewrite.map(id, rewrite.copy(id));
  });
  return rewrite.finish(outputs, {});
}

Graph without_names(const Graph& graph) {
  Graph result;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (is_leaf(graph.op({i})))
      result.append_leaf(graph.op({i}), graph.value({i}));
    else
      result.append(graph.op({i}), graph.arguments({i}), graph.attribute({i}));
  }
  for (const Guard& guard : graph.guards()) result.append_guard(guard.comparison, guard.outcome, {});
  for (const Output& output : graph.outputs()) result.append_output({}, output.node);
  return result;
}

}  // namespace mg
