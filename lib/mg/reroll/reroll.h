#pragma once

#include <optional>

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg {

/// The graph as loops over arrays, where it repeats itself; what does not stays straight-line. Every value has the bits
/// that straight-line code gives it. Nothing where loops would not make it much shorter. Nearly linear.
std::optional<program::Program> find_loops(const Graph& graph, const program::Layout& layout);

}  // namespace mg
