#pragma once

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg {

/// A graph without loops, in a good order, cut into functions of about `function_size` operations, which is at least 1.
/// Values stay in locals; what a later function reads goes through the work array, and what a function reads more than
/// once is read once.
///
/// Order: forward nodes are put just before the first adjoint that needs them, so that each sample's reverse follows
/// its forward, and few values are alive at a time. Linear in the nodes.
program::Program straight_line(const Graph& graph, const program::Layout& layout, std::uint32_t function_size);

}  // namespace mg
