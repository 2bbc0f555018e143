#pragma once

#include <cstdint>
#include <vector>

#include "mg/program/layout.h"
#include "mg/program/old_program.h"

namespace mg {

/// Where the leaves and results of a graph live: an operand for each of Graph::inputs(), parameters() and outputs().
struct Layout {
  std::vector<Operand> inputs;
  std::vector<Operand> parameters;
  std::vector<Operand> outputs;
};

/// The same in the new form.
program::Layout lift(const Layout& old);

/// Orders the nodes, cuts them into functions of about `function_size` statements, and gives each value a place.
///
/// Compilers take time and memory out of proportion to a function's length, so there is a limit; what one function
/// makes and a later one needs goes through the work array, whose slots are used again once their value is dead.
/// Order: forward nodes are put just before the first adjoint that needs them, so that each sample's reverse follows
/// its forward, and few values are alive at a time. Linear in the nodes. `computed`, if given, is filled with the node
/// of each statement that computes, in the order of the program. UsageError where `function_size` is 0.
Program schedule(const Graph& graph, const Layout& layout, std::uint32_t function_size,
                 std::vector<NodeId>* computed = nullptr);

}  // namespace mg
