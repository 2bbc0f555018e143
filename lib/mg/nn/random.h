#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mg::nn {

/// Random numbers that a seed fixes, the same with every standard library: those of std::mt19937_64, which is specified
/// to the bit, as numbers in an interval, which std::uniform_real_distribution is not.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  /// Uniform in [low, high): the upper 53 bits of a draw, as a fraction of the interval.
  double uniform(double low, double high) {
    const double fraction = static_cast<double>(draw() >> 11) * 0x1p-53;
    return low + (high - low) * fraction;
  }

 private:
  std::uint64_t draw();
  void refill();

  // Not the standard's own: <random> takes as long to compile as half of what records.
  std::array<std::uint64_t, 312> state_;
  std::size_t drawn_ = 312;
};

}  // namespace mg::nn
