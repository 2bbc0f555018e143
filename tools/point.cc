#include "point.h"

#include <algorithm>

namespace mg::cli {
Point::Point(const Graph& graph) : graph_(graph), names_(leaf_names(graph)) {
  for (const NodeId id : graph.inputs()) inputs_.push_back(graph.value(id));
  for (const NodeId id : graph.parameters()) parameters_.push_back(graph.value(id));
  set_.resize(inputs_.size() + parameters_.size());
}

std::size_t Point::find(std::string_view name) const {
  const NodeId id = names_.find(name);
  const auto inputs = graph_.inputs(), parameters = graph_.parameters();
  // Both lists are in the order of the ids.
  const auto input = std::ranges::lower_bound(inputs, id);
  if (input != inputs.end() && *input == id) return static_cast<std::size_t>(input - inputs.begin());
  return inputs.size() + static_cast<std::size_t>(std::ranges::lower_bound(parameters, id) - parameters.begin());
}

void Point::set(std::size_t place, double value) {
  (place < inputs_.size() ? inputs_[place] : parameters_[place - inputs_.size()]) = value;
  set_[place] = true;
}

}  // namespace mg::cli
