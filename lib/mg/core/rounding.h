#pragma once

#include <limits>

#include "mg/core/comparison.h"
#include "mg/core/functions.h"

// The functions of <cmath> that round to integers. Found by argument-dependent lookup.

namespace mg {

// Exact for all numbers, the sign of zero included; the derivative is 0.

inline Value ceil(const Value& x) { return -floor(-x); }
inline Value trunc(const Value& x) { return select(lt(x, 0.0), ceil(x), floor(x)); }
/// Half away from zero. Not floor(x + 0.5): the sum is not exact.
inline Value round(const Value& x) {
  const Value whole = trunc(x);
  return select(le(0.5, abs(x - whole)), whole + sign(x), whole);
}
/// Half to even, whatever the rounding mode of the machine.
inline Value rint(const Value& x) {
  const Value whole = trunc(x), away = whole + sign(x), rest = abs(x - whole);
  return select(lt(0.5, rest), away, select(eq(rest, 0.5), 2.0 * trunc(0.5 * away), whole));
}
inline Value nearbyint(const Value& x) { return rint(x); }

namespace fn {

/// The integer that `whole` is, below `end` and not below `-end`, for code that depends on it: recorded as
/// eq(whole, k) with a guard, as a cast is. UsageError for what is not in that range, and for a NaN.
double integer_with_guard(const Value& whole, double end, Place where);
template <class Integer> Integer integer_with_guard(const Value& whole, Place where) {
  constexpr double half = static_cast<double>(Integer{1} << (std::numeric_limits<Integer>::digits - 1));
  return static_cast<Integer>(integer_with_guard(whole, 2.0 * half, where));
}

}  // namespace fn

// Integers that the code behind them depends on, with a guard that holds where the integer is the same. UsageError for
// a NaN, and for a number that the type does not hold.

inline long lround(const Argument& x) { return fn::integer_with_guard<long>(round(x.value), x.where); }
inline long long llround(const Argument& x) { return fn::integer_with_guard<long long>(round(x.value), x.where); }
inline long lrint(const Argument& x) { return fn::integer_with_guard<long>(rint(x.value), x.where); }
inline long long llrint(const Argument& x) { return fn::integer_with_guard<long long>(rint(x.value), x.where); }

// Remainders: not exact, as no op divides with one. Two roundings make the error: that of x / y before it is made
// whole, by which the result can be a multiple of y off where x / y is that near to a whole number (fmod) or to a half
// between two (remainder), or larger than 2^53; and that of y times the whole number, of at most a unit in the last
// place of x. With few digits, as 7.5 and 0.25, there is none. A remainder of zero may lack the sign of x. The
// derivative to x is 1, that to y the whole number, negated.

inline Value fmod(const Value& x, const Value& y) { return select(lt(abs(x), abs(y)), x, x - y * trunc(x / y)); }
inline Value remainder(const Value& x, const Value& y) {
  const Value whole = rint(x / y);
  return select(eq(whole, 0.0), x, x - y * whole);
}
/// The same; `*quotient` is the remainder of the whole number by 8, with a guard, and 0 where that is not finite.
Value remquo(const Argument& x, const Argument& y, int* quotient);

/// The fraction, and in `*whole` what is left; both exact, with the sign of x.
Value modf(const Value& x, Value* whole);

}  // namespace mg
