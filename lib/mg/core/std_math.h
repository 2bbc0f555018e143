#pragma once

// The functions of Values in namespace std, for code that spells it out: `std::exp(x)` in a template that is
// instantiated with Value. Optional: nothing in `mg` includes it. Code that can be changed had better say
// `using std::exp; exp(x)`.
//
// Include it before the header that has the template: what a qualified name means is looked up where it is written.
//
// The standard forbids a program to add declarations to namespace std (its behaviour is undefined, [namespace.std]).
// This header does, by using-declarations, which change nothing about calls without a Value that compile without it.
// Tested with g++ 12 and clang++ 14, both on libstdc++.
//
// With it, `std::min(x, y)`, `std::max(x, y)` and `std::clamp(x, low, high)` of Values record the ops, as `min` and
// `max` do, and also take numbers among them; without, they compare, and record a guard.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mg/core/classify.h"
#include "mg/core/exponents.h"
#include "mg/core/functions.h"
#include "mg/core/rounding.h"

namespace mg::fn {

// Not in `mg`: a program may have a clamp of its own.
inline Value clamp(const Value& x, const Value& low, const Value& high) { return min(max(x, low), high); }

}  // namespace mg::fn

namespace std {

using mg::abs;
using mg::acos;
using mg::acosh;
using mg::asin;
using mg::asinh;
using mg::atan;
using mg::atan2;
using mg::atanh;
using mg::cbrt;
using mg::ceil;
using mg::copysign;
using mg::cos;
using mg::cosh;
using mg::erf;
using mg::erfc;
using mg::exp;
using mg::exp2;
using mg::expm1;
using mg::fabs;
using mg::fdim;
using mg::floor;
using mg::fma;
using mg::fmax;
using mg::fmin;
using mg::fmod;
using mg::fpclassify;
using mg::frexp;
using mg::hypot;
using mg::ilogb;
using mg::isfinite;
using mg::isgreater;
using mg::isgreaterequal;
using mg::isinf;
using mg::isless;
using mg::islessequal;
using mg::islessgreater;
using mg::isnan;
using mg::isnormal;
using mg::isunordered;
using mg::ldexp;
using mg::lerp;
using mg::lgamma;
using mg::llrint;
using mg::llround;
using mg::log;
using mg::log10;
using mg::log1p;
using mg::log2;
using mg::logb;
using mg::lrint;
using mg::lround;
using mg::max;
using mg::midpoint;
using mg::min;
using mg::modf;
using mg::nearbyint;
using mg::nextafter;
using mg::nexttoward;
using mg::pow;
using mg::remainder;
using mg::remquo;
using mg::rint;
using mg::round;
using mg::scalbln;
using mg::scalbn;
using mg::signbit;
using mg::sin;
using mg::sinh;
using mg::sqrt;
using mg::tan;
using mg::tanh;
using mg::tgamma;
using mg::trunc;
using mg::fn::clamp;

}  // namespace std
