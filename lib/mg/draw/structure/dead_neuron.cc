#include "mg/draw/structure/dead_neuron.h"

#include <algorithm>

namespace mg::draw {

bool is_dead(const Graph& graph, std::span<const double> values, const Units& units, std::uint32_t unit) {
  return units.is_neuron(unit) && std::ranges::all_of(units.roots(unit), [&](NodeId root) {
           const bool is_closed = graph.op(root) == Op::Relu && graph.attribute(root) == 0.0;
           return is_closed && values[graph.arguments(root)[0].index] <= 0.0;
         });
}

}  // namespace mg::draw
