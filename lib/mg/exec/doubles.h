#pragma once

#include <array>
#include <cstdint>

#include "mg/program/interpreter.h"

namespace mg::exec {

/// Doubles, as numbers of an interpreter: with the engine's bits.
struct Doubles {
  using Number = double;
  static constexpr std::uint32_t block = 64;

  static double number(double constant) { return constant; }
  static void apply(Op op, double attribute, double* y, const std::array<const double*, 3>& x, std::uint32_t lanes);
  static bool holds(double value, bool expected) { return (value != 0.0) == expected; }
  /// sums[i] = sums[i] + a[i] * b[i], or minus it, for `terms` terms in their order.
  static void add_products(double* sums, const std::array<program::Factor<double>, 2>& factors, std::uint32_t terms,
                           bool minus, std::uint32_t lanes);
};

}  // namespace mg::exec
