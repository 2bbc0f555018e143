// What is exact is exact for all numbers, and what is not is as far off as its comment says.

#include <gtest/gtest.h>

#include <bit>
#include <climits>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "core/near.h"
#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "mg/core/sweep.h"

namespace mg {
namespace {

using test::infinity;
using test::is_near;
using test::is_same;
using test::nan;

/// Special numbers and their neighbours, and random ones: of any bits, and of few digits.
const std::vector<double>& numbers() {
  static const std::vector<double> all = [] {
    std::vector<double> list{nan};
    for (const double x : {0.0,          5e-324,       1e-310,  0x1p-1022,  0x1p-900,
                           0x1p-54,      0.25,         0.5,     0.75,       1.0,
                           1.5,          2.0,          2.5,     3.5,        4.5,
                           0x1p51 + 0.5, 0x1p52 - 0.5, 0x1p52,  0x1p52 + 1, 0x1p53,
                           0x1p53 + 2,   0x1p63,       0x1p512, 0x1p1023,   1.7976931348623157e308,
                           infinity}) {
      for (const double near : {std::nextafter(x, -infinity), x, std::nextafter(x, infinity)}) {
        list.push_back(near);
        list.push_back(-near);
      }
    }
    std::mt19937_64 random(13);
    for (int i = 0; i < 2000; ++i) {
      list.push_back(std::bit_cast<double>(random()));
      list.push_back(static_cast<double>(random() >> 32) * 0x1p-30 - 2.0);
      list.push_back(static_cast<double>(random() % 400) * 0.25 - 50.0);
    }
    return list;
  }();
  return all;
}

struct Unary {
  std::string name;
  std::function<Value(const Value&)> of_value;
  double (*of_double)(double);
};

#define BOTH(expression)                                                   \
  Unary {                                                                  \
#expression, [](const Value& x) -> Value { return expression; },         \
                 [](double x) -> double {                                \
                   using std::ldexp, std::logb, std::midpoint, std::rint, std::nearbyint; \
                   return expression;                                    \
                 } \
  }

Value whole_of(const Value& x) {
  Value whole;
  static_cast<void>(modf(x, &whole));
  return whole;
}
double whole_of(double x) {
  double whole = 0.0;
  static_cast<void>(std::modf(x, &whole));
  return whole;
}
Value fraction_of(const Value& x) {
  Value whole;
  return modf(x, &whole);
}
double fraction_of(double x) {
  double whole = 0.0;
  return std::modf(x, &whole);
}

TEST(Rounding, IsExactForAllNumbers) {
  const std::vector<Unary> functions{BOTH(rint(x)),
                                     BOTH(nearbyint(x)),
                                     BOTH(whole_of(x)),
                                     BOTH(fraction_of(x)),
                                     BOTH(logb(x)),
                                     BOTH(ldexp(x, 1)),
                                     BOTH(ldexp(x, -1)),
                                     BOTH(ldexp(x, 1023)),
                                     BOTH(ldexp(x, 1024)),
                                     BOTH(ldexp(x, 2098)),
                                     BOTH(ldexp(x, -1022)),
                                     BOTH(ldexp(x, -1074)),
                                     BOTH(ldexp(x, -1075)),
                                     BOTH(ldexp(x, -1600)),
                                     BOTH(ldexp(x, -2043)),
                                     BOTH(ldexp(x, -2098)),
                                     BOTH(ldexp(x, INT_MIN)),
                                     BOTH(ldexp(x, INT_MAX)),
                                     BOTH(midpoint(x, x)),
                                     BOTH(midpoint(x, 3 * x)),
                                     BOTH(midpoint(1.7e308, x)),
                                     BOTH(midpoint(x, 5e-324)),
                                     BOTH(midpoint(x, -1e-320))};
  for (const Unary& f : functions) {
    Graph g;
    const Value x = g.input("x", 0.75);
    const Value y = f.of_value(x);
    std::vector<double> values(g.tape().values().begin(), g.tape().values().end());
    for (const double at : numbers()) {
      // Also where it was recorded at another point.
      values[x.id().index] = at;
      evaluate(g.tape(), values);
      EXPECT_TRUE(is_same(values[y.id().index], f.of_double(at))) << f.name << " at " << at;
      EXPECT_TRUE(is_same(f.of_value(at).data(), f.of_double(at))) << f.name << " of the number " << at;
    }
    EXPECT_TRUE(g.guards().empty()) << f.name;
  }
}

TEST(Rounding, FrexpAndIlogbAreExactForAllNumbers) {
  for (const double at : numbers()) {
    Graph g;
    const Value x = g.input("x", at);
    int exponent = -7, expected = 0;
    const double mantissa = std::frexp(at, &expected);
    EXPECT_TRUE(is_same(frexp(x, &exponent).data(), mantissa)) << at;
    EXPECT_EQ(ilogb(x), std::ilogb(at)) << at;
    if (!std::isfinite(at)) continue;
    EXPECT_EQ(exponent, expected) << at;
    EXPECT_TRUE(is_same(ldexp(frexp(x, &exponent), exponent).data(), at)) << at;
  }
}

TEST(Rounding, ToIntegersIsExactOrAnError) {
  const auto outcome = [](const auto& round) -> std::string {
    try {
      return std::to_string(round());
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  for (const double at : numbers()) {
    Graph g;
    const Value x = g.input("x", at);
    const bool fits = at >= -0x1p63 && at < 0x1p63;
    const auto expect = [&](const auto& ours, long long expected) {
      const std::string text = outcome(ours);
      if (fits)
        EXPECT_EQ(text, std::to_string(expected)) << at;
      else
        EXPECT_NE(text.find(" does not fit the integer type that it is rounded to"), std::string::npos) << text;
    };
    expect([&] { return lround(x); }, fits ? std::lround(at) : 0);
    expect([&] { return llround(x); }, fits ? std::llround(at) : 0);
    expect([&] { return lrint(x); }, fits ? std::lrint(at) : 0);
    expect([&] { return llrint(x); }, fits ? std::llrint(at) : 0);
  }
}

TEST(Rounding, ModfHasADerivativeWhereNothingIsLeft) {
  for (const double at : {-3.0, -0.0, 0.0, 2.0}) {
    Graph g;
    const Value x = g.input("x", at);
    g.backward(fraction_of(x));
    EXPECT_EQ(x.grad(), 1.0) << at;
  }
}

TEST(Rounding, RemaindersAreExactWhereTheProductIs) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const double x = static_cast<double>(static_cast<std::int64_t>(random()) >> 30) * 0.125;
    const double y = static_cast<double>(static_cast<std::int64_t>(random() >> 50) - 8192) * 0.25 + 0.125;
    Graph g;
    const Value v = g.input("x", x);
    EXPECT_EQ(fmod(v, y).data(), std::fmod(x, y)) << x << ", " << y;
    EXPECT_EQ(remainder(v, y).data(), std::remainder(x, y)) << x << ", " << y;
    int quotient = 0, expected = 0;
    EXPECT_EQ(remquo(v, y, &quotient).data(), std::remquo(x, y, &expected)) << x << ", " << y;
    EXPECT_EQ(quotient % 8, expected % 8) << x << ", " << y;
  }
}

TEST(Rounding, RemaindersAreOffByRoundingAndMultiplesOfTheDivisor) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> uniform(-10.0, 10.0);
  for (int i = 0; i < 20000; ++i) {
    const double x = uniform(random) * 100.0, y = uniform(random);
    Graph g;
    const Value v = g.input("x", x);
    // The remainder of the difference by y, which has no rounding of its own.
    const double slack = 1.5 * test::unit_in_the_last_place(x);
    EXPECT_LE(std::fabs(std::remainder(fmod(v, y).data() - std::fmod(x, y), y)), slack) << x << ", " << y;
    EXPECT_LE(std::fabs(std::remainder(remainder(v, y).data() - std::remainder(x, y), y)), slack) << x << ", " << y;
  }
}

TEST(Rounding, RemaindersOfSpecialNumbers) {
  for (const double x : {0.0, -0.0, 1.0, -5.0, infinity, -infinity, nan}) {
    for (const double y : {0.0, -0.0, 3.0, -3.0, infinity, -infinity, nan}) {
      Graph g;
      const Value a = g.input("x", x), b = g.input("y", y);
      EXPECT_TRUE(is_near(fmod(a, b).data(), std::fmod(x, y), 0)) << x << ", " << y;
      EXPECT_TRUE(is_near(remainder(a, b).data(), std::remainder(x, y), 0)) << x << ", " << y;
      int quotient = 0;
      EXPECT_TRUE(is_near(remquo(a, b, &quotient).data(), std::remainder(x, y), 0)) << x << ", " << y;
    }
  }
}

// Against the functions of `long double`, whose eleven more bits are as good as the truth.
TEST(Accuracy, OfExponentialsAndLogarithmsToOtherBases) {
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> exponent(-1074.0, 1024.0), near_one(0.9, 1.1);
  for (int i = 0; i < 100000; ++i) {
    const double e = exponent(random);
    EXPECT_TRUE(is_near(exp2(Value(e)).data(), static_cast<double>(std::exp2(static_cast<long double>(e))), 4)) << e;
    for (const double x : {std::exp2(e), near_one(random)}) {
      if (x == 0.0 || x == infinity) continue;
      EXPECT_TRUE(is_near(log2(Value(x)).data(), static_cast<double>(std::log2(static_cast<long double>(x))), 4)) << x;
      EXPECT_TRUE(is_near(log10(Value(x)).data(), static_cast<double>(std::log10(static_cast<long double>(x))), 4))
          << x;
    }
  }
}

TEST(Accuracy, OfInverseHyperbolicFunctions) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> exponent(-1000.0, 1023.0), small_exponent(-52.0, 2.0), one(-1.0, 1.0);
  const auto expect = [](Value (*ours)(const Value&), long double (*truth)(long double), double x) {
    EXPECT_TRUE(is_near(ours(x).data(), static_cast<double>(truth(x)), 4)) << x;
  };
  for (int i = 0; i < 100000; ++i) {
    const double any = std::exp2(exponent(random)), small = std::exp2(small_exponent(random)), within = one(random);
    for (const double x : {any, small, -any, -small}) expect(&asinh, &std::asinh, x);
    for (const double x : {1.0 + any, 1.0 + small}) expect(&acosh, &std::acosh, x);
    for (const double x : {within, within * small / 4.0, 1.0 - small / 4.0}) expect(&atanh, &std::atanh, x);
  }
}

