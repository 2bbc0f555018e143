#pragma once

#include <map>
#include <string>

#include "mg/core/graph.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// What a cone computes, in a few characters: "ReLU(w·x + b)", "(y − target)²", "Σ (a − b)²"; of what would be long,
/// the outermost function and the number of operations. Clean text.
struct Formula {
  std::string text;
  std::map<NodeId, std::string> names;  ///< of what comes from outside, as they stand there
};

Formula formula(const Graph& graph, const Units& units, NodeId root);

}  // namespace mg::draw
