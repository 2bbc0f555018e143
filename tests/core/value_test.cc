// Value as a drop-in scalar: what works with a double works with a Value.

#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <complex>
#include <limits>
#include <map>
#include <numeric>
#include <sstream>
#include <type_traits>
#include <vector>

#include "core/near.h"
#include "mg/core/graph.h"

namespace mg {
namespace {

using test::is_same;

static_assert(sizeof(Value) == 16);
static_assert(std::is_trivially_copyable_v<Value>);
static_assert(std::is_nothrow_move_constructible_v<Value>);
static_assert(std::is_convertible_v<double, Value>);
static_assert(std::is_convertible_v<int, Value>);
static_assert(std::is_convertible_v<float, Value>);
static_assert(std::is_convertible_v<unsigned long, Value>);
static_assert(!std::is_convertible_v<Value, double>, "a Value must not lose its history silently");
static_assert(std::is_constructible_v<double, Value>);
static_assert(std::numeric_limits<Value>::is_specialized);
static_assert(std::numeric_limits<Value>::digits == 53);

TEST(Value, WithoutAGraphIsANumber) {
  const Value nothing, two = 2, half = 0.5f, three(3.0);
  EXPECT_EQ(nothing.data(), 0.0);
  EXPECT_EQ(two.data(), 2.0);
  EXPECT_EQ(half.data(), 0.5);
  EXPECT_EQ(static_cast<double>(three), 3.0);
  EXPECT_EQ(static_cast<int>(three), 3);
  EXPECT_EQ(static_cast<float>(half), 0.5f);
  static_assert(!std::is_convertible_v<Value, double> && !std::is_convertible_v<Value, bool>);
  EXPECT_EQ(three.grad(), 0.0);
  EXPECT_FALSE(three.is_recorded());
}

TEST(Value, NumbersFoldWithoutAGraph) {
  const Value y = sin(Value(0.5)) * 2.0 + pow(Value(3.0), 2) - select(Value(1.0) < 2.0, 1.0, Value(5.0));
  EXPECT_FALSE(y.is_recorded());
  EXPECT_TRUE(is_same(y.data(), std::sin(0.5) * 2.0 + 9.0 - 1.0));
}

TEST(Value, ANumberIsRecordedWhenItMeetsARecordedValue) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value two = Value(1.0) + 1.0;
  const Value y = two * x;
  EXPECT_TRUE(y.is_recorded());
  ASSERT_EQ(g.size(), 3u);
  EXPECT_EQ(g.op({1}), Op::Constant);
  EXPECT_EQ(g.value({1}), 2.0);
  EXPECT_FALSE(two.is_recorded());
}

TEST(Value, SetDataOfANumber) {
  Value x = 1.0;
  x.set_data(2.0);
  EXPECT_EQ(x.data(), 2.0);
}

TEST(Value, CompoundAssignment) {
  Graph g;
  const Value a = g.input("a", 6.0), b = g.input("b", 4.0);
  Value x = a;
  EXPECT_EQ((x += b).data(), 10.0);
  EXPECT_EQ((x -= 1).data(), 9.0);
  EXPECT_EQ((x *= b).data(), 36.0);
  EXPECT_EQ((x /= 3.0).data(), 12.0);
  EXPECT_EQ(a.data(), 6.0);
  g.backward(x);  // (a + b - 1) b / 3
  EXPECT_NEAR(a.grad(), 4.0 / 3.0, 1e-15);
  EXPECT_NEAR(b.grad(), 13.0 / 3.0, 1e-15);
}

TEST(Value, CompoundAssignmentWithItself) {
  Graph g;
  const Value a = g.input("a", 6.0);
  Value x = a;
  x *= x;
  x += x;
  EXPECT_EQ(x.data(), 72.0);
  g.backward(x);
  EXPECT_EQ(a.grad(), 24.0);
}

TEST(Value, IncrementAndDecrement) {
  Graph g;
  Value x = g.input("x", 1.0);
  const Value leaf = x;
  EXPECT_EQ((++x).data(), 2.0);
  EXPECT_EQ((x++).data(), 2.0);
  EXPECT_EQ(x.data(), 3.0);
  EXPECT_EQ((--x).data(), 2.0);
  EXPECT_EQ((x--).data(), 2.0);
  EXPECT_EQ(x.data(), 1.0);
  EXPECT_EQ(leaf.data(), 1.0);
  g.backward(x);
  EXPECT_EQ(leaf.grad(), 1.0);
}

TEST(Value, UnarySigns) {
  Graph g;
  const Value x = g.input("x", 2.0);
  EXPECT_EQ((-x).data(), -2.0);
  EXPECT_EQ((+x).id(), x.id());
}

TEST(Value, MixesWithEveryArithmeticType) {
  Graph g;
  const Value x = g.input("x", 8.0);
  EXPECT_EQ((x + 1).data(), 9.0);
  EXPECT_EQ((1u + x).data(), 9.0);
  EXPECT_EQ((x - 1L).data(), 7.0);
  EXPECT_EQ((std::size_t{3} * x).data(), 24.0);
  EXPECT_EQ((x / 2.0f).data(), 4.0);
  EXPECT_EQ((x + true).data(), 9.0);
  EXPECT_EQ((16 / x).data(), 2.0);
}

TEST(Value, StreamsItsNumberAndGradient) {
  Graph g;
  const Value x = g.input("x", 2.5);
  g.backward(x);
  std::ostringstream out;
  out << x << " " << Value(-0.1) << " " << Value(1e300);
  EXPECT_EQ(out.str(), "Value(data=2.5, grad=1) Value(data=-0.1, grad=0) Value(data=1e+300, grad=0)");
}

// --- comparisons ---

TEST(Comparison, AllSixHaveTheRightOutcomeOnPlainNumbers) {
  const Value one = 1.0, two = 2.0;
  EXPECT_TRUE(one < two);
  EXPECT_FALSE(two < one);
  EXPECT_TRUE(two > one);
  EXPECT_FALSE(one > one);
  EXPECT_TRUE(one <= one);
  EXPECT_FALSE(two <= one);
  EXPECT_TRUE(one >= one);
  EXPECT_FALSE(one >= two);
  EXPECT_TRUE(one == 1);
  EXPECT_FALSE(one == two);
  EXPECT_TRUE(one != two);
  EXPECT_FALSE(1.0 != one);
}

TEST(Comparison, WithNanIsFalseButForInequality) {
  const Value nan = test::nan;
  EXPECT_FALSE(nan < 1.0);
  EXPECT_FALSE(nan > 1.0);
  EXPECT_FALSE(nan <= 1.0);
  EXPECT_FALSE(nan >= 1.0);
  EXPECT_FALSE(nan == nan);
  EXPECT_TRUE(nan != nan);
}

TEST(Comparison, AllSixRecordAGuardWithItsOpItsOutcomeAndItsPlace) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  std::vector<bool> outcomes;
  const int line = __LINE__ + 1;
  outcomes.push_back(x < y);
  outcomes.push_back(x > y);
  outcomes.push_back(x <= y);
  outcomes.push_back(x >= y);
  outcomes.push_back(x == y);
  outcomes.push_back(x != y);
  EXPECT_EQ(outcomes, (std::vector<bool>{true, false, true, false, false, true}));
  ASSERT_EQ(g.guards().size(), 6u);
  const std::vector<Op> ops{Op::Lt, Op::Lt, Op::Le, Op::Le, Op::Eq, Op::Eq};
  const std::vector<bool> swapped{false, true, false, true, false, false};
  for (std::size_t i = 0; i < 6; ++i) {
    const Guard& guard = g.guards()[i];
    EXPECT_EQ(g.op(guard.comparison), ops[i]) << i;
    EXPECT_EQ(guard.outcome, g.value(guard.comparison) == 1.0) << i;
    const auto arguments = g.arguments(guard.comparison);
    EXPECT_EQ(arguments[0], (swapped[i] ? y : x).id()) << i;
    EXPECT_EQ(arguments[1], (swapped[i] ? x : y).id()) << i;
    EXPECT_EQ(g.text(guard.where), "tests/core/value_test.cc:" + std::to_string(line + static_cast<int>(i))) << i;
  }
  EXPECT_FALSE(g.guards()[5].outcome) << "of the equality, which `!=` negates";
}

