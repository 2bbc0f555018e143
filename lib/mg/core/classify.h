#pragma once

#include <cmath>
#include <limits>

#include "mg/core/comparison.h"
#include "mg/core/functions.h"
#include "mg/core/rounding.h"

// What <cmath> asks of a number. Each answer is recorded with one guard, which holds where the answer is the same: the
// code behind it depends on that. Found by argument-dependent lookup.

namespace mg {

inline bool isnan(const Argument& x) { return Comparison(Op::Eq, x, x, x.where, true); }
inline bool isinf(const Argument& x) {
  return Comparison(Op::Eq, abs(x.value), std::numeric_limits<double>::infinity(), x.where);
}
inline bool isfinite(const Argument& x) {
  return Comparison(Op::Lt, abs(x.value), std::numeric_limits<double>::infinity(), x.where);
}
inline bool isnormal(const Argument& x) {
  const Value magnitude = abs(x.value);
  const Value is_normal =
      le(std::numeric_limits<double>::min(), magnitude) * lt(magnitude, std::numeric_limits<double>::infinity());
  return Comparison(Op::Eq, is_normal, 1.0, x.where);
}
/// Tells -0 from 0; false of a NaN, whatever its sign.
inline bool signbit(const Argument& x) { return Comparison(Op::Eq, has_sign(x.value), 1.0, x.where); }
/// FP_NORMAL, FP_SUBNORMAL, FP_ZERO, FP_INFINITE or FP_NAN.
inline int fpclassify(const Argument& x) {
  const Value magnitude = abs(x.value);
  const Value of_small = select(eq(magnitude, 0.0), FP_ZERO, FP_SUBNORMAL);
  const Value of_finite = select(lt(magnitude, std::numeric_limits<double>::min()), of_small, FP_NORMAL);
  const Value of_number = select(eq(magnitude, std::numeric_limits<double>::infinity()), FP_INFINITE, of_finite);
  return fn::integer_with_guard<int>(select(eq(magnitude, magnitude), of_number, FP_NAN), x.where);
}

// As the operators compare, so that they are conditions of `select`, without a guard, too.
inline Comparison isgreater(const Argument& x, const Argument& y) { return {Op::Lt, y, x, x.where}; }
inline Comparison isgreaterequal(const Argument& x, const Argument& y) { return {Op::Le, y, x, x.where}; }
inline Comparison isless(const Argument& x, const Argument& y) { return {Op::Lt, x, y, x.where}; }
inline Comparison islessequal(const Argument& x, const Argument& y) { return {Op::Le, x, y, x.where}; }
inline Comparison islessgreater(const Argument& x, const Argument& y) {
  return {Op::Eq, lt(x.value, y.value) + lt(y.value, x.value), 1.0, x.where};
}
inline Comparison isunordered(const Argument& x, const Argument& y) {
  return {Op::Eq, eq(x.value, x.value) * eq(y.value, y.value), 0.0, x.where};
}

}  // namespace mg
