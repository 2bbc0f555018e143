#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mg::test {

/// What a line of straight-line code computes.
struct LineValues {
  std::string target;         ///< what it sets: "t0", "y[1]"; empty for a comment
  double value = 0.0;         ///< of all to the right of the =
  std::vector<double> parts;  ///< of every expression in it, itself included
  bool copies = true;         ///< without an operation
};

/// Runs the lines of a listing, as text. What it cannot read is an exception.
std::vector<LineValues> run_lines(std::span<const std::string> lines, std::span<const double> x,
                                  std::span<const double> p);

}  // namespace mg::test
