#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/look/style.h"

namespace mg::draw {

/// How a node appears.
enum class Role : std::uint8_t {
  Absent,
  Box,
  Chip,  ///< a leaf, inside each of the boxes that use it
};

/// What is drawn at a level of detail, known before any text is made. Taking it is linear, and a byte a node.
struct Outline {
  Detail detail = Detail::Full;
  std::vector<Role> roles;
  std::size_t boxes = 0;
  std::size_t edges = 0;
};

/// Enters how many boxes and edges the roles make.
void count(const Graph& graph, Outline& outline);

/// Every node that is drawn is a box: what the outputs depend on, and every input and parameter. With `all`, or where
/// there are no outputs, every node.
Outline full_outline(const Graph& graph, bool all);

/// Of the same nodes, constants, parameters used once, and leaves used more than 8 times become chips. A leaf that is
/// an output, or that nothing uses, stays a box.
Outline fold_outline(const Graph& graph, const Outline& full);

}  // namespace mg::draw
