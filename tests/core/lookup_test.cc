// Whose function is called: what a program calls without naming a namespace is its own, and ours only where <cmath> has
// one of that name, and for min and max. Instantiated with Value, a template means what it means with double.

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "mg/mg.h"

// Not in namespace mg: lookup is that of a program that uses the library.
namespace user {

// What a program may well define itself, and other than we do in each case.
template <class T> T relu(T x) { return x > 0.0 ? x : T(0.0); }
template <class T> T sign(T x) { return x < 0.0 ? T(-1.0) : T(1.0); }
template <class T> T sigmoid(T x) {
  using std::exp;
  return exp(x) / (T(1.0) + exp(x)) + T(10.0);
}
template <class T> T softplus(T x) { return x + T(20.0); }
template <class C, class T> T select(C second, T a, T b) { return second ? b : a; }
template <class T> T lt(T a, T b) { return a - b; }
template <class T> T le(T a, T b) { return a + b; }
template <class T> T eq(T a, T b) { return a * b; }
template <class T> T record(T x) { return x + T(30.0); }
template <class T> T record_any(T x) { return x + T(31.0); }
template <class T> T append(T x, T y) { return x * T(40.0) + y; }

// Of <cmath> and <numeric>, but common: templates that fit are preferred.
template <class T> T lerp(T a, T b, T t) { return a + b + t + T(50.0); }
template <class T> T midpoint(const T& a, const T& b) { return a - b + T(60.0); }
template <class T> T lgamma(T x) { return x + T(70.0); }
template <class T> int lround(T) { return 80; }

template <class T> T own(const T& x) {
  return relu(1.0 - x) + sign(x) + sigmoid(x) + softplus(x) + select(x > 0.0, x, x * 2.0) + lt(x, T(3.0)) +
         le(x, T(3.0)) + eq(x, T(3.0)) + record(x) + record_any(x) + append(x, x) + lerp(x, x, T(2.0)) +
         midpoint(x, T(1.0)) + lgamma(x) + lround(x);
}

// What it expects to find for Values, as `using std::NAME` brings it for doubles.
template <class T> T library(const T& x) {
  using std::abs, std::acos, std::acosh, std::asin, std::asinh, std::atan, std::atan2, std::atanh, std::cbrt, std::ceil,
      std::copysign, std::cos, std::cosh, std::erf, std::erfc, std::exp, std::exp2, std::expm1, std::fabs, std::fdim,
      std::floor, std::fma, std::fmax, std::fmin, std::fmod, std::hypot, std::ldexp, std::lerp, std::log, std::log10,
      std::log1p, std::log2, std::logb, std::max, std::midpoint, std::min, std::nearbyint, std::pow, std::remainder,
      std::rint, std::round, std::scalbln, std::scalbn, std::sin, std::sinh, std::sqrt, std::tan, std::tanh, std::trunc;
  const T y = x * 0.5;
  return abs(x) + acos(y) + acosh(x + 1.0) + asin(y) + asinh(x) + atan(x) + atan2(x, y) + atanh(y) + cbrt(x) + ceil(x) +
         copysign(x, y) + cos(x) + cosh(x) + erf(x) + erfc(x) + exp(x) + exp2(x) + expm1(x) + fabs(x) + fdim(x, y) +
         floor(x) + fma(x, y, x) + fmax(x, y) + fmin(x, y) + fmod(x, y) + hypot(x, y) + ldexp(x, 2) + lerp(x, y, x) +
         lerp(x, 1.0, 0.5) + log(x) + log10(x) + log1p(x) + log2(x) + logb(x) + max(x, y) + midpoint(x, y) + min(x, y) +
         nearbyint(x) + pow(x, y) + remainder(x, y) + rint(x) + round(x) + scalbln(x, 1L) + scalbn(x, 1) + sin(x) +
         sinh(x) + sqrt(x) + tan(x) + tanh(x) + trunc(x);
}

}  // namespace user

// Where a program has none of the name, none is found: a typing error stays one.
namespace stranger {

template <class V>
concept FindsSelect = requires(V x) {
  select(x, x, x);
}
|| requires(V x) { select(x < x, x, x); };
template <class V>
concept FindsComparison = requires(V x) {
  lt(x, x);
}
|| requires(V x) { le(x, x); }
|| requires(V x) { eq(x, x); };
template <class V>
concept FindsFunction = requires(V x) {
  relu(x);
}
|| requires(V x) { sign(x); }
|| requires(V x) { sigmoid(x); }
|| requires(V x) { softplus(x); };
template <class V>
concept FindsRecording = requires(V x) {
  record<mg::op::Exp>(x);
};
static_assert(!FindsSelect<mg::Value> && !FindsComparison<mg::Value> && !FindsFunction<mg::Value> &&
              !FindsRecording<mg::Value>);
template <class V>
concept FindsDetach = requires(V x) {
  detach(x);
}
|| requires(V x) { has_sign(x); }
|| requires(V x) { integer_with_guard<int>(x, mg::Place::current()); };
static_assert(!FindsDetach<mg::Value>);
// What no ops compute is an error.
template <class V>
concept FindsGamma = requires(V x) {
  lgamma(x);
}
|| requires(V x) { tgamma(x); }
|| requires(V x) { nextafter(x, 1.0); }
|| requires(V x) { nexttoward(x, x); };
static_assert(FindsGamma<double> && !FindsGamma<mg::Value>);
template <class V>
concept FindsSine = requires(V x) {
  sin(x);
};
static_assert(FindsSine<mg::Value>);

}  // namespace stranger

namespace {

TEST(Lookup, TemplatesOfAProgramAreCalledWithValuesAsWithDoubles) {
  for (const double at : {-2.0, 0.5, 2.0}) {
    mg::Graph g;
    EXPECT_EQ(user::own(g.input("x", at)).data(), user::own(at)) << at;
  }
}

TEST(Lookup, OfReluIsThatOfTheProgram) {
  mg::Graph g;
  const mg::Value x = g.input("x", 2.0);
  EXPECT_EQ(user::relu(1 - x).data(), 0.0);
  EXPECT_EQ(mg::relu(1 - x).data(), -0.01);
}

TEST(Lookup, FunctionsOfCmathAreFound) {
  mg::Graph g;
  const double y = user::library(g.input("x", 0.75)).data();
  EXPECT_NEAR(y, user::library(0.75), 1e-12);
}

TEST(Lookup, OursAreCalledByTheirNames) {
  mg::Graph g;
  const mg::Value x = g.input("x", 0.75);
  EXPECT_EQ(mg::relu(-x).data(), -0.0075);
  EXPECT_EQ(mg::relu(-0.75), -0.0075);
  EXPECT_EQ(mg::sign(x).data(), 1.0);
  EXPECT_EQ(mg::sigmoid(x).data(), mg::sigmoid(0.75));
  EXPECT_EQ(mg::softplus(x).data(), mg::softplus(0.75));
  EXPECT_EQ(mg::select(x < 1.0, x, -x).data(), 0.75);
  EXPECT_EQ(mg::lt(x, 1.0).data() + mg::le(x, 1.0).data() + mg::eq(x, 1.0).data(), 2.0);
  EXPECT_TRUE(g.guards().empty());
}

}  // namespace
