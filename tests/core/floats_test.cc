// The rules in floats. Compiled with what turns a float into a double, or a double into a float, without saying so as
// an error: then a rule compiles only if its literals and attributes enter by T(...), and if the functions it calls are
// those of floats.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/near.h"
#include "mg/core/ops.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::is_near;
using test::is_same;
using test::Random;

using Numbers = std::array<float, 3>;

constexpr float inf = std::numeric_limits<float>::infinity();

float as_float(double x) { return static_cast<float>(x); }
double as_double(float x) { return static_cast<double>(x); }

// --- what is expected ---

/// An op computed in doubles, by other means than its rule.
struct Truth {
  Op op;
  int units;  ///< in the last place, that the op may be off in floats; 0: the truth, rounded
  double (*of)(double a, double b, double c, double attribute);
};

double truth_of_power(double x, double, double, double exponent) {
  // Each product is rounded.
  if (exponent == 3.0) return as_double(as_float(x * x)) * x;
  if (exponent == 0.5) return std::sqrt(x);  // which differs at -inf and -0
  return std::pow(x, as_double(as_float(exponent)));
}

// A sum, a product, a quotient and a root of floats, computed in doubles and rounded to a float, are rounded as if
// once: a double has more than twice the digits of a float, and two.
constexpr Truth truths[] = {
    {Op::Add, 0, [](double a, double b, double, double) { return a + b; }},
    {Op::Sub, 0, [](double a, double b, double, double) { return a - b; }},
    {Op::Mul, 0, [](double a, double b, double, double) { return a * b; }},
    {Op::Div, 0, [](double a, double b, double, double) { return a / b; }},
    {Op::Neg, 0, [](double a, double, double, double) { return -a; }},
    {Op::Pow, 1, [](double a, double b, double, double) { return std::pow(a, b); }},
    {Op::PowConst, 1, &truth_of_power},
    {Op::Abs, 0, [](double a, double, double, double) { return std::signbit(a) ? -a : a; }},
    {Op::Sign, 0, [](double a, double, double, double) { return a > 0   ? 1.0
                                                                : a < 0 ? -1.0
                                                                        : 0.0; }},
    {Op::Floor, 0, [](double a, double, double, double) { return std::floor(a); }},
    {Op::Min, 0, [](double a, double b, double, double) { return b < a ? b : a; }},
    {Op::Max, 0, [](double a, double b, double, double) { return a < b ? b : a; }},
    {Op::Sqrt, 0, [](double a, double, double, double) { return std::sqrt(a); }},
    {Op::Cbrt, 1, [](double a, double, double, double) { return std::cbrt(a); }},
    {Op::Exp, 1, [](double a, double, double, double) { return std::exp(a); }},
    {Op::Expm1, 1, [](double a, double, double, double) { return std::expm1(a); }},
    {Op::Log, 1, [](double a, double, double, double) { return std::log(a); }},
    {Op::Log1p, 1, [](double a, double, double, double) { return std::log1p(a); }},
    {Op::Sin, 1, [](double a, double, double, double) { return std::sin(a); }},
    {Op::Cos, 1, [](double a, double, double, double) { return std::cos(a); }},
    {Op::Tan, 1, [](double a, double, double, double) { return std::tan(a); }},
    {Op::Asin, 1, [](double a, double, double, double) { return std::asin(a); }},
    {Op::Acos, 1, [](double a, double, double, double) { return std::acos(a); }},
    {Op::Atan, 1, [](double a, double, double, double) { return std::atan(a); }},
    {Op::Atan2, 1, [](double a, double b, double, double) { return std::atan2(a, b); }},
    {Op::Sinh, 2, [](double a, double, double, double) { return std::sinh(a); }},
    {Op::Cosh, 2, [](double a, double, double, double) { return std::cosh(a); }},
    {Op::Tanh, 2, [](double a, double, double, double) { return std::tanh(a); }},
    {Op::Hypot, 1, [](double a, double b, double, double) { return std::hypot(a, b); }},
    {Op::Erf, 1, [](double a, double, double, double) { return std::erf(a); }},
    {Op::Sigmoid, 2, [](double a, double, double, double) { return 1.0 / (1.0 + std::exp(-a)); }},
    {Op::Softplus, 3, [](double a, double, double, double) { return a > 30 ? a : std::log1p(std::exp(a)); }},
    {Op::Relu, 0, [](double a, double, double, double slope) { return a > 0 ? a : as_double(as_float(slope)) * a; }},
    {Op::Lt, 0, [](double a, double b, double, double) { return a < b ? 1.0 : 0.0; }},
    {Op::Le, 0, [](double a, double b, double, double) { return a <= b ? 1.0 : 0.0; }},
    {Op::Eq, 0, [](double a, double b, double, double) { return a == b ? 1.0 : 0.0; }},
    {Op::Select, 0, [](double c, double a, double b, double) { return c != 0 ? a : b; }},
};

