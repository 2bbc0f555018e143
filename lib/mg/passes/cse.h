#pragma once

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// Merges nodes that compute the same: the same op over the same arguments (in either order, where that gives the same
/// bits), and equal constants. Inputs and parameters are never merged.
Graph cse(const Graph& graph, NodeMap* became = nullptr);

}  // namespace mg
