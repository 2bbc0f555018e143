#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "mg/core/graph.h"
#include "mg/passes/flow.h"

namespace mg {

/// Where the first NaN or infinity came up.
struct Origin {
  NodeId node = no_node;  ///< none: all is finite
  double number = 0.0;    ///< what came up

  bool is_found() const { return node != no_node; }
};

/// Of the nodes that are `counted`, the first whose value is not finite.
template <class Number = double>
Origin origin_in_values(const std::vector<bool>& counted, std::span<const std::type_identity_t<Number>> values);

/// Of the nodes that are `counted`, the first in the order of the sweep, from the last to the first, whose adjoint is
/// not finite (a sum of what was), or that hands on what is not to an argument.
template <class Number>
Origin origin_in_gradient(const Graph& graph, const std::vector<bool>& counted,
                          std::span<const std::type_identity_t<Number>> adjoints, const BasicFlow<Number>& flow);

}  // namespace mg
