#pragma once

#include <utility>
#include <vector>

#include "mg/core/ops.h"
#include "support/random_graph.h"

namespace mg::test {

/// The same computation, recorded in another order: inputs and parameters first, in theirs, then what can be computed,
/// taken at random. No names, scopes or guards.
inline Graph reordered(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  Graph result;
  std::vector<NodeId> placed(graph.size(), no_node);
  std::vector<int> waits_for(graph.size(), 0);
  std::vector<std::vector<NodeId>> users(graph.size());
  std::vector<NodeId> ready;
  const auto place = [&](NodeId id, NodeId there) {
    placed[id.index] = there;
    for (const NodeId user : users[id.index]) {
      if (--waits_for[user.index] == 0) ready.push_back(user);
    }
  };
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const Op op = graph.op({i});
    if (op == Op::Constant) ready.push_back({i});
    for (int k = 0; k < info(op).arity; ++k) {
      ++waits_for[i];
      users[graph.arguments({i})[k].index].push_back({i});
    }
  }
  for (const NodeId id : graph.inputs()) place(id, result.append_leaf(Op::Input, graph.value(id)));
  for (const NodeId id : graph.parameters()) place(id, result.append_leaf(Op::Parameter, graph.value(id)));
  while (!ready.empty()) {
    std::swap(ready[random.below(static_cast<std::uint32_t>(ready.size()))], ready.back());
    const NodeId id = ready.back();
    ready.pop_back();
    if (is_leaf(graph.op(id))) {
      place(id, result.append_leaf(graph.op(id), graph.value(id)));
      continue;
    }
    auto arguments = graph.arguments(id);
    for (int k = 0; k < info(graph.op(id)).arity; ++k) arguments[k] = placed[arguments[k].index];
    place(id, result.append(graph.op(id), arguments, graph.attribute(id)));
  }
  for (const Output& output : graph.outputs()) result.append_output({}, placed[output.node.index]);
  return result;
}

}  // namespace mg::test
