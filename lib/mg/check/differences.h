#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg::check {

/// A slope that the gradient contradicts.
struct WrongSlope {
  std::size_t point = 0;            ///< 0: the recorded one
  std::size_t output;               ///< by its place
  std::optional<std::size_t> leaf;  ///< by inputs, then by parameters; none: along a direction that moves them all
  double engine, measured, error;   ///< by the leaf, or for the direction
};

/// What comparing gradients with central differences gave: slopes of an output along a direction, counted.
struct DifferenceResult {
  std::size_t compared = 0;            ///< known so well that a gradient 1 % off is seen
  std::size_t wrong = 0;               ///< of these, where the gradient is not the slope
  std::size_t not_smooth = 0;          ///< not compared: the point is on a kink
  std::size_t not_finite = 0;          ///< not compared: nor is the gradient, or the output at the point or around it
  std::size_t too_rough = 0;           ///< not compared: rounding, or what is finer than any step, hides the slope
  double largest_error = 0.0;          ///< of those compared, relative to the slopes around the point
  std::vector<WrongSlope> first = {};  ///< the first few of the wrong

  std::size_t skipped() const { return not_smooth + not_finite + too_rough; }
  void add(const DifferenceResult& other);
};

/// The gradient of an output, given by its place, at the point in question: by inputs, then by parameters.
using GradientOf = std::function<std::vector<double>(std::size_t output)>;

/// Differentiates each output at a point by central differences, extrapolated to step 0 (Ridders, Advances in
/// Engineering Software 4, 1982), and compares with the engine's gradient of that output: for each leaf where there are
/// at most `most_directions`, else along that many random directions. Of more than 16 outputs it takes 16.
///
/// What counts as wrong must be wrong beyond doubt, and what counts as compared must have been able to fail:
///
///   Rounding is measured (rounding.h) at the point and at both ends of the longest step, for each direction, and goes
///   into the error of an estimate; one that is not good enough to see 1 % is not used.
///   A step over a kink (another side of a `relu`, `min`, `select`, … is taken) is not used.
///   Steps have several scales, as functions have features of several sizes. A wrong derivative is wrong on every
///   scale: agreement on one is enough, and only estimates that agree with each other can say that there is none.
///   A kink that nothing tells of (the root of x² is |x|) shows as slopes on its two sides that do not near each other
///   as steps get shorter. There, nothing agrees or contradicts.
///   A gradient that contradicts is computed again, with rounding, and at the ends of the step: where that takes it as
///   far as to the slope (x² / (x + 1e-300) at 0), or it overflows on the way, nobody knows.
///
/// Takes about 16 evaluations a direction, and up to twelve times as many where it does not agree at once.
DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          std::size_t most_directions, std::uint64_t seed);

/// The same for a gradient from elsewhere.
DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          const GradientOf& gradient, std::size_t most_directions, std::uint64_t seed);

}  // namespace mg::check
