#pragma once

#include "mg/core/graph.h"

namespace mg {

/// Leaves out what no output and no guard depends on. Inputs and parameters stay: they are the interface.
Graph prune(const Graph& graph);

}  // namespace mg
