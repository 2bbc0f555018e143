// The reverse sweep, and the mistakes that small engines are known for.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/near.h"
#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "support/micrograd.h"

namespace mg {
namespace {

using test::infinity;
using test::is_same;

TEST(Sweep, MicrogradsExpressionHasItsPublishedNumbers) {
  Graph g;
  const Value a = g.input("a", -4.0), b = g.input("b", 2.0);
  const Value y = test::micrograd(a, b);
  g.backward(y);
  EXPECT_NEAR(y.data(), 24.70408163265306, 1e-13);
  EXPECT_NEAR(a.grad(), 138.8338192419825, 1e-11);
  EXPECT_NEAR(b.grad(), 645.5772594752186, 1e-11);
}

TEST(Sweep, ReadmeExampleOfTheDesign) {
  Graph g;
  const Value a = g.input("a", -4.0), b = g.input("b", 2.0);
  const Value c = a * b + pow(b, 3);
  g.backward(c);
  EXPECT_EQ(c.data(), 0.0);
  EXPECT_EQ(a.grad(), 2.0);
  EXPECT_EQ(b.grad(), 8.0);
}

TEST(Sweep, DiamondWithOneSideDirect) {
  Graph g;
  const Value a = g.input("a", 1.0);
  const Value x = 2.0 * a;
  const Value y = x + 5.0 * x;
  g.backward(y);
  EXPECT_EQ(a.grad(), 12.0);
}

// A depth-first pre-order, reversed, visits d before both its users have had their turn.
TEST(Sweep, DiamondWithBothSidesIndirect) {
  Graph g;
  const Value a = g.input("a", 3.0), b = g.input("b", -2.0);
  const Value d = a * b;
  const Value y = d * 2.0 + d * 3.0;
  g.backward(y);
  EXPECT_EQ(d.grad(), 5.0);
  EXPECT_EQ(a.grad(), -10.0);
  EXPECT_EQ(b.grad(), 15.0);
}

TEST(Sweep, DiamondOfUnequalDepths) {
  Graph g;
  const Value a = g.input("a", 2.0);
  const Value shallow = a * 3.0;
  Value deep = shallow;
  for (int i = 0; i < 10; ++i) deep = deep + 1.0;
  g.backward(shallow * deep);  // 3a (3a + 10)
  EXPECT_EQ(a.grad(), 18.0 * 2.0 + 30.0);
}

TEST(Sweep, LayerThatFeedsTwoNeurons) {
  Graph g;
  const Value x = g.input("x", 1.0), w = g.input("w", 2.0), u = g.input("u", 3.0), v = g.input("v", 4.0);
  const Value hidden = w * x;
  const Value y = u * hidden + v * hidden;
  g.backward(y);
  EXPECT_EQ(x.grad(), 14.0);
  EXPECT_EQ(w.grad(), 7.0);
  EXPECT_EQ(u.grad(), 2.0);
  EXPECT_EQ(hidden.grad(), 7.0);
}

TEST(Sweep, DeepSharingTakesLinearTime) {
  Graph g;
  const Value x = g.input("x", 1.0);
  Value y = x;
  for (int i = 0; i < 1000; ++i) y = y + y;  // 2^1000 paths
  g.backward(y);
  EXPECT_EQ(x.grad(), std::ldexp(1.0, 1000));
}

TEST(Sweep, SameArgumentTwice) {
  Graph g;
  const Value x = g.input("x", 3.0);
  g.backward(x * x);
  EXPECT_EQ(x.grad(), 6.0);
  g.zero_grad();
  g.backward(x + x);
  EXPECT_EQ(x.grad(), 2.0);
  g.zero_grad();
  g.backward(x - x);
  EXPECT_EQ(x.grad(), 0.0);
  g.zero_grad();
  g.backward(x / x);
  EXPECT_NEAR(x.grad(), 0.0, 1e-16);
  g.zero_grad();
  g.backward(max(x, x));
  EXPECT_EQ(x.grad(), 1.0);
  g.zero_grad();
  g.backward(select(x, x, x));
  EXPECT_EQ(x.grad(), 1.0);
}

TEST(Sweep, SumThatMeetsItselfInAProduct) {
  Graph g;
  const Value s = g.input("s", 3.0), x = g.input("x", 5.0);
  g.backward(s + s * x);
  EXPECT_EQ(s.grad(), 6.0);
  EXPECT_EQ(x.grad(), 3.0);
}

TEST(Sweep, SumWithTheProductFirst) {
  Graph g;
  const Value s = g.input("s", 3.0), x = g.input("x", 5.0);
  g.backward(s * x + s);
  EXPECT_EQ(s.grad(), 6.0);
  g.zero_grad();
  const Value product = s * x;
  g.backward(product + product);
  EXPECT_EQ(s.grad(), 10.0);
  EXPECT_EQ(product.grad(), 2.0);
}

TEST(Sweep, LeafUsedTwice) {
  Graph g;
  const Value x = g.input("x", 2.0);
  g.backward(sin(x) * exp(x));
  EXPECT_NEAR(x.grad(), std::exp(2.0) * (std::sin(2.0) + std::cos(2.0)), 1e-14);
}

TEST(Sweep, BackwardTwiceAddsUpInLeavesOnly) {
  Graph g;
  const Value x = g.input("x", 2.0), p = g.parameter("p", 5.0), c = g.constant(7.0);
  const Value inner = x * p;
  const Value y = inner * c;
  g.backward(y);
  g.backward(y);
  EXPECT_EQ(x.grad(), 70.0);
  EXPECT_EQ(p.grad(), 28.0);
  EXPECT_EQ(c.grad(), 20.0);
  EXPECT_EQ(inner.grad(), 7.0);
  EXPECT_EQ(y.grad(), 1.0);
}

TEST(Sweep, TwoLossesAddUpInLeaves) {
  Graph g;
  const Value x = g.input("x", 2.0);
  const Value square = x * x;
  const Value cube = square * x;
  g.backward(square);
  g.backward(cube);
  EXPECT_EQ(x.grad(), 4.0 + 12.0);
  EXPECT_EQ(square.grad(), 2.0);
}

TEST(Sweep, ZeroGradSetsEveryGradientToZero) {
  Graph g;
  const Value x = g.input("x", 2.0);
  const Value y = x * x;
  g.backward(y);
  g.zero_grad();
  EXPECT_EQ(x.grad(), 0.0);
  EXPECT_EQ(y.grad(), 0.0);
  g.backward(y);
  EXPECT_EQ(x.grad(), 4.0);
}

TEST(Sweep, GradientsAreZeroBeforeTheFirst) {
  Graph g;
  const Value x = g.input("x", 2.0);
  const Value y = x * x;
  EXPECT_TRUE(is_same(x.grad(), 0.0));
  EXPECT_TRUE(is_same(y.grad(), 0.0));
  g.zero_grad();
  EXPECT_TRUE(is_same(y.grad(), 0.0));
}

TEST(Sweep, ChainOfTenMillionNodes) {
  Graph g;
  const Value x = g.input("x", 1.0);
  Value y = x;
  for (int i = 0; i < 5'000'000; ++i) {
    y = y * -1.0;
  }
  ASSERT_EQ(g.size(), 10'000'001u);  // with a constant a step
  g.backward(y);
  EXPECT_EQ(y.data(), 1.0);
  EXPECT_EQ(x.grad(), 1.0);
}

TEST(Sweep, ChainOfTenMillionOps) {
  Graph g;
  const Value x = g.input("x", 0.5);
  Value y = x;
  for (int i = 0; i < 10'000'000; ++i) y = -y;
  ASSERT_EQ(g.size(), 10'000'001u);
  g.backward(y);
  EXPECT_EQ(y.data(), 0.5);
  EXPECT_EQ(x.grad(), 1.0);
}

TEST(Sweep, BackwardFromAnInnerNode) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value inner = x * x;
  const Value y = inner * 10.0;
  g.backward(inner);
  EXPECT_EQ(x.grad(), 6.0);
  EXPECT_EQ(inner.grad(), 1.0);
  EXPECT_EQ(y.grad(), 0.0);
}

TEST(Sweep, NodesRecordedAfterTheRootTakeNoPart) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value root = x * x;
  const Value later = root * infinity;
  g.backward(later);
  g.zero_grad();
  g.backward(root);
  EXPECT_EQ(x.grad(), 6.0);
  EXPECT_EQ(later.grad(), 0.0);
}

