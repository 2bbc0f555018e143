#include "mg/passes/fold.h"

#include "mg/passes/rewrite.h"

namespace mg {

Graph fold(const Graph& graph, NodeMap* became) {
  std::vector<bool> guarded(graph.size());
  for (const Guard& guard : graph.guards()) guarded[guard.comparison.index] = true;

  Rewriter rewrite(graph, became);
  rewrite.for_each_node([&](NodeId id) {
    const int arity = info(graph.op(id)).arity;
    bool foldable = arity > 0 && !guarded[id.index];
    const auto arguments = rewrite.arguments(id);
    for (int k = 0; k < arity; ++k) foldable = foldable && rewrite.to().op(arguments[k]) == Op::Constant;
    rewrite.map(id, foldable ? rewrite.append_constant(graph.value(id)) : rewrite.copy(id));
  });
  return rewrite.finish();
}

Graph bake(const Graph& graph, NodeMap* became) {
  Rewriter rewrite(graph, became);
  rewrite.for_each_node([&](NodeId id) {
    const bool parameter = graph.op(id) == Op::Parameter;
    rewrite.map(id, parameter ? rewrite.append_constant(graph.value(id)) : rewrite.copy(id));
  });
  return rewrite.finish();
}

}  // namespace mg
