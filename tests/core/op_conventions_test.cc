// Signs, zeros, NaNs and infinities: what the design promises at the points where formulas are silent.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/near.h"
#include "mg/core/graph.h"

namespace mg {
namespace {

using test::infinity;
using test::is_near;
using test::is_same;
using test::nan;

/// What one op gives at a point, and its gradient there.
struct At {
  double value;
  std::vector<double> gradient;
};

template <class F, class... Numbers> At at(const F& f, Numbers... x) {
  Graph g;
  const std::array<Value, sizeof...(x)> inputs{g.input("x", x)...};
  const Value y = std::apply(f, inputs);
  g.backward(y);
  At result{y.data(), {}};
  for (const Value& input : inputs) result.gradient.push_back(input.grad());
  return result;
}

void expect(const At& got, double value, const std::vector<double>& gradient) {
  EXPECT_TRUE(is_same(got.value, value));
  ASSERT_EQ(got.gradient.size(), gradient.size());
  for (std::size_t k = 0; k < gradient.size(); ++k) {
    EXPECT_TRUE(is_same(got.gradient[k], gradient[k])) << "derivative to argument " << k;
  }
}

template <class F, class... Numbers>
void expect_at(double value, const std::vector<double>& gradient, const F& f, Numbers... x) {
  expect(at(f, x...), value, gradient);
}

const auto leaky_relu = [](const Value& x) { return relu(x); };
const auto minimum = [](const Value& a, const Value& b) { return min(a, b); };
const auto maximum = [](const Value& a, const Value& b) { return max(a, b); };
const auto choose = [](const Value& c, const Value& a, const Value& b) { return select(c, a, b); };
const auto power = [](const Value& a, const Value& b) { return pow(a, b); };

TEST(Relu, AtZeroHasTheSlope) {
  expect_at(0.0, {0.01}, leaky_relu, 0.0);
  expect_at(-0.0, {0.01}, leaky_relu, -0.0);
  expect_at(
      0.0, {0.0}, [](const Value& x) { return relu(x, 0.0); }, 0.0);
}

TEST(Relu, OfNanAndInfinity) {
  expect_at(nan, {0.01}, leaky_relu, nan);
  expect_at(infinity, {1.0}, leaky_relu, infinity);
  expect_at(-infinity, {0.01}, leaky_relu, -infinity);
  expect_at(
      nan, {0.0}, [](const Value& x) { return relu(x, 0.0); }, -infinity);  // 0 * -inf
}

TEST(MinMax, OnATieTheFirstArgumentHasTheDerivative) {
  expect_at(2.0, {1.0, 0.0}, minimum, 2.0, 2.0);
  expect_at(2.0, {1.0, 0.0}, maximum, 2.0, 2.0);
}

TEST(MinMax, ZerosOfBothSignsAreATie) {
  expect_at(-0.0, {1.0, 0.0}, minimum, -0.0, 0.0);
  expect_at(0.0, {1.0, 0.0}, minimum, 0.0, -0.0);
  expect_at(-0.0, {1.0, 0.0}, maximum, -0.0, 0.0);
  expect_at(0.0, {1.0, 0.0}, maximum, 0.0, -0.0);
}

TEST(MinMax, WithNanTheFirstArgumentIsTaken) {
  expect_at(nan, {1.0, 0.0}, minimum, nan, 1.0);
  expect_at(1.0, {1.0, 0.0}, minimum, 1.0, nan);
  expect_at(nan, {1.0, 0.0}, maximum, nan, 1.0);
  expect_at(1.0, {1.0, 0.0}, maximum, 1.0, nan);
}

TEST(MinMax, OfInfinities) {
  expect_at(-infinity, {0.0, 1.0}, minimum, infinity, -infinity);
  expect_at(infinity, {1.0, 0.0}, maximum, infinity, -infinity);
}

TEST(Sign, OfZerosAndNanIsZero) {
  const auto f = [](const Value& x) { return sign(x); };
  expect_at(0.0, {0.0}, f, 0.0);
  expect_at(0.0, {0.0}, f, -0.0);
  expect_at(0.0, {0.0}, f, nan);
  expect_at(-1.0, {0.0}, f, -infinity);
}

TEST(Abs, DerivativeIsTheSign) {
  const auto f = [](const Value& x) { return abs(x); };
  expect_at(0.0, {0.0}, f, 0.0);
  expect_at(0.0, {0.0}, f, -0.0);
  expect_at(infinity, {-1.0}, f, -infinity);
  expect_at(nan, {0.0}, f, nan);
}

TEST(Floor, KeepsTheSignOfZero) {
  const auto f = [](const Value& x) { return floor(x); };
  expect_at(-0.0, {0.0}, f, -0.0);
  expect_at(-infinity, {0.0}, f, -infinity);
  expect_at(nan, {0.0}, f, nan);
}

TEST(Select, NanIsNotZero) {
  expect_at(2.0, {0.0, 1.0, 0.0}, choose, nan, 2.0, 3.0);
  expect_at(3.0, {0.0, 0.0, 1.0}, choose, -0.0, 2.0, 3.0);
  expect_at(2.0, {0.0, 1.0, 0.0}, choose, -1e-320, 2.0, 3.0);
}

TEST(Select, PassesOnWhatItTakesWhateverTheOtherSideIs) {
  expect_at(2.0, {0.0, 1.0, 0.0}, choose, 1.0, 2.0, nan);
  expect_at(nan, {0.0, 1.0, 0.0}, choose, 1.0, nan, 3.0);
}

TEST(Comparisons, WithNanAreFalse) {
  for (const auto& [a, b] : {std::pair{nan, 1.0}, {1.0, nan}, {nan, nan}}) {
    EXPECT_TRUE(is_same(at([](auto x, auto y) { return lt(x, y); }, a, b).value, 0.0));
    EXPECT_TRUE(is_same(at([](auto x, auto y) { return le(x, y); }, a, b).value, 0.0));
    EXPECT_TRUE(is_same(at([](auto x, auto y) { return eq(x, y); }, a, b).value, 0.0));
  }
}

TEST(Comparisons, ZerosOfBothSignsAreEqual) {
  expect_at(
      1.0, {0.0, 0.0}, [](auto x, auto y) { return eq(x, y); }, 0.0, -0.0);
  expect_at(
      0.0, {0.0, 0.0}, [](auto x, auto y) { return lt(x, y); }, -0.0, 0.0);
}

// x^2 must be x*x to the bit, and so on: 0.1 tells them from std::pow of a correctly rounded library only in some bits,
// so the expected numbers are products spelled out.
TEST(Pow, SpecialExponentsAreSpelledOut) {
  for (const double x : {0.1, -0.7, 1.1, 3.3, 1e-160, 1e200, -1e103}) {
    const auto with = [&](double exponent) { return at([=](const Value& v) { return pow(v, exponent); }, x); };
    expect(with(2.0), x * x, {2.0 * x});
    expect(with(3.0), x * x * x, {3.0 * (x * x)});
    expect(with(1.0), x, {1.0});
    expect(with(0.0), 1.0, {0.0});
    EXPECT_TRUE(is_same(with(-1.0).value, 1.0 / x));
  }
  expect_at(
      std::sqrt(0.3), {0.5 * std::pow(0.3, -0.5)}, [](const Value& v) { return pow(v, 0.5); }, 0.3);
}

TEST(Pow, SpecialExponentsAtZeroNanAndInfinity) {
  const auto with = [](double exponent, double x) { return at([=](const Value& v) { return pow(v, exponent); }, x); };
  expect(with(2.0, 0.0), 0.0, {0.0});
  expect(with(3.0, -0.0), -0.0, {0.0});
  expect(with(-1.0, 0.0), infinity, {-infinity});
  expect(with(-1.0, -0.0), -infinity, {-infinity});
  expect(with(0.5, 0.0), 0.0, {infinity});
  expect(with(0.5, -0.0), -0.0, {infinity});
  expect(with(0.5, -1.0), nan, {nan});
  expect(with(0.5, infinity), infinity, {0.0});
  expect(with(1.0, 0.0), 0.0, {1.0});
  expect(with(1.0, nan), nan, {1.0});
  expect(with(0.0, 0.0), 1.0, {0.0});
  expect(with(0.0, nan), 1.0, {0.0});
  expect(with(1.0 / 3.0, -1.0), nan, {nan});
  expect(with(1.0 / 3.0, 0.0), 0.0, {infinity});
  expect(with(nan, 2.0), nan, {nan});
}

TEST(Pow, OrdinaryExponentsAtOne) {
  for (const double exponent : {1.0 / 3.0, 1e-8, 1e10, 12345.678}) {
    expect_at(
        1.0, {exponent}, [=](const Value& v) { return pow(v, exponent); }, 1.0);
  }
}

TEST(Pow, OfTwoArgumentsAtBaseZero) {
  expect_at(0.0, {0.0, 0.0}, power, 0.0, 2.0);
  expect_at(0.0, {1.0, 0.0}, power, 0.0, 1.0);
  expect_at(0.0, {infinity, 0.0}, power, 0.0, 0.5);
  expect_at(1.0, {0.0, -infinity}, power, 0.0, 0.0);
  expect_at(infinity, {-infinity, -infinity}, power, 0.0, -1.0);
}

TEST(Pow, OfTwoArgumentsWithNegativeBase) {
  expect_at(9.0, {-6.0, nan}, power, -3.0, 2.0);
  expect_at(nan, {nan, nan}, power, -3.0, 0.5);
}

TEST(Pow, OfTwoArgumentsAgreesWithAConstantExponentUpToRounding) {
  for (const double exponent : {2.0, 3.0, -1.0, 0.5, 1.0, 0.0, 1.0 / 3.0, 12345.678}) {
    const At constant = at([=](const Value& v) { return pow(v, exponent); }, 1.0625);
    const At varying = at(power, 1.0625, exponent);
    EXPECT_TRUE(is_near(varying.value, constant.value, 2)) << exponent;
    EXPECT_TRUE(is_near(varying.gradient[0], constant.gradient[0], 2)) << exponent;
  }
}

TEST(Pow, AConstantBaseIsAnArgumentToo) {
  expect_at(
      8.0, {8.0 * std::log(2.0)}, [](const Value& exponent) { return pow(2.0, exponent); }, 3.0);
}

TEST(Sqrt, AtZeroAndBelow) {
  const auto f = [](const Value& x) { return sqrt(x); };
  expect_at(0.0, {infinity}, f, 0.0);
  expect_at(-0.0, {-infinity}, f, -0.0);
  expect_at(nan, {nan}, f, -1.0);
}

TEST(Log, AtZeroAndBelow) {
  const auto f = [](const Value& x) { return log(x); };
  expect_at(-infinity, {infinity}, f, 0.0);
  expect_at(nan, {-0.5}, f, -2.0);
  expect_at(infinity, {0.0}, f, infinity);
}

TEST(Div, ByZero) {
  const auto f = [](const Value& a, const Value& b) { return a / b; };
  expect_at(infinity, {infinity, -infinity}, f, 1.0, 0.0);
  expect_at(nan, {infinity, nan}, f, 0.0, 0.0);
}

TEST(InverseTrigonometry, AtTheEdges) {
  expect_at(
      std::acos(-1.0) / 2.0, {infinity}, [](const Value& x) { return asin(x); }, 1.0);
  expect_at(
      0.0, {-infinity}, [](const Value& x) { return acos(x); }, 1.0);
  EXPECT_TRUE(std::isnan(at([](const Value& x) { return asin(x); }, 1.5).value));
}

// x/(x²+y²) and -y/(x²+y²), in all quadrants and on the axes; 25 is exact, so the quotients are what they round to.
TEST(Atan2, Partials) {
  const auto f = [](const Value& y, const Value& x) { return atan2(y, x); };
  for (const auto& [y, x] : {std::pair{3.0, 4.0}, {3.0, -4.0}, {-3.0, 4.0}, {-3.0, -4.0}, {5.0, 0.0}, {0.0, -5.0}}) {
    expect_at(std::atan2(y, x), {x / 25.0, 0.0 - y / 25.0}, f, y, x);
  }
  expect_at(0.0, {nan, nan}, f, 0.0, 0.0);
  expect_at(std::acos(-1.0), {-0.5, 0.0}, f, 0.0, -2.0);
}

TEST(Hypot, Partials) {
  const auto f = [](const Value& a, const Value& b) { return hypot(a, b); };
  expect_at(5.0, {0.6, -0.8}, f, 3.0, -4.0);
  expect_at(2.0, {0.0, 1.0}, f, 0.0, 2.0);
  expect_at(0.0, {nan, nan}, f, 0.0, 0.0);
  expect_at(infinity, {nan, 0.0}, f, infinity, 1.0);
}

TEST(Sigmoid, NeitherOverflowsNorLosesItsSmallSide) {
  const auto f = [](const Value& x) { return sigmoid(x); };
  expect_at(1.0, {0.0}, f, 1000.0);
  expect_at(0.0, {0.0}, f, -1000.0);
  expect_at(1.0, {0.0}, f, infinity);
  expect_at(0.0, {0.0}, f, -infinity);
  expect_at(0.5, {0.25}, f, 0.0);
  expect_at(0.5, {0.25}, f, -0.0);
  expect_at(nan, {nan}, f, nan);
}

TEST(Softplus, NeitherOverflowsNorLosesItsSmallSide) {
  const auto f = [](const Value& x) { return softplus(x); };
  expect_at(1000.0, {1.0}, f, 1000.0);
  expect_at(0.0, {0.0}, f, -1000.0);
  expect_at(infinity, {1.0}, f, infinity);
  expect_at(0.0, {0.0}, f, -infinity);
  expect_at(nan, {nan}, f, nan);
}

TEST(Saturated, FunctionsHaveNoGradientLeft) {
  expect_at(
      1.0, {0.0}, [](const Value& x) { return tanh(x); }, 1000.0);
  expect_at(
      -1.0, {0.0}, [](const Value& x) { return erf(x); }, -infinity);
  expect_at(
      0.0, {0.0}, [](const Value& x) { return exp(x); }, -infinity);
  expect_at(
      infinity, {infinity}, [](const Value& x) { return exp(x); }, 1000.0);
}

}  // namespace
}  // namespace mg
