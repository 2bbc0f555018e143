// Which nodes take part in a sweep: 0 * inf is NaN for those that do, and nothing for those that do not.

#include <gtest/gtest.h>

#include <cmath>

#include "core/near.h"
#include "mg/base/error.h"
#include "mg/core/graph.h"

namespace mg {
namespace {

using test::is_same;

TEST(Reached, ZeroTimesInfinityIsNanForAReachedNode) {
  Graph g;
  const Value x = g.input("x", 0.0);
  g.backward(sqrt(x) * 0.0);
  EXPECT_TRUE(std::isnan(x.grad()));
}

TEST(Reached, ReachedWithAdjointNegativeZeroIsNotSkipped) {
  Graph g;
  const Value x = g.input("x", 0.0);
  g.backward(sqrt(x) * -0.0);
  EXPECT_TRUE(std::isnan(x.grad()));
}

TEST(Reached, ReachedThroughContributionsThatCancelIsNotSkipped) {
  Graph g;
  const Value x = g.input("x", 0.0);
  const Value root = sqrt(x);
  g.backward(root - root);
  EXPECT_TRUE(std::isnan(x.grad()));
}

TEST(Reached, SeedOfZeroReaches) {
  Graph g;
  const Value x = g.input("x", 0.0);
  const Value y = sqrt(x);
  for (const double seed : {0.0, -0.0}) {
    g.zero_grad();
    g.backward({&y, 1}, {&seed, 1});
    EXPECT_TRUE(std::isnan(x.grad())) << seed;
  }
}

TEST(Reached, InfiniteDerivativeInAnUnusedBranchDoesNotLeak) {
  Graph g;
  const Value x = g.input("x", 0.0);
  const Value unused = log(sqrt(x));
  g.backward(x * 3.0);
  EXPECT_EQ(x.grad(), 3.0);
  EXPECT_EQ(unused.grad(), 0.0);
}

TEST(Reached, InfiniteDerivativeOnTheSideNotSelectedDoesNotLeak) {
  Graph g;
  const Value x = g.input("x", 2.0), n = g.input("n", 0.0);
  g.backward(select(n > 0.0, x / n, 0.0));
  EXPECT_TRUE(is_same(x.grad(), 0.0));
  EXPECT_TRUE(is_same(n.grad(), 0.0));
}

TEST(Reached, InfiniteDerivativeOnTheSideNotSelectedDoesNotLeakThroughManyNodes) {
  Graph g;
  const Value x = g.input("x", 0.0);
  const Value bad = exp(log(sqrt(x)) * 2.0) / x;
  g.backward(select(x > 0.0, bad, x * 5.0) + x);
  EXPECT_EQ(x.grad(), 6.0);
}

TEST(Reached, InfiniteDerivativeOnTheSideThatMinAndMaxDoNotTakeDoesNotLeak) {
  Graph g;
  const Value x = g.input("x", 0.0);
  g.backward(min(sqrt(x) + 1.0, x));
  EXPECT_EQ(x.grad(), 1.0);
  g.zero_grad();
  g.backward(max(x, sqrt(x) - 1.0));
  EXPECT_EQ(x.grad(), 1.0);
  g.zero_grad();
  g.backward(max(sqrt(x) - 1.0, x));
  EXPECT_EQ(x.grad(), 1.0);
}

TEST(Reached, ConditionSignAndFloorUseNothing) {
  Graph g;
  const Value x = g.input("x", 0.0), y = g.input("y", 4.0);
  const Value steep = sqrt(x);
  g.backward(select(lt(steep, 1.0), y, x) + sign(steep) + floor(steep) + eq(steep, 2.0) + le(steep, y));
  EXPECT_EQ(x.grad(), 0.0);
  EXPECT_EQ(y.grad(), 1.0);
  EXPECT_EQ(steep.grad(), 0.0);
}

TEST(Reached, ZeroGradOfOneValueIsOfThatAlone) {
  Graph g;
  const Value a = g.input("a", 2.0), b = g.input("b", 3.0);
  a.zero_grad();  // before any backward
  const Value y = a * b;
  g.backward(y);
  a.zero_grad();
  EXPECT_TRUE(is_same(a.grad(), 0.0));
  EXPECT_EQ(b.grad(), 2.0);
  EXPECT_EQ(y.grad(), 1.0);
  g.backward(y);
  EXPECT_EQ(a.grad(), 3.0);
  EXPECT_EQ(b.grad(), 4.0);
  Value(1.0).zero_grad();
  Value dropped;
  {
    const auto frame = g.frame();
    dropped = a + b;
  }
  EXPECT_THROW(dropped.zero_grad(), UsageError);
}

}  // namespace
}  // namespace mg
