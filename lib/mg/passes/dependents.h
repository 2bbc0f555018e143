#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// Which nodes depend on one of `leaves`; they themselves do. Linear.
std::vector<bool> dependents(const Graph& graph, std::span<const NodeId> leaves);

/// What the outputs depend on, and every input and parameter; all nodes where there are no outputs. Linear.
std::vector<bool> needed(const Graph& graph);

/// The places of the outputs that depend on no input and no parameter: whatever these are, they stay as they are.
std::vector<std::size_t> constant_outputs(const Graph& graph);

}  // namespace mg
