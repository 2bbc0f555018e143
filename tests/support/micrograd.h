#pragma once

#include "mg/core/graph.h"

namespace mg::test {

/// pow with a constant exponent; for `double` as the engine has it, which leaves 2 and 3 not to the library.
inline double power(double x, double exponent) { return op::PowConst::eval(x, exponent); }
template <class T> [[gnu::always_inline]] inline T power(const T& x, double exponent) { return pow(x, exponent); }

/// The expression of micrograd's README. Published there: at a = -4, b = 2 it is 24.7041, its derivatives 138.8338 and
/// 645.5773.
template <class T> T micrograd(const T& a, const T& b) {
  T c = a + b;
  T d = a * b + power(b, 3.0);
  c += c + 1.0;
  c += 1.0 + c + (-a);
  d += d * 2.0 + relu(b + a, 0.0);
  d += 3.0 * d + relu(b - a, 0.0);
  const T e = c - d;
  const T f = power(e, 2.0);
  T g = f / 2.0;
  g += 10.0 / f;
  return g;
}

}  // namespace mg::test