template <class T> struct Reading {
  T value;
  int sensor;
  auto operator<=>(const Reading&) const = default;
};

// Of what is made of Values, too: the library compares it by the same operator.
TEST(Comparison, OfThreeWaysIsThatOfDoubles) {
  const double points[] = {-1.0, -0.0, 0.0, 2.0, std::numeric_limits<double>::quiet_NaN()};
  for (const double a : points) {
    for (const double b : points) {
      Graph g;
      const Value x = g.input("x", a), y = g.input("y", b);
      EXPECT_EQ(x <=> y, a <=> b) << a << ' ' << b;
      EXPECT_EQ(g.guards().size(), a < b ? 1u : a > b ? 2u : 3u) << a << ' ' << b;
      EXPECT_EQ(x <=> 1, a <=> 1) << a;
      EXPECT_EQ(Value(a) <=> Value(b), a <=> b) << a << ' ' << b;
      EXPECT_EQ((std::pair(x, 1) < std::pair(y, 2)), (std::pair(a, 1) < std::pair(b, 2))) << a << ' ' << b;
      EXPECT_EQ((std::vector{x, y} < std::vector{y, x}), (std::vector{a, b} < std::vector{b, a})) << a << ' ' << b;
      EXPECT_EQ((Reading<Value>{x, 2} > Reading<Value>{y, 1}), (Reading<double>{a, 2} > Reading<double>{b, 1}));
    }
  }
  static_assert(std::three_way_comparable<Value, std::partial_ordering>);
}

