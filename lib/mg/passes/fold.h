#pragma once

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// Replaces what depends on constants only by its value, computed by the functions that the generated code would call.
/// Comparisons with a guard stay, whatever they compare: the guard needs them. In floats, constants are rounded to
/// floats first, and then are what the code has.
template <class Number = double> Graph fold(const Graph& graph, NodeMap* became = nullptr);

/// Turns every parameter into a constant of its value: what "baked" means.
Graph bake(const Graph& graph, NodeMap* became = nullptr);

}  // namespace mg
