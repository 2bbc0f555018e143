#pragma once

#include <cstdint>

#include "mg/core/graph.h"

namespace mg::test {

struct LoopNestOptions {
  /// Nothing interrupts the loops, and all that they index is affine: they can be found again.
  bool regular = false;
  /// How much longer than what the seed says each loop is; the rest is the same.
  std::uint32_t longer = 0;
  bool wild = false;  ///< leaves and constants may be zeros, infinities, NaN, denormals and huge
};

/// A graph as nested loops record it: one to three nests that read inputs, parameters and what earlier ones made;
/// element by element, summing up, or from step to step. The same for the same seed.
///
/// Irregular ones are also indexed through permutations, have turns with another operation or another number, or none,
/// and results in no order.
Graph loop_nests(std::uint64_t seed, const LoopNestOptions& options = {});

}  // namespace mg::test