template <class T> T absolute_by_if(const T& x) {
  if (x < 0) return -x;
  return x;
}

TEST(Comparison, InATemplateIsLocatedThere) {
  Graph g;
  const Value x = g.input("x", -3.0);
  EXPECT_EQ(absolute_by_if(x).data(), 3.0);
  EXPECT_EQ(absolute_by_if(-3.0), 3.0);
  ASSERT_EQ(g.guards().size(), 1u);
  EXPECT_TRUE(g.guards()[0].outcome);
}

TEST(Comparison, WithANumberOnEitherSide) {
  Graph g;
  const Value x = g.input("x", 1.0);
  EXPECT_TRUE(x < 2);
  EXPECT_TRUE(0.5f < x);
  ASSERT_EQ(g.guards().size(), 2u);
  const auto arguments = g.arguments(g.guards()[1].comparison);
  EXPECT_EQ(g.value(arguments[0]), 0.5);
  EXPECT_EQ(arguments[1], x.id());
}

TEST(Comparison, OfPlainNumbersRecordsNothing) {
  Graph g;
  g.input("x", 1.0);
  EXPECT_TRUE(Value(1.0) < Value(2.0));
  EXPECT_EQ(g.size(), 1u);
  EXPECT_TRUE(g.guards().empty());
}

TEST(Comparison, InsideSelectRecordsNoGuard) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  EXPECT_EQ(select(x < y, x, y).data(), 1.0);
  EXPECT_EQ(select(x > y, x, 0.0).data(), 0.0);
  EXPECT_EQ(select(x <= y, 10.0, 20.0).data(), 10.0);
  EXPECT_EQ(select(x >= y, 10, x).data(), 1.0);
  EXPECT_EQ(select(x == y, x, y).data(), 2.0);
  EXPECT_EQ(select(x != y, x, y).data(), 1.0);
  EXPECT_EQ(select(x != 1.0, x, y).data(), 2.0);
  EXPECT_TRUE(g.guards().empty());
}

TEST(Comparison, CombinesWithLogicalOperators) {
  Graph g;
  const Value x = g.input("x", 1.0);
  EXPECT_TRUE(x > 0.0 && x < 2.0);
  EXPECT_TRUE(x < 0.0 || !(x < 0.5));
  EXPECT_EQ(g.guards().size(), 4u);
  EXPECT_FALSE(x < 0.0 && x < 5.0);
  EXPECT_EQ(g.guards().size(), 5u) << "the right side was not evaluated";
}

// --- the standard library ---

TEST(StandardLibrary, NumericLimitsAreThoseOfDouble) {
  using Limits = std::numeric_limits<Value>;
  using Expected = std::numeric_limits<double>;
  static_assert(std::is_same_v<decltype(Limits::epsilon()), Value>);
  EXPECT_EQ(Limits::epsilon().data(), Expected::epsilon());
  EXPECT_EQ(Limits::max().data(), Expected::max());
  EXPECT_EQ(Limits::lowest().data(), Expected::lowest());
  EXPECT_EQ(Limits::min().data(), Expected::min());
  EXPECT_EQ(Limits::denorm_min().data(), Expected::denorm_min());
  EXPECT_EQ(Limits::infinity().data(), Expected::infinity());
  EXPECT_EQ(Limits::round_error().data(), Expected::round_error());
  EXPECT_TRUE(std::isnan(Limits::quiet_NaN().data()));
}