// --- what is there ---

/// Calls `each(struct, attribute)` for every op but leaves.
template <class Each> void for_each_operation(Each&& each) {
  for (std::size_t i = 0; i < op_count; ++i) {
    visit(static_cast<Op>(i), [&]<class O>(O rule) {
      if constexpr (std::is_same_v<O, op::PowConst>) {
        for (const double exponent : {2.0, 3.0, -1.0, 0.5, 1.0, 0.0, 2.5, -3.0, 1.0 / 3.0}) each(rule, exponent);
      } else if constexpr (std::is_same_v<O, op::Relu>) {
        for (const double slope : {0.01, 0.0, 1.0, -2.0}) each(rule, slope);
      } else if constexpr (O::info.arity > 0) {
        each(rule, 0.0);
      }
    });
  }
}

template <class O> std::array<float, O::info.arity> first_of(const Numbers& x) {
  std::array<float, O::info.arity> first;
  for (std::size_t k = 0; k < first.size(); ++k) first[k] = x[k];
  return first;
}

std::vector<float> special_numbers() {
  using Limits = std::numeric_limits<float>;
  std::vector<float> numbers{0.0f,   1.0f,   0.5f,   2.0f,     3.0f,          Limits::min(), Limits::denorm_min(),
                             1e-40f, 1e-20f, 1e-5f,  0.99999f, 16.6f,         88.7f,         103.9f,
                             1e10f,  1e20f,  1e30f,  inf,      Limits::max(), 16777216,      0.1f,
                             1.5f,   7.25f,  0.785f, 89.4f,    100.0f};
  for (std::size_t i = numbers.size(); i-- > 0;) numbers.push_back(-numbers[i]);
  numbers.push_back(std::numeric_limits<float>::quiet_NaN());
  return numbers;
}

/// Floats in order, as whole numbers, those next to each other 1 apart.
std::int64_t rank(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  return bits < 0 ? -std::int64_t{bits & 0x7fffffff} : std::int64_t{bits};
}

testing::AssertionResult is_within(float got, float truth, int units) {
  const bool same = is_same(as_double(got), as_double(truth));
  const bool near = !std::isnan(got) && !std::isnan(truth) && std::signbit(got) == std::signbit(truth) &&
                    std::abs(rank(got) - rank(truth)) <= units;
  if (same || near) return testing::AssertionSuccess();
  return testing::AssertionFailure() << got << " instead of " << truth << ", which is " << rank(got) - rank(truth)
                                     << " units in the last place off";
}

// --- tests ---

TEST(Floats, EveryOpHasATruth) {
  for_each_operation([]<class O>(O, double) {
    int found = 0;
    for (const Truth& truth : truths) found += truth.op == op_of<O> ? 1 : 0;
    EXPECT_EQ(found, 1) << O::info.name;
  });
}

TEST(Floats, RulesGiveFloats) {
  for_each_operation([]<class O>(O, double attribute) {
    using X = std::array<float, O::info.arity>;
    static_assert(std::is_same_v<decltype(eval_op<O>(X{}, attribute)), float>);
    if constexpr (O::info.uses != Uses::Nothing) {
      static_assert(std::is_same_v<decltype(partials_op<O>(X{}, 0.0f, attribute)), X>);
    }
    if constexpr (O::info.uses == Uses::Taken) {
      static_assert(std::is_same_v<decltype(taken_op<O>(X{})), std::array<bool, O::info.arity>>);
    }
  });
}

template <class O> void expect_truth(const Numbers& x, double attribute) {
  const Truth* truth = truths;
  while (truth->op != op_of<O>) ++truth;
  const double exact = truth->of(as_double(x[0]), as_double(x[1]), as_double(x[2]), attribute);
  ASSERT_TRUE(is_within(eval_op<O>(first_of<O>(x), attribute), as_float(exact), truth->units))
      << O::info.name << " with " << attribute << " at " << testing::PrintToString(first_of<O>(x));
}

