#pragma once

#include <array>
#include <cstdint>

#include "mg/core/ops.h"
#include "mg/program/interpreter.h"

namespace mg::exec {

/// Doubles, as numbers of an interpreter: with the engine's bits.
struct Doubles {
  using Number = double;
  static constexpr std::uint32_t block = 64;

  static double number(double constant) { return constant; }
  [[gnu::always_inline]] static void apply(Op op, double attribute, double* y, const std::array<const double*, 3>& x,
                                           std::uint32_t lanes) {
    if (lanes == 1)
      apply_to_one(op, attribute, y, x);
    else
      apply_to_lanes(op, attribute, y, x, lanes);
  }
  static bool holds(double value, bool expected) { return (value != 0.0) == expected; }
  /// sums[i] = sums[i] + a[i] * b[i], or minus it, for `terms` terms in their order.
  static void add_products(double* sums, const std::array<program::Factor<double>, 2>& factors, std::uint32_t terms,
                           bool minus, std::uint32_t lanes);

 private:
  [[gnu::always_inline]] static void apply_to_one(Op op, double attribute, double* y,
                                                  const std::array<const double*, 3>& x) {
    visit(op, [&](auto rule) {
      using O = decltype(rule);
      if constexpr (O::info.arity == 1)
        *y = eval_op<O>(std::array{*x[0]}, attribute);
      else if constexpr (O::info.arity == 2)
        *y = eval_op<O>(std::array{*x[0], *x[1]}, attribute);
      else if constexpr (O::info.arity == 3)
        *y = eval_op<O>(std::array{*x[0], *x[1], *x[2]}, attribute);
    });
  }
  static void apply_to_lanes(Op op, double attribute, double* y, const std::array<const double*, 3>& x,
                             std::uint32_t lanes);
};

}  // namespace mg::exec
