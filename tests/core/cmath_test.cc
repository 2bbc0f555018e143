// All of <cmath>, found by argument-dependent lookup: also where a using-declaration offers the library's.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/near.h"
#include "mg/core/graph.h"

namespace {

using mg::Graph;
using mg::Value;
using mg::test::infinity;
using mg::test::is_near;
using mg::test::is_same;
using mg::test::nan;

struct Unary {
  std::string name;
  std::function<Value(const Value&)> of_value;
  double (*of_double)(double);
};

// The second column is called as generic code does, the third is the library's.
#define BOTH(function)                                     \
  {                                                        \
#function,                                               \
   [](const Value& x) {                                     \
     using std::function;                                   \
     return function(x);                                    \
   },                                                       \
   [](double x) { return std::function(x); } \
  }

const std::vector<double> everywhere{-infinity,  -1e300, -0x1p53, -4.5,     -2.5,   -1.0, -0.75, -0.5,
                                     -1e-3,      -1e-9,  -0.0,    0.0,      1e-300, 1e-9, 1e-3,  0.49999999999999994,
                                     0.5,        0.75,   1.0,     1.5,      2.5,    3.5,  4.0,   10.0,
                                     0x1p52 + 1, 1e16,   1e300,   infinity, nan};

TEST(Cmath, RoundingIsExactAndKeepsTheSignOfZero) {
  for (const Unary& f : {Unary BOTH(ceil), Unary BOTH(floor), Unary BOTH(trunc), Unary BOTH(round), Unary BOTH(fabs)}) {
    for (const double x : everywhere) {
      Graph g;
      EXPECT_TRUE(is_same(f.of_value(g.input("x", x)).data(), f.of_double(x))) << f.name << "(" << x << ")";
      EXPECT_TRUE(is_same(f.of_value(x).data(), f.of_double(x))) << f.name << "(" << x << ") of a number";
    }
  }
}

TEST(Cmath, RoundHalfAwayFromZero) {
  Graph g;
  const auto rounded = [&](double x) { return round(g.input("x", x)).data(); };
  EXPECT_EQ(rounded(0.49999999999999994), 0.0);
  EXPECT_EQ(rounded(0.5), 1.0);
  EXPECT_EQ(rounded(2.5), 3.0);
  EXPECT_EQ(rounded(-2.5), -3.0);
  EXPECT_EQ(rounded(4503599627370497.0), 4503599627370497.0);
  EXPECT_EQ(rounded(infinity), infinity);
  EXPECT_TRUE(std::isnan(rounded(nan)));
}

TEST(Cmath, FunctionsOfOneArgumentAreTheLibrarys) {
  const std::vector<Unary> exact{BOTH(sqrt), BOTH(cbrt), BOTH(exp),  BOTH(expm1), BOTH(log),  BOTH(log1p),
                                 BOTH(sin),  BOTH(cos),  BOTH(tan),  BOTH(asin),  BOTH(acos), BOTH(atan),
                                 BOTH(sinh), BOTH(cosh), BOTH(tanh), BOTH(erf),   BOTH(abs)};
  for (const Unary& f : exact) {
    for (const double x : everywhere) {
      Graph g;
      EXPECT_TRUE(is_same(f.of_value(g.input("x", x)).data(), f.of_double(x))) << f.name << "(" << x << ")";
    }
  }
}

TEST(Cmath, ComposedFunctionsAreAFewUnitsFromTheLibrarys) {
  const std::vector<Unary> composed{BOTH(log2), BOTH(log10), BOTH(exp2), BOTH(asinh), BOTH(acosh), BOTH(atanh)};
  for (const Unary& f : composed) {
    for (const double x : everywhere) {
      Graph g;
      EXPECT_TRUE(is_near(f.of_value(g.input("x", x)).data(), f.of_double(x), 4)) << f.name << "(" << x << ")";
    }
  }
  for (const double x : {1.0 + 1e-10, 1.0001, 1.0 - 1e-10, -0.99}) {
    Graph g;
    const Value v = g.input("x", x);
    EXPECT_TRUE(is_near(log2(v).data(), std::log2(x), 4)) << x;
    EXPECT_TRUE(is_near(acosh(v).data(), std::acosh(x), 4)) << x;
    EXPECT_TRUE(is_near(atanh(v).data(), std::atanh(x), 4)) << x;
  }
}

TEST(Cmath, ErfcIsAbsolutelyAccurate) {
  for (const double x : {-infinity, -3.0, -0.1, 0.0, 0.5, 2.0, 6.0, infinity}) {
    Graph g;
    EXPECT_NEAR(erfc(g.input("x", x)).data(), std::erfc(x), 2.3e-16) << x;
  }
}

/// The derivative of `f` at x.
double derivative(const std::function<Value(const Value&)>& f, double x) {
  Graph g;
  const Value v = g.input("x", x);
  g.backward(f(v));
  return v.grad();
}

TEST(Cmath, ComposedFunctionsHaveTheirDerivatives) {
  const double ln2 = 0.69314718055994531;
  for (const double x : {-0.9, -0.1, -1e-9, 0.0, 1e-3, 0.5, 0.9}) {
    EXPECT_TRUE(is_near(derivative([](auto& v) { return asinh(v); }, x), 1.0 / std::hypot(1.0, x), 8)) << x;
    EXPECT_TRUE(is_near(derivative([](auto& v) { return atanh(v); }, x), 1.0 / ((1.0 - x) * (1.0 + x)), 8)) << x;
    EXPECT_TRUE(is_near(derivative([](auto& v) { return exp2(v); }, x), std::exp2(x) * ln2, 8)) << x;
    EXPECT_EQ(derivative([](auto& v) { return ceil(v) + trunc(v) + round(v); }, x), 0.0) << x;
  }
  for (const double x : {1.001, 1.5, 7.0, 1e10}) {
    EXPECT_TRUE(is_near(derivative([](auto& v) { return acosh(v); }, x), 1.0 / std::sqrt((x - 1.0) * (x + 1.0)), 8));
    EXPECT_TRUE(is_near(derivative([](auto& v) { return asinh(v); }, -x), 1.0 / std::hypot(1.0, x), 8)) << x;
    EXPECT_TRUE(is_near(derivative([](auto& v) { return log2(v); }, x), 1.0 / (x * ln2), 8));
    EXPECT_TRUE(is_near(derivative([](auto& v) { return log10(v); }, x), 1.0 / (x * 2.302585092994046), 8));
    EXPECT_TRUE(is_near(derivative([](auto& v) { return erfc(v); }, 1.0), -0.41510749742059471, 8));
  }
}

TEST(Cmath, FminAndFmaxPreferNumbersToNans) {
  for (const auto& [a, b] : {std::pair{1.0, 2.0}, {2.0, 1.0}, {nan, 1.0}, {1.0, nan}, {-infinity, infinity}}) {
    Graph g;
    const Value x = g.input("x", a), y = g.input("y", b);
    using std::fmax, std::fmin;
    EXPECT_TRUE(is_same(fmin(x, y).data(), std::fmin(a, b))) << a << ", " << b;
    EXPECT_TRUE(is_same(fmax(x, y).data(), std::fmax(a, b))) << a << ", " << b;
    EXPECT_TRUE(is_same(fmin(x, b).data(), std::fmin(a, b))) << a << ", " << b;
    EXPECT_TRUE(g.guards().empty());
  }
}

TEST(Cmath, CopysignAndFdim) {
  for (const double a : {0.0, -0.0, 2.5, -3.0, infinity, -infinity}) {
    for (const double b : {0.0, -0.0, 1.0, -1.0, 1e-320, -1e-320, infinity, -infinity}) {
      Graph g;
      const Value x = g.input("x", a), y = g.input("y", b);
      using std::copysign, std::fdim;
      EXPECT_TRUE(is_same(copysign(x, y).data(), std::copysign(a, b))) << a << ", " << b;
      EXPECT_TRUE(is_same(fdim(x, y).data(), std::fdim(a, b))) << a << ", " << b;
    }
  }
  Graph g;
  const Value x = g.input("x", 3.0), y = g.input("y", -2.0);
  g.backward(copysign(x, y));
  EXPECT_EQ(x.grad(), -1.0);
  EXPECT_EQ(y.grad(), 0.0);
  EXPECT_TRUE(std::isnan(fdim(Value(nan), 1.0).data()));
}

TEST(Cmath, FmodHasTheSignOfItsFirstArgument) {
  Graph g;
  using std::fmod;
  for (const auto& [a, b] : {std::pair{7.5, 2.0}, {-7.5, 2.0}, {7.5, -2.0}, {-0.25, 1.0}, {1e6, 7.0}}) {
    EXPECT_EQ(fmod(g.input("x", a), g.input("y", b)).data(), std::fmod(a, b)) << a << ", " << b;
  }
  g.zero_grad();
  const Value x = g.input("x", 7.5), y = g.input("y", 2.0);
  g.backward(fmod(x, y));
  EXPECT_EQ(x.grad(), 1.0);
  EXPECT_EQ(y.grad(), -3.0);
}

TEST(Cmath, FunctionsOfSeveralArguments) {
  Graph g;
  using std::atan2, std::fma, std::hypot, std::pow;
  const Value x = g.input("x", 2.0), y = g.input("y", 3.0), z = g.input("z", 6.0);
  EXPECT_EQ(fma(x, y, z).data(), 12.0);
  EXPECT_EQ(fma(x, 2.0, 1).data(), 5.0);
  EXPECT_EQ(hypot(x, y, z).data(), 7.0);
  EXPECT_EQ(pow(x, 10).data(), 1024.0);
  EXPECT_EQ(pow(2, y).data(), 8.0);
  EXPECT_EQ(pow(x, y).data(), 8.0);
  EXPECT_TRUE(is_same(atan2(y, 2.0).data(), std::atan2(3.0, 2.0)));
  EXPECT_TRUE(is_same(hypot(1, x).data(), std::hypot(1.0, 2.0)));
}

TEST(Cmath, HypotOfThreeHasADerivativeOnTheAxes) {
  Graph g;
  const Value x = g.input("x", 0.0), y = g.input("y", 0.0), z = g.input("z", -5.0);
  g.backward(hypot(x, y, z));
  EXPECT_EQ(x.grad(), 0.0);
  EXPECT_EQ(y.grad(), 0.0);
  EXPECT_EQ(z.grad(), -1.0);
  const Value origin = hypot(x, y, x);
  EXPECT_EQ(origin.data(), 0.0);
  const Value a = g.input("a", 2e200), b = g.input("b", 3e200), c = g.input("c", 6e200);
  const Value far = hypot(a, b, c);
  EXPECT_TRUE(is_near(far.data(), 7e200, 2));
  g.zero_grad();
  g.backward(far);
  EXPECT_NEAR(a.grad(), 2.0 / 7.0, 1e-15);
  EXPECT_NEAR(c.grad(), 6.0 / 7.0, 1e-15);
}

TEST(Cmath, HypotOfThreeKeepsNaNAndInfinity) {
  const auto length = [](double a, double b, double c) {
    Graph g;
    return hypot(g.input("a", a), g.input("b", b), g.input("c", c)).data();
  };
  for (const double other : {0.0, 1.0, 1e300}) {
    EXPECT_TRUE(std::isnan(length(nan, other, other))) << other;
    EXPECT_TRUE(std::isnan(length(other, nan, other))) << other;
    EXPECT_TRUE(std::isnan(length(other, other, nan))) << other;
    EXPECT_EQ(length(-infinity, other, other), infinity) << other;
    EXPECT_EQ(length(other, infinity, -infinity), infinity) << other;
    EXPECT_EQ(length(other, other, infinity), infinity) << other;
  }
}

TEST(Cmath, ClassificationRecordsAGuard) {
  Graph g;
  using std::isfinite, std::isinf, std::isnan;
  const Value x = g.input("x", 1.0), i = g.input("i", -infinity), n = g.input("n", nan);
  const int line = __LINE__ + 1;
  EXPECT_FALSE(isnan(x));
  EXPECT_FALSE(isnan(i));
  EXPECT_TRUE(isnan(n));
  EXPECT_FALSE(isinf(x));
  EXPECT_TRUE(isinf(i));
  EXPECT_FALSE(isinf(n));
  EXPECT_TRUE(isfinite(x));
  EXPECT_FALSE(isfinite(i));
  EXPECT_FALSE(isfinite(n));
  ASSERT_EQ(g.guards().size(), 9u);
  EXPECT_EQ(g.text(g.guards()[0].where), "tests/core/cmath_test.cc:" + std::to_string(line));
}

}  // namespace
