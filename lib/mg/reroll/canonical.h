#pragma once

#include "mg/core/graph.h"

namespace mg {

/// The graph in an order that depends only on what is computed, not on the order of recording: inputs and parameters,
/// then what each output depends on, depth first, arguments in their order. Only what outputs depend on; no names,
/// scopes or guards. Linear.
Graph canonical(const Graph& graph);

}  // namespace mg
