#include "mg/passes/prune.h"

#include "mg/passes/rewrite.h"

namespace mg {

Graph prune(const Graph& graph) {
  const std::vector<bool> live = live_nodes(graph);
  Rewriter rewrite(graph);
  rewrite.for_each_node([&](NodeId id) {
    if (live[id.index]) rewrite.map(id, rewrite.copy(id));
  });
  return rewrite.finish();
}

}  // namespace mg
