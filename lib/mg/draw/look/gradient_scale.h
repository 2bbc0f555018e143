#pragma once

#include <cmath>
#include <cstddef>

#include "mg/draw/look/palette.h"

namespace mg::draw {

/// Gradients in six steps, relative to the largest of a picture: 0, more than 0, and from 0.5 %, 5 %, 20 %, 50 % on.
struct GradientScale {
  double largest = 0.0;  ///< finite

  std::size_t step(double gradient) const {
    const double size = std::fabs(gradient);
    if (size == 0.0) return 0;
    const double share = size / largest;
    return share >= 0.5 ? 5 : share >= 0.2 ? 4 : share >= 0.05 ? 3 : share >= 0.005 ? 2 : 1;
  }
  /// Enters a gradient that is shown.
  void include(double gradient) {
    if (std::isfinite(gradient) && std::fabs(gradient) > largest) largest = std::fabs(gradient);
  }
};

}  // namespace mg::draw
