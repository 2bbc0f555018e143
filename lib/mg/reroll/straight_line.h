#pragma once

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg {

/// A graph without loops, in a good order; every value goes through a place of its own in the work array.
///
/// Order: forward nodes are put just before the first adjoint that needs them, so that each sample's reverse follows
/// its forward, and few values are alive at a time. Linear in the nodes.
program::Program straight_line(const Graph& graph, const program::Layout& layout);

}  // namespace mg
