#include "mg/reroll/canonical.h"

#include <vector>

#include "mg/core/ops.h"

namespace mg {

Graph canonical(const Graph& graph) {
  Graph result;
  std::vector<NodeId> placed(graph.size(), no_node);
  for (NodeId id : graph.inputs()) placed[id.index] = result.append_leaf(Op::Input, graph.value(id));
  for (NodeId id : graph.parameters()) placed[id.index] = result.append_leaf(Op::Parameter, graph.value(id));

  struct Visit {
    NodeId id;
    int next_argument;
  };
  std::vector<Visit> stack;  // graphs are deep
  for (const Output& output : graph.outputs()) {
    stack.push_back({output.node, 0});
    while (!stack.empty()) {
      auto& [id, next_argument] = stack.back();
      const Op op = graph.op(id);
      if (placed[id.index] != no_node) {
        stack.pop_back();
      } else if (next_argument < info(op).arity) {
        const NodeId argument = graph.arguments(id)[next_argument++];
        if (placed[argument.index] == no_node) stack.push_back({argument, 0});
      } else {
        auto arguments = graph.arguments(id);
        for (int k = 0; k < info(op).arity; ++k) arguments[k] = placed[arguments[k].index];
        placed[id.index] =
            is_leaf(op) ? result.append_leaf(op, graph.value(id)) : result.append(op, arguments, graph.attribute(id));
        stack.pop_back();
      }
    }
    result.append_output({}, placed[output.node.index]);
  }
  return result;
}

}  // namespace mg
