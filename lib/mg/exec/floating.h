#pragma once

#include <array>
#include <cstdint>

#include "mg/core/ops.h"
#include "mg/program/interpreter.h"

namespace mg::exec {

/// Doubles or floats, as numbers of an interpreter: with the engine's bits.
template <class T> struct Floating {
  using Number = T;
  static constexpr std::uint32_t block = 64;

  static Number number(double constant) { return Number(constant); }
  [[gnu::always_inline]] static void apply(Op op, double attribute, Number* y, const std::array<const Number*, 3>& x,
                                           std::uint32_t lanes) {
    if (lanes == 1)
      apply_to_one(op, attribute, y, x);
    else
      apply_to_lanes(op, attribute, y, x, lanes);
  }
  static bool holds(Number value, bool expected) { return (value != Number(0.0)) == expected; }
  /// sums[i] = sums[i] + a[i] * b[i], or minus it, for `terms` terms in their order.
  static void add_products(Number* sums, const std::array<program::Factor<Number>, 2>& factors, std::uint32_t terms,
                           bool minus, std::uint32_t lanes);

 private:
  [[gnu::always_inline]] static void apply_to_one(Op op, double attribute, Number* y,
                                                  const std::array<const Number*, 3>& x) {
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
  static void apply_to_lanes(Op op, double attribute, Number* y, const std::array<const Number*, 3>& x,
                             std::uint32_t lanes);
};

extern template struct Floating<double>;
extern template struct Floating<float>;

using Doubles = Floating<double>;
using Floats = Floating<float>;

}  // namespace mg::exec
