#pragma once

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// Rewrites nodes by identities that keep every bit, signs of zeros included (but not which of several NaNs it is):
/// x * 1, x + -0, x - -y, select on a constant, division by a power of two, … The table is in identities.cc. In floats,
/// it keeps the bits of those, and constants have to be floats (see fold).
template <class Number = double> Graph simplify(const Graph& graph, NodeMap* became = nullptr);

}  // namespace mg