TEST(StandardLibrary, MinAndMaxWithTheTypeNamed) {
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  EXPECT_EQ(std::min<Value>(x, y).id(), x.id());
  EXPECT_EQ(std::max<Value>(x, y).id(), y.id());
  EXPECT_EQ(std::max({x, y, Value(0.0)}).id(), y.id());
  EXPECT_EQ(std::clamp<Value>(y, 0.0, 1.5).data(), 1.5);
}

TEST(StandardLibrary, MinAndMaxAfterAUsingDeclarationRecordTheOps) {
  using std::max, std::min;
  Graph g;
  const Value x = g.input("x", 1.0), y = g.input("y", 2.0);
  EXPECT_EQ(g.op(min(x, y).id()), Op::Min);
  EXPECT_EQ(g.op(max(x, y).id()), Op::Max);
  EXPECT_TRUE(g.guards().empty());
}

TEST(StandardLibrary, SortsAndSums) {
  Graph g;
  std::vector<Value> values;
  for (const double x : {3.0, -1.0, 2.0, 0.5}) values.push_back(g.input("x", x));
  std::sort(values.begin(), values.end());
  const std::vector<double> expected{-1.0, 0.5, 2.0, 3.0};
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i].data(), expected[i]);
  const Value sum = std::accumulate(values.begin(), values.end(), Value(0.0));
  const Value square = std::inner_product(values.begin(), values.end(), values.begin(), Value(0.0));
  EXPECT_EQ(sum.data(), 4.5);
  EXPECT_EQ(square.data(), 14.25);
  g.backward(square);
  EXPECT_EQ(values[3].grad(), 6.0);
  EXPECT_EQ(std::ranges::max_element(values, std::less<Value>())->data(), 3.0);
}

TEST(StandardLibrary, IsAKeyOfAMap) {
  std::map<Value, int> map;
  map[2.0] = 2;
  map[1.0] = 1;
  EXPECT_EQ(map.begin()->second, 1);
}

// --- one template for both ---

template <class T> T horner(const T& x) {
  T sum = 0;
  for (int i = 5; i >= 0; --i) sum = sum * x + 1.0 / (i + 1);
  return sum;
}

template <class T> T everything(const T& x, const T& y) {
  using std::abs, std::atan2, std::cos, std::exp, std::fabs, std::floor, std::hypot, std::log, std::max, std::min,
      std::pow, std::sin, std::sqrt, std::tanh;
  T a = sin(x) * cos(y) + exp(-x * x) - sqrt(abs(y));
  a += pow(x, 2) + pow(abs(y), 1.5) + pow(x, -1) + pow(x, 3);
  a /= 1 + hypot(x, y);
  if (x < y) a = max(a, T(0.25)) * atan2(y, x);
  if (!(x == y) && fabs(x) >= 0.1) a -= floor(y) * log(1 + x * x);
  return min(a, tanh(a) * 3) - horner(a);
}

TEST(Template, GivesTheSameBitsForDoubleAndValue) {
  for (const double x : {0.3, -1.7, 2.5, 1e-3, 123.456}) {
    for (const double y : {0.7, -0.2, 4.0, 1e5}) {
      Graph g;
      const Value recorded = everything(g.input("x", x), g.input("y", y));
      EXPECT_TRUE(is_same(recorded.data(), everything(x, y))) << x << ", " << y;
      EXPECT_TRUE(is_same(everything(Value(x), Value(y)).data(), everything(x, y))) << x << ", " << y;
    }
  }
}

TEST(Template, UsesTheFunctionsThatCmathLacks) {
  const auto f = [](const auto& x) { return relu(x) + sigmoid(x) * softplus(x) + select(x > 0.5, x, 2.0 * x); };
  Graph g;
  for (const double x : {-1.5, 0.3, 2.0}) EXPECT_TRUE(is_same(f(g.input("x", x)).data(), f(x)));
}

}  // namespace
}  // namespace mg
