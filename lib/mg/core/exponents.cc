#include "mg/core/exponents.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>

namespace mg {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Records the comparison with a guard.
bool guarded(Op op, const Value& a, const Value& b, Place where) { return Comparison(op, a, b, where); }

/// The exponent that std::frexp gives to a number that is finite and not 0, with guards that it is the one of `x`.
int exponent_with_guards(const Argument& x) {
  int exponent = 0;
  std::frexp(x.value.data(), &exponent);
  const Value magnitude = abs(x.value);
  guarded(Op::Le, std::ldexp(1.0, exponent - 1), magnitude, x.where);
  guarded(Op::Lt, magnitude, std::ldexp(1.0, exponent), x.where);
  return exponent;
}

}  // namespace

Value ldexp(const Value& x, int exponent) {
  // Farther, all numbers are 0 or infinite.
  exponent = std::clamp(exponent, -2200, 2200);
  Value y = x;
  for (; exponent > 1023; exponent -= 1023) y *= 0x1p1023;
  // A first step that gives a denormal is rounded, but what is left takes that to 0.
  for (; exponent < -1074; exponent += 969) y *= 0x1p-969;
  return y * std::ldexp(1.0, exponent);
}

Value scalbln(const Value& x, long exponent) {
  return ldexp(x, static_cast<int>(std::clamp(exponent, long{INT_MIN}, long{INT_MAX})));
}

Value frexp(const Argument& x, int* exponent) {
  *exponent = 0;
  const double number = x.value.data();
  if (number == 0.0) {
    guarded(Op::Eq, x.value, 0.0, x.where);
    return x.value;
  }
  if (!std::isfinite(number)) {
    guarded(Op::Lt, abs(x.value), infinity, x.where);
    return x.value;
  }
  *exponent = exponent_with_guards(x);
  return ldexp(x.value, -*exponent);
}

int ilogb(const Argument& x) {
  const double number = x.value.data();
  if (number == 0.0) {
    guarded(Op::Eq, x.value, 0.0, x.where);
    return FP_ILOGB0;
  }
  if (std::isnan(number)) {
    guarded(Op::Eq, x.value, x.value, x.where);
    return FP_ILOGBNAN;
  }
  if (std::isinf(number)) {
    guarded(Op::Eq, abs(x.value), infinity, x.where);
    return INT_MAX;
  }
  return exponent_with_guards(x) - 1;
}

// Scaled by powers of 2 until it is at least 1 and less than 2.
Value logb(const Value& x) {
  const Value magnitude = abs(x);
  Value rest = magnitude, exponent = 0.0;
  for (const int step : {1023, 52}) {  // both for a denormal
    const Value is_less = lt(rest, 1.0);
    rest *= select(is_less, std::ldexp(1.0, step), 1.0);
    exponent -= step * is_less;
  }
  for (int step = 512; step > 0; step /= 2) {
    const Value is_more = le(std::ldexp(1.0, step), rest);
    rest *= select(is_more, std::ldexp(1.0, -step), 1.0);
    exponent += step * is_more;
  }
  const Value of_finite = select(eq(x, 0.0), -infinity, exponent);
  return select(lt(magnitude, infinity), of_finite, magnitude);
}

}  // namespace mg
