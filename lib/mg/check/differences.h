#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "mg/core/graph.h"

namespace mg::check {

/// What comparing the engine's gradients with central differences gave.
struct DifferenceResult {
  std::size_t compared = 0;  ///< directions in which both were known well enough
  std::size_t skipped = 0;   ///< not smooth or not finite around the point, or too rough to tell
  std::size_t wrong = 0;
  double largest_error = 0.0;  ///< of those compared, relative to the sizes of the derivative and the value

  void add(const DifferenceResult& other);
};

/// Differentiates the sum of the outputs at a point by central differences, extrapolated to step 0 (Ridders, Advances
/// in Engineering Software 4, 1982), and compares with the engine's gradient: for each leaf where there are at most
/// `most_directions`, else along that many random directions. A step over a kink (another side of a `relu`, `min`,
/// `select`, … is taken) is not used. Takes 16 evaluations a direction and scale.
DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          std::size_t most_directions, std::uint64_t seed);

}  // namespace mg::check
