#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/outline.h"
#include "mg/passes/flow.h"

namespace mg::draw {

/// Where the first NaN or infinity came up, and the way it took. Values are looked at first, then gradients, which run
/// the other way.
struct Alarm {
  NodeId birth = no_node;    ///< none: all is finite
  bool in_gradient = false;  ///< all values are finite, but not all gradients
  double number = 0.0;       ///< what came up
  std::vector<bool> on_way;  ///< by node, from the birth on; empty where there is none

  bool is_set() const { return birth != no_node; }
  bool has(NodeId id) const { return is_set() && on_way[id.index]; }
  /// "NaN starts here"; with a name: "NaN starts here: w"
  std::string caption(std::string_view name = {}) const;
};

/// `drawn`: the nodes that count. `flow` may be null: no gradients.
Alarm find_alarm(const Graph& graph, const std::vector<Role>& roles, std::span<const double> values,
                 std::span<const double> adjoints, const Flow* flow);

}  // namespace mg::draw
