// Code that spells out namespace std, with the optional header: a program of its own, as nothing else is compiled with
// it.

#include "mg/core/std_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "core/near.h"
#include "mg/core/complex.h"
#include "mg/core/graph.h"

// Not in namespace mg: lookup is that of a program that uses the library.
namespace user {

template <class T> T all_of_one(const T& x) {
  const T y = x * 0.5;
  return std::abs(x) + std::acos(y) + std::acosh(x + 1.0) + std::asin(y) + std::asinh(x) + std::atan(x) +
         std::atanh(y) + std::cbrt(x) + std::ceil(x) + std::cos(x) + std::cosh(x) + std::erf(x) + std::erfc(x) +
         std::exp(x) + std::exp2(x) + std::expm1(x) + std::fabs(x) + std::floor(x) + std::log(x) + std::log10(x) +
         std::log1p(x) + std::log2(x) + std::logb(x) + std::nearbyint(x) + std::rint(x) + std::round(x) + std::sin(x) +
         std::sinh(x) + std::sqrt(x) + std::tan(x) + std::tanh(x) + std::trunc(x);
}

template <class T> T all_of_more(const T& x) {
  const T y = x * 0.5;
  int exponent = 0, quotient = 0;
  T whole;
  T sum = std::atan2(x, y) + std::copysign(x, y) + std::fdim(x, y) + std::fma(x, y, x) + std::fmax(x, y) +
          std::fmin(x, y) + std::fmod(x, y) + std::hypot(x, y) + std::hypot(x, y, x) + std::ldexp(x, 3) +
          std::lerp(x, y, x) + std::max(x, y) + std::midpoint(x, y) + std::min(x, y) + std::pow(x, y) +
          std::pow(x, 2.0) + std::remainder(x, y) + std::scalbln(x, 2L) + std::scalbn(x, 2);
  sum += std::frexp(x, &exponent) + std::modf(x, &whole) + std::remquo(x, y, &quotient);
  sum += whole;
  return sum + exponent + quotient;
}

template <class T> int all_questions(const T& x) {
  return std::fpclassify(x) + std::ilogb(x) + std::isfinite(x) + bool(std::isgreater(x, T(1.0))) +
         bool(std::isgreaterequal(x, T(1.0))) + std::isinf(x) + bool(std::isless(x, T(1.0))) +
         bool(std::islessequal(x, T(1.0))) + bool(std::islessgreater(x, T(1.0))) + std::isnan(x) + std::isnormal(x) +
         bool(std::isunordered(x, T(1.0))) + static_cast<int>(std::lrint(x) + std::llrint(x) + std::lround(x)) +
         static_cast<int>(std::llround(x)) + std::signbit(x);
}

// As code of others has it: wrappers that spell it out, and a using-declaration beside them.
template <class T> T sigmoid(const T& x) { return T(1.0) / (T(1.0) + std::exp(-x)); }
template <class T> T both(const T& x) {
  using std::exp, std::max;
  return exp(x) + std::exp(x) + max(x, T(0.0));
}

}  // namespace user

namespace {

using mg::Graph;
using mg::Value;
using mg::test::is_near;

TEST(StdMath, TemplatesThatSpellOutStdRecord) {
  Graph g;
  const Value x = g.input("x", 0.75);
  EXPECT_TRUE(is_near(user::all_of_one(x).data(), user::all_of_one(0.75), 32));
  EXPECT_TRUE(is_near(user::all_of_more(x).data(), user::all_of_more(0.75), 32));
  EXPECT_EQ(user::all_questions(x), user::all_questions(0.75));
  EXPECT_TRUE(is_near(user::sigmoid(x).data(), user::sigmoid(0.75), 1));
  EXPECT_EQ(user::both(x).data(), user::both(0.75));
}

TEST(StdMath, GradientsFlow) {
  Graph g;
  const Value x = g.input("x", 0.75);
  const Value y = user::sigmoid(x);
  g.backward(y);
  EXPECT_TRUE(is_near(x.grad(), y.data() * (1.0 - y.data()), 8));
}

TEST(StdMath, MinAndMaxRecordTheOps) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  EXPECT_EQ(g.op(std::min(x, y).id()), mg::Op::Min);
  EXPECT_EQ(g.op(std::max(x, 0.0).id()), mg::Op::Max);
  EXPECT_EQ(g.op(std::clamp(x, 0.0, 1.0).id()), mg::Op::Min);
  EXPECT_EQ(g.op(std::clamp(x, y, Value(3.0)).id()), mg::Op::Min);
  EXPECT_TRUE(g.guards().empty());
}

