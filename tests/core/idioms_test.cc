// What a user's code does with numbers, a row an idiom: with Values it means what it means with doubles, its derivative
// is that of the formula, and evaluated elsewhere it is right or a guard says that it is not.

#include "core/idioms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "core/near.h"
#include "mg/core/complex.h"
#include "mg/core/graph.h"

namespace {

using namespace user;  // the idioms are called as a program calls its own
using mg::Graph;
using mg::Value;
using mg::test::infinity;
using mg::test::is_near;
using mg::test::nan;
using mg::test::replay;

struct Idiom {
  std::string text;
  bool has_guards;
  double units;  // in the last place, which the number and the derivative may be off
  std::vector<double> points;
  std::function<Value(const Value&)> of_value;
  double (*of_double)(double);
  double (*slope)(double);  // the derivative, by hand
};

// As a template would say it: once for both.
#define USING_CMATH                                                                                                \
  using std::exp2, std::fmod, std::fpclassify, std::ilogb, std::isfinite, std::isgreater, std::isgreaterequal,     \
      std::isinf, std::isless, std::islessequal, std::islessgreater, std::isnan, std::isnormal, std::isunordered,  \
      std::ldexp, std::lerp, std::llrint, std::llround, std::log10, std::log2, std::logb, std::lrint, std::lround, \
      std::midpoint, std::nearbyint, std::remainder, std::rint, std::scalbln, std::scalbn, std::signbit;
#define IDIOM(has_guards, units, points, slope, ...)     \
  Idiom {                                                \
#__VA_ARGS__, has_guards, units, points,               \
        [](const Value& x) {                           \
          using T [[maybe_unused]] = Value;            \
          USING_CMATH                                  \
          return Value(__VA_ARGS__);                   \
        },                                             \
        [](double x) {                                 \
          using T [[maybe_unused]] = double;           \
          USING_CMATH                                  \
          return static_cast<double>(__VA_ARGS__);     \
        },                                             \
        []([[maybe_unused]] double x) -> double { return slope; } \
  }
#define FREE(...) IDIOM(false, __VA_ARGS__)
#define GUARDED(...) IDIOM(true, __VA_ARGS__)

// Where the derivatives are compared, too: no kinks or jumps.
const std::vector<double> smooth{-3.7, -1.25, -0.3, 0.3, 0.75, 1.2, 3.7};
const std::vector<double> small{-4.5, -3.7, -2.5, -1.5, -1.25, -1.0, -0.5, -0.3, -0.0, 0.0, 0.3,
                                0.5,  0.75, 1.0,  1.2,  1.5,   2.0,  2.5,  3.0,  3.7,  4.5};
const std::vector<double> positive{1e-310, 1e-5, 0.3, 0.5, 0.75, 1.0, 1.2, 2.0, 3.7, 8.0, 1e300};
const std::vector<double> from_0_to_6{0.0, 0.3, 0.75, 1.0, 1.2, 2.5, 3.7, 5.0, 5.99};
const std::vector<double> all_finite = [] {
  std::vector<double> all{-1e300,    -0x1p53, -0x1p52 - 1,  -0x1p52 + 0.5, -1e-310,    1e-310, 0.49999999999999994,
                          0x1p-1022, 5e-324,  0x1p52 - 0.5, 0x1p52 - 1.5,  0x1p52 + 1, 1e300};
  all.insert(all.end(), small.begin(), small.end());
  return all;
}();
const std::vector<double> everywhere = [] {
  std::vector<double> all{-infinity, infinity, nan};
  all.insert(all.end(), all_finite.begin(), all_finite.end());
  return all;
}();

const std::vector<Idiom> idioms{
    // A condition as a number.
    FREE(0, everywhere, x > 0, (x > 0) * x),
    FREE(0, everywhere, x >= 1, x*(x >= 1.0)),
    FREE(0, everywhere, 1, x + (x != 1.0)),
    FREE(0, everywhere, -1, (x == 1.0) - x),
    FREE(0, everywhere, x < 0 ? 2 : 1, x + (x < 0) * x),
    FREE(0, everywhere, 0, T(x > 0)),
    FREE(0, everywhere, 0, steps(x)),
    FREE(0, everywhere, x < 1 ? 1 : 0, isless(x, 1.0) * x),
    GUARDED(0, everywhere, 0, (x > 0) - (x < 0)),
    GUARDED(0, everywhere, 0, (x > 0) + (x > 1) + (x > 2)),
    GUARDED(0, everywhere, 1, (x > 0) * 2.0 + x),
    GUARDED(0, everywhere, (x > 0) * (x < 1), (x > 0) * (x < 1) * x),
    GUARDED(0, everywhere, (x < 0) == (x < 1) ? 1 : -1, (x < 0) == (x < 1) ? x : -x),
    GUARDED(0, everywhere, (x < 0) != (x < 1) ? 1 : -1, (x < 0) != (x < 1) ? x : -x),
    GUARDED(0, everywhere, x > 0 ? 1 : -1, x > 0 ? x : -x),
    GUARDED(0, everywhere, 0, -(x > 0)),

    // A number as a condition.
    GUARDED(0, everywhere, 2, unless_zero(x)),
    GUARDED(0, everywhere, 1, x ? x : T(3.0)),
    GUARDED(0, everywhere, -1, !x || !(x - 1) ? x : -x),
    GUARDED(0, everywhere, 0, static_cast<bool>(x)),

    // Questions.
    GUARDED(0, everywhere, x < 0 ? -1 : 1, signbit(x) ? -x : x),
    GUARDED(0, everywhere, 1, isnormal(x) ? x : T(0.5)),
    GUARDED(0, everywhere, 1, isnan(x) ? T(2.0) : x),
    GUARDED(0, everywhere, 1, isinf(x) ? T(2.0) : x),
    GUARDED(0, everywhere, 1, isfinite(x) ? x : T(2.0)),
    GUARDED(0, everywhere, 0, fpclassify(x)),
    GUARDED(0, everywhere, 1, fpclassify(x) == FP_NORMAL ? x : T(7.0)),
    GUARDED(0, everywhere, x > 1 ? 1 : 0, isgreater(x, 1.0) ? x : T(1.0)),
    GUARDED(0, everywhere, x > 1 ? 1 : 0, isgreaterequal(x, T(1.0)) ? x : T(1.0)),
    GUARDED(0, everywhere, x < 1 ? 1 : 0, isless(x, 1.0) ? x : T(1.0)),
    GUARDED(0, everywhere, x < 1 ? 1 : 0, islessequal(x, 1.0) ? x : T(1.0)),
    GUARDED(0, everywhere, x > 1 ? 1 : 0, isless(1.0, x) ? x : T(1.0)),
    GUARDED(0, everywhere, 1, islessgreater(x, 1.0) ? x : T(7.0)),
    GUARDED(0, everywhere, 1, isunordered(x, 1.0) ? T(7.0) : x),

    // Rounding.
    FREE(0, everywhere, 0, rint(x)),
    FREE(0, everywhere, 1, x - nearbyint(x)),
    GUARDED(0, small, 0, lround(x)),
    GUARDED(0, small, 0, llround(x)),
    GUARDED(0, small, 0, lrint(x)),
    GUARDED(0, small, 0, llrint(x)),
    GUARDED(0, small, std::rint(x), lrint(x) * x),
    GUARDED(1, from_0_to_6, std::exp2(std::floor(x)), interpolated(x)),
    GUARDED(0, from_0_to_6, std::exp2(std::round(x)), nearest_of_table(x)),
    GUARDED(0, small, 0, static_cast<int>(x)),
    FREE(0, everywhere, 1, remainder(x, 2.0)),
    FREE(0, everywhere, 1, remainder(x, infinity)),
    FREE(0, everywhere, 1, fmod(x, 2.0)),
    FREE(0, everywhere, 1, fmod(x, T(infinity))),
    FREE(0, small, -std::trunc(5.0 / x), fmod(5.0, x)),
    GUARDED(0, small, 1, with_quotient(x)),
    FREE(0, everywhere, 1, fraction(x)),
    FREE(0, everywhere, 1, fraction_and_whole(x)),

    // Exponents.
    GUARDED(0, everywhere, 2.0, apart_and_together(x)),
    GUARDED(0, everywhere, 0.5 / std::exp2(std::logb(x)), mantissa(x)),
    GUARDED(0, all_finite, 0, exponent_of(x)),
    GUARDED(0, everywhere, 0, ilogb(x)),
    FREE(0, everywhere, 0, logb(x)),
    FREE(0, everywhere, 8, ldexp(x, 3)),
    FREE(0, everywhere, 0x1p-1060, scalbn(x, -1060)),
    FREE(0, everywhere, 32, scalbln(x, 5L)),
    FREE(4, small, std::exp2(x) * std::numbers::ln2, exp2(x)),
    FREE(4, positive, 1 / (x * std::numbers::ln2), log2(x)),
    FREE(4, positive, 1 / (x * std::numbers::ln10), log10(x)),

    // Between two.
    FREE(4, all_finite, 0.75, lerp(x, 3.0, 0.25)),
    FREE(0, all_finite, 1, lerp(-4.0, x, T(1.0))),
    FREE(0, small, 0, lerp(-4.0, x, 0)),
    FREE(8, small, 8, lerp(T(-3.0), 5.0, x)),
    FREE(0, everywhere, 0.5, midpoint(x, T(3.0))),
    FREE(0, everywhere, 0.5, midpoint(T(-1e308), x)),
    GUARDED(0, everywhere,
            x > -1 && x < 1   ? 2
            : x > -1 && x < 2 ? 1
                              : 0,
            clamped(x)),

    // Containers, complex numbers, constants.
    GUARDED(0, everywhere, 1, looked_up(x)),
    GUARDED(0, everywhere, 3, among(x)),
    FREE(2, small, 4 * x - 0.25 + 4, complex_square(x)),
    FREE(16, smooth, -2 - 4 * ((x - 1) * (x - 1) - 4) / std::pow((x - 1) * (x - 1) + 4, 2), complex_mixed(x)),
    GUARDED(0, everywhere, x == 1 ? 0 : 1, complex_compared(x)),
    FREE(8, small, 2.5, complex_turned(x)),
    FREE(0, small, 3, with_constants(x)),
};

TEST(Idioms, GiveTheNumberThatTheyGiveWithDoubles) {
  for (const Idiom& idiom : idioms) {
    for (const double at : idiom.points) {
      Graph g;
      const Value x = g.input("x", at);
      EXPECT_TRUE(is_near(idiom.of_value(x).data(), idiom.of_double(at), idiom.units)) << idiom.text << " at " << at;
      EXPECT_EQ(!g.guards().empty(), idiom.has_guards) << idiom.text << " at " << at;
      EXPECT_TRUE(is_near(idiom.of_value(at).data(), idiom.of_double(at), idiom.units))
          << idiom.text << " of the number " << at;
    }
  }
}

TEST(Idioms, HaveTheDerivativeOfTheirFormula) {
  for (const Idiom& idiom : idioms) {
    for (const double at : smooth) {
      if (std::find(idiom.points.begin(), idiom.points.end(), at) == idiom.points.end()) continue;
      Graph g;
      const Value x = g.input("x", at);
      const Value y = idiom.of_value(x);
      if (y.is_recorded()) g.backward(y);
      EXPECT_TRUE(is_near(x.grad(), idiom.slope(at), std::max(8.0, idiom.units))) << idiom.text << " at " << at;
    }
  }
}

TEST(Idioms, AreRightElsewhereOrAGuardSaysThatTheyAreNot) {
  for (const Idiom& idiom : idioms) {
    for (const double recorded : idiom.points) {
      Graph g;
      const Value y = idiom.of_value(g.input("x", recorded));
      EXPECT_TRUE(replay(g, y, recorded).guards_hold) << idiom.text << " at " << recorded;
      for (const double at : idiom.points) {
        const auto [value, guards_hold] = replay(g, y, at);
        if (!guards_hold) continue;
        EXPECT_TRUE(is_near(value, idiom.of_double(at), idiom.units))
            << idiom.text << " at " << at << ", recorded at " << recorded;
      }
    }
  }
}

// --- what a Value is to the compiler ---

constexpr Value constant = 0.25;
static_assert(constant.data() == 0.25 && !constant.is_recorded() && Value().data() == 0.0);
static_assert(sizeof(Value) == 16);
static_assert(std::numeric_limits<Value>::max().data() == std::numeric_limits<double>::max());
static_assert(std::numbers::e_v<Value>.data() == std::numbers::e &&
              std::numbers::phi_v<Value>.data() == std::numbers::phi);
constinit const Value initialized_before_all = 4.0;

TEST(Idioms, ComplexNumbersMixWithAllTypes) {
  Graph g;
  const std::complex<Value> z(g.input("x", 3.0), 4.0);
  const std::complex<Value> y = (1 + z * 2 - 3.0f) / 2L - std::size_t{1};
  EXPECT_EQ(y.real().data(), 1.0);
  EXPECT_EQ(y.imag().data(), 4.0);
}

TEST(Idioms, AConstantIsOneOfAnyGraph) {
  Graph g;
  const Value x = g.input("x", 3.0);
  EXPECT_EQ((constant * x + initialized_before_all).data(), 4.75);
  Graph h;
  EXPECT_EQ((constant * h.input("x", 8.0)).data(), 2.0);
}

}  // namespace
