#pragma once

// Idioms of more than an expression, and how what was recorded is evaluated elsewhere.

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mg/core/complex.h"
#include "mg/core/graph.h"
#include "mg/core/sweep.h"

// Not in namespace mg: lookup is that of a program that uses the library.
namespace user {

template <class T> T steps(const T& x) {
  T sum = 1.0;
  sum += x > 0.0;
  sum *= x < 2.0;
  const T last = x > 1.0;
  return sum + last;
}
template <class T> T fraction_and_whole(const T& x) {
  using std::modf;
  T whole;
  const T fraction = modf(x, &whole);
  return fraction + 3.0 * whole;
}
template <class T> T fraction(const T& x) {
  using std::modf;
  T whole;
  return modf(x, &whole);
}
template <class T> T mantissa(const T& x) {
  using std::frexp;
  int exponent;
  return frexp(x, &exponent);
}
template <class T> T apart_and_together(const T& x) {
  using std::frexp, std::ldexp;
  int exponent;
  const T half = frexp(x, &exponent);
  return ldexp(half, exponent + 1);
}
template <class T> int exponent_of(const T& x) {
  using std::frexp;
  int exponent;
  frexp(x, &exponent);
  return exponent;
}
template <class T> T with_quotient(const T& x) {
  using std::remquo;
  int quotient;
  const T rest = remquo(x, T(0.5), &quotient);
  return rest + 10.0 * (quotient % 8);
}
template <class T> T looked_up(const T& x) {
  const std::unordered_map<T, int> table{{T(1.5), 7}, {T(-1.0), 8}};
  const auto found = table.find(x);
  return found == table.end() ? x : T(found->second);
}
template <class T> T among(const T& x) {
  std::unordered_set<T> set{T(0.0), T(1.0)};
  set.insert(x);
  return static_cast<double>(set.size()) * x;
}
template <class T> T complex_square(const T& x) {
  const std::complex<T> z(x, T(1.0));
  const std::complex<T> y = 2.0 * z * z + 1.0 - z / 4.0;
  return y.real() + y.imag();
}
template <class T> T complex_mixed(const T& x) {
  const std::complex<T> z(x, T(2.0));
  return (1.0 - z * 2.0 + 3.0 + 4.0 / (z - 1.0)).real();
}
template <class T> T complex_compared(const T& x) {
  const std::complex<T> z(x, T(0.0));
  return z == 0.0 || 1.0 == z ? T(5.0) : z != 2.5 ? x : T(7.0);
}
template <class T> T complex_turned(const T& x) {
  constexpr std::complex<double> i(0.0, 1.0);
  const std::complex<T> z(x, T(2.0));
  const std::complex<T> y = i * z + z * i - (z - i) + (i + z) / i - (i - z / 2.0) + x * i + i * x;
  return y.real() + y.imag();
}
template <class T> T unless_zero(const T& x) {
  if (!x) return T(7.0);
  T sum = x ? x * 2.0 : x;
  if (x && sum) sum += 1.0;
  for (int n = 0; n < 3 && sum; ++n) sum += 1.0;
  return sum;
}
template <class T> T with_constants(const T& x) {
  constexpr T zero = 0.0;
  static constexpr T three(3.0);
  constexpr T nothing{};
  constexpr T tiny = std::numeric_limits<T>::epsilon();
  constexpr T pi = std::numbers::pi_v<T>;
  return zero + three * x + nothing + tiny * 0.0 + pi;
}
template <class T> T interpolated(const T& x) {
  const double table[] = {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0};
  using std::floor;
  const int i = static_cast<int>(floor(x));
  return table[i] + (x - i) * (table[i + 1] - table[i]);
}
template <class T> T nearest_of_table(const T& x) {
  const double table[] = {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0};
  using std::lround;
  return table[lround(x)] * x;
}
template <class T> T clamped(const T& x) {
  using std::max, std::min;
  return min(max(x, T(-1.0)), T(2.0)) + std::clamp(x, T(-1.0), T(1.0));
}

}  // namespace user

namespace mg::test {

struct Replayed {
  double value;
  bool guards_hold;
};

/// What was recorded with its input at one point, evaluated at another.
inline Replayed replay(const Graph& g, const Value& y, double at) {
  std::vector<double> values(g.tape().values().begin(), g.tape().values().end());
  values[g.inputs()[0].index] = at;
  evaluate(g.tape(), values);
  const bool hold = std::all_of(g.guards().begin(), g.guards().end(), [&](const Guard& guard) {
    return (values[guard.comparison.index] != 0.0) == guard.outcome;
  });
  return {y.is_recorded() ? values[y.id().index] : y.data(), hold};
}

}  // namespace mg::test
