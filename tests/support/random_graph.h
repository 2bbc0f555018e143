#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"

namespace mg::test {

struct RandomGraphOptions {
  std::uint32_t nodes = 40;  ///< operations, about
  std::uint32_t inputs = 3;
  std::uint32_t parameters = 2;
  std::uint32_t outputs = 1;
  bool wild = false;   ///< leaves may be zeros, infinities, NaN, denormals and huge
  bool exact = false;  ///< only operations that have the same bits everywhere: no functions of the math library
};

/// A graph of random ops over random earlier nodes, with scopes, names and guards; the same for the same seed.
Graph random_graph(std::uint64_t seed, const RandomGraphOptions& options = {});

/// A small generator of its own, so that a seed means the same everywhere (splitmix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(next() % bound); }
  double uniform(double low, double high);
  /// With `wild`, every fourth is a special one.
  double number(bool wild);

 private:
  std::uint64_t state_;
};

}  // namespace mg::test