TEST(Accuracy, OfLerp) {
  std::mt19937_64 random(10);
  std::uniform_real_distribution<double> uniform(0.0, 1.0), ends(-100.0, 100.0);
  for (int i = 0; i < 100000; ++i) {
    const double a = ends(random), b = ends(random), t = uniform(random);
    const double y = lerp(Value(a), b, t).data();
    const long double truth = a + static_cast<long double>(t) * (static_cast<long double>(b) - a);
    const double unit = test::unit_in_the_last_place(std::max(std::fabs(a), std::fabs(b)));
    EXPECT_LE(std::fabs(static_cast<double>(y - truth)), 2.0 * unit) << a << ", " << b << ", " << t;
    EXPECT_TRUE(y >= std::min(a, b) && y <= std::max(a, b)) << a << ", " << b << ", " << t;
    EXPECT_EQ(lerp(Value(a), b, 0.0).data(), a);
    EXPECT_EQ(lerp(Value(a), b, 1.0).data(), b);
    EXPECT_EQ(lerp(Value(a), a, t).data(), a);
  }
  EXPECT_EQ(lerp(Value(-1.7e308), 1.7e308, 0.5).data(), 0.0);
  EXPECT_EQ(lerp(Value(-1.7e308), 1.7e308, 0.75).data(), 0.85e308);
}

