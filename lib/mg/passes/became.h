#pragma once

#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// Nodes that are followed through passes. Given these, a pass puts in the place of each what it has become in the
/// result: another node that has its value, or `no_node` where it was left out, which stays. To begin with,
/// `every_node` of the graph.
using Became = std::vector<NodeId>;

inline Became every_node(const Graph& graph) {
  Became became;
  became.reserve(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) became.push_back({i});
  return became;
}

}  // namespace mg
