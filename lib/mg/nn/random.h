#pragma once

#include <cstdint>
#include <memory>

namespace mg::nn {

/// Random numbers that a seed fixes, the same with every standard library: the engine, std::mt19937_64, is specified to
/// the bit, while std::uniform_real_distribution is not.
class Random {
 public:
  explicit Random(std::uint64_t seed);
  ~Random();

  /// Uniform in [low, high): the upper 53 bits of a draw, as a fraction of the interval.
  double uniform(double low, double high);

 private:
  struct Engine;  // in the source file: <random> takes long to compile
  std::unique_ptr<Engine> engine_;
};

}  // namespace mg::nn
