#pragma once

#include <vector>

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"
#include "mg/program/proof.h"

namespace mg {

/// What the Program of `forward` was made of, and where it computes what.
struct Provenance {
  Graph optimized;
  NodeMap became;                           ///< for each node of the graph, that of `optimized` which has its value
  std::vector<program::Computed> computed;  ///< for each node of `optimized`
};

}  // namespace mg
