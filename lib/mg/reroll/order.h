#pragma once

#include <vector>

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg {

/// The operations that the outputs depend on, each after its arguments: forward nodes just before the first adjoint
/// that needs them, so that each sample's reverse follows its forward, and few values are alive at a time. Linear.
std::vector<NodeId> evaluation_order(const Graph& graph, const program::Layout& layout);

}  // namespace mg
