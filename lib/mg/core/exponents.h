#pragma once

#include "mg/core/comparison.h"
#include "mg/core/functions.h"

// The functions of <cmath> that take a number apart into a fraction and a power of 2, and put it together: exact,
// whatever the number. Found by argument-dependent lookup.

namespace mg {

/// x * 2^exponent, rounded once where it is denormal.
Value ldexp(const Value& x, int exponent);
inline Value scalbn(const Value& x, int exponent) { return ldexp(x, exponent); }
Value scalbln(const Value& x, long exponent);

/// The fraction, at least a half and less than 1, and its exponent: x is fraction * 2^exponent. The code behind it
/// depends on the exponent, which has guards that hold where it is the same. Of a zero, a NaN and an infinity it
/// returns the number, and 0 as the exponent.
Value frexp(const Argument& x, int* exponent);

/// The exponent of x as a number from 1 to 2 times a power of 2, with guards; as in <cmath>, FP_ILOGB0, INT_MAX and
/// FP_ILOGBNAN of a zero, an infinity and a NaN.
int ilogb(const Argument& x);

/// The same as a Value, without a guard: right wherever it is evaluated. Its derivative is 0. Some hundred nodes.
Value logb(const Value& x);

}  // namespace mg