TEST(Floats, ValuesAreTheTruthRounded) {
  const std::vector<float> special = special_numbers();
  for_each_operation([&]<class O>(O, double attribute) {
    for (const float a : special) {
      for (const float b : special) {
        const float c = special[static_cast<std::size_t>(rank(a) + rank(b)) % special.size()];
        expect_truth<O>({a, b, c}, attribute);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
    Random random(1);
    for (int i = 0; i < 20'000 && !testing::Test::HasFatalFailure(); ++i) {
      Numbers x;
      for (float& number : x) number = as_float(random.uniform(-8.0, 8.0));
      expect_truth<O>(x, attribute);
    }
  });
}

/// As a double: the partials in floats are those in doubles, of the same arguments and the same value.
template <class O> void expect_partials(const Numbers& numbers, double attribute) {
  if constexpr (O::info.uses != Uses::Nothing) {
    const auto x = first_of<O>(numbers);
    const float y = eval_op<O>(x, attribute);
    std::array<double, O::info.arity> wide;
    for (std::size_t k = 0; k < x.size(); ++k) wide[k] = as_double(x[k]);
    const auto got = partials_op<O>(x, y, attribute);
    const auto expected = partials_op<O>(wide, as_double(y), attribute);
    for (std::size_t k = 0; k < x.size(); ++k) {
      // Units of floats. Where a difference is near to 0, digits are lost.
      ASSERT_TRUE(is_near(as_double(got[k]), expected[k], 8 * 0x1p29, 0x1p-22))
          << O::info.name << " with " << attribute << " at " << testing::PrintToString(x) << ", argument " << k;
    }
  }
}

TEST(Floats, PartialsAreThoseOfDoubles) {
  for_each_operation([]<class O>(O, double attribute) {
    Random random(2);
    for (int i = 0; i < 5'000 && !testing::Test::HasFatalFailure(); ++i) {
      Numbers x;
      for (float& number : x) number = as_float(random.uniform(O::info.domain.low, O::info.domain.high));
      expect_partials<O>(x, attribute);
    }
    const float edges[] = {0.0f, -0.0f, 1.0f, -1.0f, 0.5f, 2.0f, inf, -inf, std::numeric_limits<float>::quiet_NaN()};
    for (const float a : edges) {
      for (const float b : edges) {
        for (const float c : edges) {
          expect_partials<O>({a, b, c}, attribute);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  });
}

TEST(Floats, TheSideTakenIsThatOfFloats) {
  const float a = 1.0f, b = std::nextafter(a, 2.0f), nan = std::numeric_limits<float>::quiet_NaN();
  using Two = std::array<bool, 2>;
  using Three = std::array<bool, 3>;
  EXPECT_EQ(op::Min::taken(a, b), (Two{true, false}));
  EXPECT_EQ(op::Min::taken(b, a), (Two{false, true}));
  EXPECT_EQ(op::Max::taken(a, b), (Two{false, true}));
  EXPECT_EQ(op::Max::taken(a, a), (Two{true, false}));
  EXPECT_EQ(op::Max::taken(-0.0f, 0.0f), (Two{true, false}));
  EXPECT_EQ(op::Max::taken(a, nan), (Two{true, false}));
  EXPECT_EQ(op::Select::taken(std::numeric_limits<float>::denorm_min(), a, b), (Three{false, true, false}));
  EXPECT_EQ(op::Select::taken(-0.0f, a, b), (Three{false, false, true}));
  EXPECT_EQ(op::Select::taken(nan, a, b), (Three{false, true, false}));
}

// What is computed from an attribute alone is computed in doubles, and rounded once.
TEST(Floats, AttributesEnterRoundedOnce) {
  // As a float, the exponent is 1; one less than it is still more than 0.
  EXPECT_EQ(op::PowConst::partials(0.0f, 0.0f, 1.0 + 1e-9)[0], 0.0f);
  EXPECT_EQ(op::PowConst::partials(0.0f, 0.0f, 1.0)[0], 1.0f);
  EXPECT_EQ(op::PowConst::eval(3.0f, 2.0 + 1e-9), 9.0f);
  EXPECT_EQ(op::PowConst::partials(3.0f, 0.0f, 1.0 / 3.0)[0],
            as_float(1.0 / 3.0) * std::pow(3.0f, as_float(-2.0 / 3.0)));
  EXPECT_EQ(op::Relu::eval(-3.0f, 0.01), 0.01f * -3.0f);
  EXPECT_EQ(op::Relu::partials(-3.0f, 0.0f, 0.1)[0], 0.1f);
  EXPECT_EQ(op::Erf::partials(0.0f, 0.0f)[0], 1.1283791670955126f);
}

// A quotient of floats is not the quotient of doubles: each step is rounded.
TEST(Floats, EachStepIsRounded) {
  const float third = 1.0f / 3.0f;
  EXPECT_EQ(op::Div::partials(2.0f, 3.0f, 2.0f / 3.0f)[0], third);
  EXPECT_EQ(op::Div::partials(2.0f, 3.0f, 2.0f / 3.0f)[1], -(2.0f / 3.0f) * third);
  EXPECT_EQ(op::Log::partials(3.0f, 0.0f)[0], third);
  EXPECT_EQ(op::Log1p::partials(1e-10f, 0.0f)[0], 1.0f);
  EXPECT_EQ(op::Softplus::eval(-100.0f), std::log1p(std::exp(-100.0f)));
}

}  // namespace
}  // namespace mg
