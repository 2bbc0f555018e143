#include "mg/passes/fold.h"

#include "mg/core/sweep.h"
#include "mg/passes/rewrite.h"

namespace mg {

template <class Number> Graph fold(const Graph& graph, NodeMap* became) {
  const auto values = values_of<Number>(graph.tape());
  std::vector<bool> guarded(graph.size());
  for (const Guard& guard : graph.guards()) guarded[guard.comparison.index] = true;

  Rewriter rewrite(graph, became);
  rewrite.for_each_node([&](NodeId id) {
    const int arity = info(graph.op(id)).arity;
    bool foldable = graph.op(id) == Op::Constant || (arity > 0 && !guarded[id.index]);
    const auto arguments = rewrite.arguments(id);
    for (int k = 0; k < arity; ++k) foldable = foldable && rewrite.to().op(arguments[k]) == Op::Constant;
    rewrite.map(id, foldable ? rewrite.append_constant(static_cast<double>(values[id.index])) : rewrite.copy(id));
  });
  return rewrite.finish();
}

template Graph fold<double>(const Graph&, NodeMap*);
template Graph fold<float>(const Graph&, NodeMap*);

Graph bake(const Graph& graph, NodeMap* became) {
  Rewriter rewrite(graph, became);
  rewrite.for_each_node([&](NodeId id) {
    const bool parameter = graph.op(id) == Op::Parameter;
    rewrite.map(id, parameter ? rewrite.append_constant(graph.value(id)) : rewrite.copy(id));
  });
  return rewrite.finish();
}

}  // namespace mg
