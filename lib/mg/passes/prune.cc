#include "mg/passes/prune.h"

#include "mg/passes/rewrite.h"

namespace mg {

Graph prune(const Graph& graph) {
  const std::vector<bool> live = live_nodes(graph, graph.outputs(), graph.guards());
  Rewriter rewrite(graph);
  rewrite.for_each_node([&](NodeId id) {
    if (live[id.index]) rewrite.map(id, rewrite.copy(id));
  });
  return rewrite.finish();
}

Graph extract(const Graph& graph, std::span<const Output> outputs) {
  Rewriter rewrite(graph);
  const std::vector<bool> live = live_nodes(graph, outputs, {});
  rewrite.for_each_node([&](NodeId id) {
    if (live[id.index]) rewrite.map(id, rewrite.copy(id));
  });
  return rewrite.finish(outputs, {});
}

}  // namespace mg
