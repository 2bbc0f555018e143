#pragma once

#include <span>
#include <vector>

#include "mg/program/program.h"

namespace mg::test {

/// The arrays that a Program reads.
struct Arguments {
  std::span<const double> x, p, seeds;
};

/// The arrays that it writes, as long as it does; and whether its guards held.
struct Results {
  std::vector<double> y, x_bar, p_bar;
  bool holds = true;
};

/// Runs a Program, which must be sound.
Results run(const program::Program& program, const Arguments& arguments);

}  // namespace mg::test
