#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/plan/plan.h"
#include "mg/passes/flow.h"

namespace mg::draw {

/// What goes from one box to a place at another, in one line.
struct Wire {
  std::uint32_t from, to;  ///< parts
  std::uint32_t port = 0;  ///< the operand of a node, the line of a unit; 0 where there is one place only; or:
  static constexpr std::uint32_t no_port = 0xffffffff;  ///< it ends at the box
  std::uint32_t edges = 0;                              ///< of the graph
  std::uint32_t values = 0;                             ///< different ones; those of several samples count as one
  double flow = 0.0;                                    ///< the sum of what flows along the edges
  double size_of_flow = 0.0;                            ///< the sum of its magnitudes
};

/// Ordered by where they lead to, the port, and where they come from. `units` where the plan has any; `flow` may be
/// null.
std::vector<Wire> find_wires(const Graph& graph, const Plan& plan, const Units* units, const Flow* flow);

}  // namespace mg::draw
