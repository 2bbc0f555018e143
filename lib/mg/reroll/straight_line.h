#pragma once

#include "mg/program/program.h"
#include "mg/reroll/schedule.h"

namespace mg {

/// A graph without loops, in a good order; every value goes through a place of its own in the work array.
///
/// Order: forward nodes are put just before the first adjoint that needs them, so that each sample's reverse follows
/// its forward, and few values are alive at a time. Linear in the nodes. `computed`, if given, is filled with the node
/// of each operation, in the order of the program.
program::Program straight_line(const Graph& graph, const Layout& layout, std::vector<NodeId>* computed = nullptr);

}  // namespace mg