TEST(Accuracy, OfLerpsDerivatives) {
  for (const double t : {0.0, 0.25, 0.5, 0.75, 1.0, -1.0, 2.0}) {
    Graph g;
    const Value a = g.input("a", 3.0), b = g.input("b", -4.0), v = g.input("t", t);
    g.backward(lerp(a, b, v));
    EXPECT_EQ(a.grad(), 1.0 - t) << t;
    EXPECT_EQ(b.grad(), t) << t;
    EXPECT_EQ(v.grad(), -7.0) << t;
  }
}

// --- detach ---

TEST(Detach, IsTheNumberAndHasNoGradient) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value y = x * detach(x);
  g.backward(y);
  EXPECT_EQ(y.data(), 9.0);
  EXPECT_EQ(x.grad(), 3.0);
  EXPECT_TRUE(g.guards().empty());
  EXPECT_LE(g.size(), 21u);
  EXPECT_EQ(detach(Value(2.5)).data(), 2.5);
  EXPECT_EQ(detach(2.5), 2.5);
}

TEST(Detach, IsExactWhereverItIsEvaluated) {
  Graph g;
  const Value x = g.input("x", 0.75);
  const Value y = detach(x);
  std::vector<double> values(g.tape().values().begin(), g.tape().values().end());
  for (const double at : numbers()) {
    values[x.id().index] = at;
    evaluate(g.tape(), values);
    EXPECT_TRUE(is_same(values[y.id().index], at)) << at;
    // Nothing on the way is infinite, which tools that look for the first such node would name.
    if (!std::isfinite(at)) continue;
    for (const double value : values) EXPECT_TRUE(std::isfinite(value)) << at;
  }
}

TEST(Detach, PassesNoGradientAnywhere) {
  for (const double at : numbers()) {
    Graph g;
    const Value x = g.input("x", at);
    g.backward(detach(x) + 2.0 * x);
    EXPECT_EQ(x.grad(), 2.0) << at;
  }
}

}  // namespace
}  // namespace mg
