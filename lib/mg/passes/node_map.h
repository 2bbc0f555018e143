#pragma once

#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// Nodes that are followed through passes. Given these, a pass puts in the place of each what it has become in the
/// result: another node that has its value, or `no_node` where it was left out, which stays. To begin with,
/// `identity_map` of the graph.
using NodeMap = std::vector<NodeId>;

inline NodeMap identity_map(const Graph& graph) {
  NodeMap became;
  became.reserve(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) became.push_back({i});
  return became;
}

}  // namespace mg