TEST(Sweep, InnerAdjointsOfAnEarlierRootAreForgotten) {
  Graph g;
  const Value x = g.input("x", 3.0);
  const Value a = x * 2.0;
  const Value b = x * 5.0;
  g.backward(b);
  g.backward(a);
  EXPECT_EQ(b.grad(), 0.0);
  EXPECT_EQ(a.grad(), 1.0);
  EXPECT_EQ(x.grad(), 7.0);
}

TEST(Sweep, GraphMayGrowBetweenSweeps) {
  Graph g;
  const Value x = g.input("x", 3.0);
  Value y = x * x;
  g.backward(y);
  for (int i = 0; i < 5000; ++i) y = y + x;
  g.backward(y);
  EXPECT_EQ(x.grad(), 6.0 + 5006.0);
}

TEST(Sweep, RootThatIsALeaf) {
  Graph g;
  const Value x = g.input("x", 3.0);
  g.backward(x);
  EXPECT_EQ(x.grad(), 1.0);
  g.backward(x);
  EXPECT_EQ(x.grad(), 2.0);
}

TEST(Sweep, SeveralRootsWithSeeds) {
  Graph g;
  const Value x = g.input("x", 2.0), y = g.input("y", 3.0);
  const Value product = x * y;
  const Value square = x * x;
  const std::vector<Value> roots{x, square, product};
  const std::vector<double> seeds{1000.0, 10.0, 100.0};
  g.backward(roots, seeds);
  EXPECT_EQ(x.grad(), 40.0 + 300.0 + 1000.0);
  EXPECT_EQ(y.grad(), 200.0);
  EXPECT_EQ(square.grad(), 10.0);
}

