#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace mg::check {

/// Of a derivative, by differences.
struct Estimate {
  static constexpr double unknown = std::numeric_limits<double>::infinity();

  double slope = 0.0;
  double error = unknown;  ///< of it, as far as can be seen
  double rounding = 0.0;   ///< what of the error is due to rounding
  double around = 0.0;     ///< the size of the slopes to the ends of the shortest step that it is made of
  bool is_smooth = false;  ///< whether the slopes on the two sides of the point near each other, as steps get shorter
};

/// Ridders' extrapolation (Advances in Engineering Software 4, 1982) of central differences to step 0: a column a step,
/// each half of the one before, and each entry of it eliminates one more even power of the step.
class Extrapolation {
 public:
  static constexpr int most_steps = 8;

  bool is_empty() const { return columns_ == 0; }
  const Estimate& best() const { return best_; }
  /// Without the steps so far, as a kink is among them. A shorter one may stay clear of it.
  void restart() { columns_ = 0, best_ = {}; }

  /// `rounding`: the error that `above` and `below` may have.
  void add(double h, double above, double at, double below, double rounding) {
    const int column = columns_++;
    const double around = std::max(std::fabs(above - at), std::fabs(below - at)) / h;
    // Extrapolation doubles an error of the last step, at most.
    const double noise = 2 * rounding / h;
    const double between = std::fabs((above - at) - (at - below)) / (2 * h);
    if (column == 0) first_between_ = between + noise;
    best_.is_smooth = between - noise <= first_between_ / 4;
    table_[0][column] = (above - below) / (2 * h);
    double factor = 4.0;
    for (int row = 1; row <= column; ++row, factor *= 4.0) {
      const double coarse = table_[row - 1][column - 1], fine = table_[row - 1][column];
      const double entry = (factor * fine - coarse) / (factor - 1);
      const double error = noise + std::max(std::fabs(entry - fine), std::fabs(entry - coarse));
      if (error < best_.error) best_ = {entry, error, noise, around, best_.is_smooth};
      table_[row][column] = entry;
    }
  }

 private:
  std::array<std::array<double, most_steps>, most_steps> table_{};
  int columns_ = 0;
  double first_between_ = 0.0;
  Estimate best_;
};

}  // namespace mg::check
