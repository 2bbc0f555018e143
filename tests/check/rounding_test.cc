// Monte Carlo arithmetic: how far rounding takes values.

#include "mg/check/rounding.h"

#include <gtest/gtest.h>

#include <limits>

#include "mg/core/ops.h"

namespace mg {
namespace {

using check::Rounding;

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

/// How far rounding takes `y`, while all inputs move.
double spread(const Graph& graph, const Value& y, Rounding::Of of = Rounding::Of::Moving) {
  Rounding rounding(graph, 1);
  rounding.evaluate(graph.tape().values(), graph.inputs(), of);
  return rounding.spread(y.id());
}

TEST(Rounding, IsThatOfTheLargestIntermediateValue) {
  Graph g;
  const Value x = g.input("x", 0.7);
  const Value sum = (x + 1e9) - 1e9;
  EXPECT_GE(spread(g, sum), 1e9 * epsilon / 2);
  EXPECT_LE(spread(g, sum), 1e9 * epsilon * 4);
  EXPECT_GE(spread(g, x * 3.0), 0.7 * 3 * epsilon / 2);
  EXPECT_LE(spread(g, x * 3.0), 0.7 * 3 * epsilon * 8);
}

TEST(Rounding, OfADenormalIsAtLeastOneOfTheSmallest) {
  Graph g;
  const Value x = g.input("x", 0.7);
  const Value tiny = x * 1e-318;
  EXPECT_GE(spread(g, tiny), smallest);
  EXPECT_LE(spread(g, tiny), 4 * smallest);
  EXPECT_GE(spread(g, tiny * 1e300), smallest * 1e300);
  EXPECT_GE(spread(g, (x * 1e-200) * 1e-200), smallest) << "a zero that was too small";
}

TEST(Rounding, LeavesAloneWhatIsExact) {
  Graph g;
  const Value x = g.input("x", 0.0), y = g.parameter("y", 0.7), c = y * 3.0;
  EXPECT_EQ(spread(g, x), 0.0);
  EXPECT_EQ(spread(g, x * 3.0), 0.0);
  EXPECT_EQ(spread(g, sin(x)), 0.0);
  EXPECT_EQ(spread(g, c), 0.0) << "it does not move";
  EXPECT_GT(spread(g, c, Rounding::Of::All), 0.0);
  EXPECT_EQ(spread(g, -c, Rounding::Of::All), spread(g, c, Rounding::Of::All));
  EXPECT_EQ(spread(g, abs(-c), Rounding::Of::All), spread(g, c, Rounding::Of::All));
}

TEST(Rounding, DoesNotChangeWhatDecides) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value three = x + 0.0;  // may be less when rounded
  EXPECT_EQ(spread(g, floor(three)), 0.0);
  EXPECT_EQ(spread(g, lt(three, 3.0)), 0.0);
  EXPECT_EQ(spread(g, eq(three, 3.0)), 0.0);
  EXPECT_EQ(spread(g, sign(three - 3.0)), 0.0);
  EXPECT_EQ(spread(g, select(three - 3.0, Value(5.0), three)), spread(g, three));
  EXPECT_EQ(spread(g, max(three, 3.0)), spread(g, three)) << "the first on a tie";
  EXPECT_EQ(spread(g, min(three, 2.0)), 0.0);
}

TEST(Rounding, IsNotKnownAfterAnOverflow) {
  Graph g;
  const Value x = g.input("x", 1e200);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(spread(g, 1.0 / (x * x)), infinity);
  EXPECT_EQ(spread(g, min(1.0, x * x)), 0.0) << "not taken";
  EXPECT_EQ(spread(g, exp(x - infinity)), 0.0) << "an infinity of the user's";
}

}  // namespace
}  // namespace mg
