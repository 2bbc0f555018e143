#pragma once

#include <optional>
#include <span>

#include "mg/core/graph.h"
#include "mg/draw/outline.h"
#include "mg/draw/picture.h"

namespace mg::draw {

/// What is known of a graph's nodes, and how much of it is shown.
struct Numbers {
  std::span<const double> values;    ///< an entry a node
  std::span<const double> adjoints;  ///< likewise, or empty: no gradients
  NodeId root;                       ///< whose gradient the adjoints are
  bool show_values = true;
};

/// A picture in which every node of the outline is a card, or a chip in one.
Picture picture_of_nodes(const Graph& graph, const Outline& outline, const Clusters& clusters, const Numbers& numbers,
                         Theme theme, Direction direction);

}  // namespace mg::draw
