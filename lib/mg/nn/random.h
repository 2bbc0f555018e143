#pragma once

#include <cstdint>
#include <random>

namespace mg::nn {

/// Random numbers that a seed fixes, the same with every standard library: the engine is specified to the bit, while
/// std::uniform_real_distribution is not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// Uniform in [low, high): the upper 53 bits of a draw, as a fraction of the interval.
  double uniform(double low, double high) {
    const double fraction = static_cast<double>(engine_() >> 11) * 0x1p-53;
    return low + (high - low) * fraction;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace mg::nn