TEST(Sweep, RootThatUsesAnotherRoot) {
  Graph g;
  const Value x = g.input("x", 2.0);
  const Value inner = x * x;
  const Value outer = inner * 5.0;
  const std::vector<Value> roots{outer, inner, outer};
  const std::vector<double> seeds{1.0, 1.0, 1.0};
  g.backward(roots, seeds);
  EXPECT_EQ(outer.grad(), 2.0);
  EXPECT_EQ(inner.grad(), 11.0);
  EXPECT_EQ(x.grad(), 44.0);
}

TEST(Sweep, NoRootsChangeNothing) {
  Graph g;
  const Value x = g.input("x", 2.0);
  g.backward(x);
  g.backward({}, {});
  EXPECT_EQ(x.grad(), 1.0);
}

TEST(Sweep, NumbersOfRootsAndSeedsMustAgree) {
  Graph g;
  const std::vector<Value> roots{g.input("x", 2.0)};
  const std::vector<double> seeds{1.0, 2.0};
  try {
    g.backward(roots, seeds);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "backward: 1 roots, but 2 seeds");
  }
}

TEST(Sweep, RootMustBeRecordedHere) {
  Graph g, other;
  const Value x = other.input("x", 1.0);
  EXPECT_THROW(g.backward(x), UsageError);
  EXPECT_THROW(g.backward(Value(1.0)), UsageError);
}

TEST(Sweep, SetDataChangesTheLeafOnly) {
  Graph g;
  Value x = g.input("x", 2.0);
  const Value y = x * x;
  x.set_data(5.0);
  EXPECT_EQ(x.data(), 5.0);
  EXPECT_EQ(y.data(), 4.0);
  const Value z = x * 2.0;
  EXPECT_EQ(z.data(), 10.0);
}

TEST(Sweep, AdjointOfNegativeZeroIsShownAsZero) {
  Graph g;
  const Value x = g.input("x", 2.0);
  g.backward(x * -0.0);
  EXPECT_TRUE(is_same(x.grad(), 0.0));
}

}  // namespace
}  // namespace mg