TEST(StdMath, ClampIsThatOfDoubles) {
  for (const double at : {-2.0, -0.0, 0.0, 0.25, 1.0, 3.0, mg::test::infinity, mg::test::nan}) {
    Graph g;
    const Value x = g.input("x", at);
    EXPECT_TRUE(is_near(std::clamp(x, 0.0, 1.0).data(), std::clamp(at, 0.0, 1.0), 0)) << at;
    EXPECT_TRUE(is_near(std::clamp(0.5, x, 4.0).data(), std::clamp(0.5, at, 4.0), 0)) << at;
    EXPECT_TRUE(is_near(std::clamp(x, x, x).data(), at, 0)) << at;
  }
}

TEST(StdMath, NumbersAreAsBefore) {
  static_assert(std::is_same_v<decltype(std::exp(1.0f)), float>);
  static_assert(std::is_same_v<decltype(std::abs(1)), int>);
  static_assert(std::is_same_v<decltype(std::sqrt(4)), double>);
  static_assert(std::is_same_v<decltype(std::max(1, 2)), const int&>);
  static_assert(std::is_same_v<decltype(std::clamp(1, 2, 3)), const int&>);
  static_assert(std::is_same_v<decltype(std::isnan(1.0)), bool>);
  static_assert(std::is_same_v<decltype(std::lgamma(1.0)), double>);
  EXPECT_EQ(std::max(1, 2) + std::min(1.0, 2.0), 3.0);
}

// What is converted to a number by a function of its own.
TEST(StdMath, WhatIsConvertedToANumberIsAsBefore) {
  const std::atomic<double> x(2.5);
  EXPECT_EQ(std::sqrt(x), std::sqrt(2.5));
  EXPECT_FALSE(std::isnan(x) || std::isinf(x) || !std::isfinite(x) || !std::isnormal(x) || std::signbit(x));
  EXPECT_EQ(std::lround(x) + std::llround(x) + std::lrint(x) + std::llrint(x), 10);
  EXPECT_EQ(std::fpclassify(x), FP_NORMAL);
  EXPECT_EQ(std::ilogb(x), 1);
  EXPECT_EQ(std::lgamma(x), std::lgamma(2.5));
  EXPECT_EQ(std::tgamma(x), std::tgamma(2.5));
  EXPECT_EQ(std::nextafter(x, x), 2.5);
  EXPECT_EQ(std::lerp(x, x, x), 2.5);
  EXPECT_FALSE(std::isless(x, x) || std::isgreater(x, x) || std::isunordered(x, x));
  int exponent = 0, quotient = 0;
  EXPECT_EQ(std::frexp(x, &exponent), 0.625);
  EXPECT_EQ(std::remquo(x, x, &quotient), 0.0);
}

TEST(StdMath, ComplexFunctions) {
  Graph g;
  const std::complex<Value> z(g.input("re", 0.5), g.input("im", -0.25));
  const std::complex<Value> y = std::exp(2.0 * z) + std::sqrt(z) * std::abs(z);
  const std::complex<double> n(0.5, -0.25), expected = std::exp(2.0 * n) + std::sqrt(n) * std::abs(n);
  EXPECT_NEAR(y.real().data(), expected.real(), 1e-14);
  EXPECT_NEAR(y.imag().data(), expected.imag(), 1e-14);
}

template <class V>
concept FindsGamma = requires(V x) {
  std::lgamma(x);
}
|| requires(V x) { std::tgamma(x); }
|| requires(V x) { std::nextafter(x, x); };
static_assert(FindsGamma<double> && !FindsGamma<Value>);

}  // namespace
