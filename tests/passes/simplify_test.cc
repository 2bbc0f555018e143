#include "mg/passes/simplify.h"

#include <gtest/gtest.h>

#include <limits>

#include "mg/exec/replay.h"
#include "mg/passes/prune.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

/// The rows are over these; the output is the last node.
constexpr const char* leaves = "%0 = input 0.75 \"x\"\n%1 = input -2.5 \"y\"\n";

Graph over_leaves(std::string_view lines) { return graph_of(leaves + std::string(lines)); }

/// Same bits at every pair of special numbers.
void expect_same_values(const Graph& a, const Graph& b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double numbers[] = {0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                0.1,
                                -3.0,
                                1e308,
                                -1e308,
                                infinity,
                                -infinity,
                                5e-324,
                                -5e-324,
                                1e-310,
                                2.2250738585072014e-308,
                                std::numeric_limits<double>::quiet_NaN()};
  exec::Replay replay_a(a), replay_b(b);
  for (const double x : numbers) {
    for (const double y : numbers) {
      double value_a, value_b;
      replay_a.forward(std::vector{x, y}, {}, {&value_a, 1});
      replay_b.forward(std::vector{x, y}, {}, {&value_b, 1});
      EXPECT_PRED2(same_number, value_a, value_b) << "x " << x << ", y " << y;
    }
  }
}

TEST(Simplify, Table) {
  const test::Rewrite rows[] = {
      // Sums.
      {"-0 + y", "%2 = constant -0\n%3 = add %2 %1\noutput \"z\" %3\n", "output \"z\" %1\n"},
      {"x + -0", "%2 = constant -0\n%3 = add %0 %2\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"0 + |x|", "%2 = constant 0\n%3 = abs %0\n%4 = add %2 %3\noutput \"z\" %4\n", "%2 = abs %0\noutput \"z\" %2\n"},
      {"x² + 0", "%2 = constant 0\n%3 = mul %0 %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = mul %0 %0\noutput \"z\" %2\n"},
      {"exp(x) + 0", "%2 = constant 0\n%3 = exp %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = exp %0\noutput \"z\" %2\n"},
      {"cosh(x) + 0", "%2 = constant 0\n%3 = cosh %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = cosh %0\noutput \"z\" %2\n"},
      {"cos(x) + 0", "%2 = constant 0\n%3 = cos %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = cos %0\noutput \"z\" %2\n"},
      {"sign(x) + 0", "%2 = constant 0\n%3 = sign %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = sign %0\noutput \"z\" %2\n"},
      {"sigmoid(x) + 0", "%2 = constant 0\n%3 = sigmoid %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = sigmoid %0\noutput \"z\" %2\n"},
      {"softplus(x) + 0", "%2 = constant 0\n%3 = softplus %0\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = softplus %0\noutput \"z\" %2\n"},
      {"(x < y) + 0", "%2 = constant 0\n%3 = lt %0 %1\n%4 = add %3 %2\noutput \"z\" %4\n",
       "%2 = lt %0 %1\noutput \"z\" %2\n"},
      {"(|x| + y) + 0", "%2 = constant 0\n%3 = abs %0\n%4 = add %3 %1\n%5 = add %4 %2\noutput \"z\" %5\n",
       "%2 = abs %0\n%3 = add %2 %1\noutput \"z\" %3\n"},
      {"(y + |x|) + 0", "%2 = constant 0\n%3 = abs %0\n%4 = add %1 %3\n%5 = add %4 %2\noutput \"z\" %5\n",
       "%2 = abs %0\n%3 = add %1 %2\noutput \"z\" %3\n"},
      {"(|x| - y) + 0", "%2 = constant 0\n%3 = abs %0\n%4 = sub %3 %1\n%5 = add %4 %2\noutput \"z\" %5\n",
       "%2 = abs %0\n%3 = sub %2 %1\noutput \"z\" %3\n"},
      {"x + -y", "%2 = neg %1\n%3 = add %0 %2\noutput \"z\" %3\n", "%2 = sub %0 %1\noutput \"z\" %2\n"},
      {"-x + y", "%2 = neg %0\n%3 = add %2 %1\noutput \"z\" %3\n", "%2 = sub %1 %0\noutput \"z\" %2\n"},
      {"-x + -y", "%2 = neg %0\n%3 = neg %1\n%4 = add %2 %3\noutput \"z\" %4\n",
       "%2 = neg %0\n%3 = sub %2 %1\noutput \"z\" %3\n"},
      // Differences.
      {"x - 0", "%2 = constant 0\n%3 = sub %0 %2\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"-0 - x", "%2 = constant -0\n%3 = sub %2 %0\noutput \"z\" %3\n", "%2 = neg %0\noutput \"z\" %2\n"},
      {"-0 - -x", "%2 = constant -0\n%3 = neg %0\n%4 = sub %2 %3\noutput \"z\" %4\n", "output \"z\" %0\n"},
      {"x - -y", "%2 = neg %1\n%3 = sub %0 %2\noutput \"z\" %3\n", "%2 = add %0 %1\noutput \"z\" %2\n"},
      {"-x - -y", "%2 = neg %0\n%3 = neg %1\n%4 = sub %2 %3\noutput \"z\" %4\n", "%2 = sub %1 %0\noutput \"z\" %2\n"},
      // Products.
      {"1 * y", "%2 = constant 1\n%3 = mul %2 %1\noutput \"z\" %3\n", "output \"z\" %1\n"},
      {"x * 1", "%2 = constant 1\n%3 = mul %0 %2\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"-1 * y", "%2 = constant -1\n%3 = mul %2 %1\noutput \"z\" %3\n", "%2 = neg %1\noutput \"z\" %2\n"},
      {"x * -1", "%2 = constant -1\n%3 = mul %0 %2\noutput \"z\" %3\n", "%2 = neg %0\noutput \"z\" %2\n"},
      {"-x * -1", "%2 = constant -1\n%3 = neg %0\n%4 = mul %3 %2\noutput \"z\" %4\n", "output \"z\" %0\n"},
      {"-x * -y", "%2 = neg %0\n%3 = neg %1\n%4 = mul %2 %3\noutput \"z\" %4\n", "%2 = mul %0 %1\noutput \"z\" %2\n"},
      // Quotients.
      {"x / 1", "%2 = constant 1\n%3 = div %0 %2\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"x / -1", "%2 = constant -1\n%3 = div %0 %2\noutput \"z\" %3\n", "%2 = neg %0\noutput \"z\" %2\n"},
      {"-x / -y", "%2 = neg %0\n%3 = neg %1\n%4 = div %2 %3\noutput \"z\" %4\n", "%2 = div %0 %1\noutput \"z\" %2\n"},
      {"x / 2", "%2 = constant 2\n%3 = div %0 %2\noutput \"z\" %3\n",
       "%2 = constant 0.5\n%3 = mul %0 %2\noutput \"z\" %3\n"},
      {"x / -0.25", "%2 = constant -0.25\n%3 = div %0 %2\noutput \"z\" %3\n",
       "%2 = constant -4\n%3 = mul %0 %2\noutput \"z\" %3\n"},
      {"x / 2^1022", "%2 = constant 0x1p1022\n%3 = div %0 %2\noutput \"z\" %3\n",
       "%2 = constant 0x1p-1022\n%3 = mul %0 %2\noutput \"z\" %3\n"},
      {"x / 2^-1022", "%2 = constant 0x1p-1022\n%3 = div %0 %2\noutput \"z\" %3\n",
       "%2 = constant 0x1p1022\n%3 = mul %0 %2\noutput \"z\" %3\n"},
      // Others.
      {"--x", "%2 = neg %0\n%3 = neg %2\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"---x", "%2 = neg %0\n%3 = neg %2\n%4 = neg %3\noutput \"z\" %4\n", "%2 = neg %0\noutput \"z\" %2\n"},
      {"x¹", "%2 = pow %0 1\noutput \"z\" %2\n", "output \"z\" %0\n"},
      {"x⁰", "%2 = pow %0 0\noutput \"z\" %2\n", "%2 = constant 1\noutput \"z\" %2\n"},
      {"x⁻⁰", "%2 = pow %0 -0\noutput \"z\" %2\n", "%2 = constant 1\noutput \"z\" %2\n"},
      {"|-x|", "%2 = neg %0\n%3 = abs %2\noutput \"z\" %3\n", "%2 = abs %0\noutput \"z\" %2\n"},
      {"||x||", "%2 = abs %0\n%3 = abs %2\noutput \"z\" %3\n", "%2 = abs %0\noutput \"z\" %2\n"},
      {"min(x, x)", "%2 = min %0 %0\noutput \"z\" %2\n", "output \"z\" %0\n"},
      {"max(x, x)", "%2 = max %0 %0\noutput \"z\" %2\n", "output \"z\" %0\n"},
      {"select(2, x, y)", "%2 = constant 2\n%3 = select %2 %0 %1\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"select(nan, x, y)", "%2 = constant nan\n%3 = select %2 %0 %1\noutput \"z\" %3\n", "output \"z\" %0\n"},
      {"select(-0, x, y)", "%2 = constant -0\n%3 = select %2 %0 %1\noutput \"z\" %3\n", "output \"z\" %1\n"},
      {"select(x, y, y)", "%2 = select %0 %1 %1\noutput \"z\" %2\n", "output \"z\" %1\n"},
      {"select(x < y, 1, 0)",
       "%2 = constant 1\n%3 = constant 0\n%4 = lt %0 %1\n%5 = select %4 %2 %3\noutput \"z\" %5\n",
       "%2 = lt %0 %1\noutput \"z\" %2\n"},
      {"select(x == 0, x, y)", "%2 = constant 0\n%3 = eq %0 %2\n%4 = select %3 %0 %1\noutput \"z\" %4\n",
       "%2 = select %0 %1 %0\noutput \"z\" %2\n"},
      {"select(0 == x, x, y)", "%2 = constant 0\n%3 = eq %2 %0\n%4 = select %3 %0 %1\noutput \"z\" %4\n",
       "%2 = select %0 %1 %0\noutput \"z\" %2\n"},
      {"select((x == 0) == 0, x, y)",
       "%2 = constant 0\n%3 = eq %0 %2\n%4 = eq %3 %2\n%5 = select %4 %0 %1\noutput \"z\" %5\n",
       "%2 = select %0 %0 %1\noutput \"z\" %2\n"},
      {"((x == 0) == 0) == 0", "%2 = constant 0\n%3 = eq %0 %2\n%4 = eq %3 %2\n%5 = eq %2 %4\noutput \"z\" %5\n",
       "%2 = constant 0\n%3 = eq %0 %2\noutput \"z\" %3\n"},
  };
  for (const test::Rewrite& row : rows) {
    SCOPED_TRACE(row.what);
    const Graph before = over_leaves(row.before), after = prune(simplify(before));
    EXPECT_EQ(body_of(after), body_of(over_leaves(row.after)));
    EXPECT_EQ(body_of(simplify(after)), body_of(after)) << "again";
    expect_same_values(before, after);
  }
}

TEST(Simplify, KeepsWhatOnlyLooksEqual) {
  const char* const rows[] = {
      // x may be -0, and then the sum is +0.
      "%2 = constant 0\n%3 = add %0 %2\noutput \"z\" %3\n",
      "%2 = constant 0\n%3 = add %2 %0\noutput \"z\" %3\n",
      "%2 = constant 0\n%3 = mul %0 %1\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = add %0 %1\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = abs %1\n%4 = sub %0 %3\n%5 = add %4 %2\noutput \"z\" %5\n",
      "%2 = constant 0\n%3 = sin %0\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = sqrt %0\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = floor %0\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = max %0 %1\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = relu %0 0\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = expm1 %0\n%4 = add %3 %2\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = pow %0 3\n%4 = add %3 %2\noutput \"z\" %4\n",
      // 0 - 0 is +0, and -0 is not; x - -0 is +0 at x = -0.
      "%2 = constant 0\n%3 = sub %2 %0\noutput \"z\" %3\n",
      "%2 = constant -0\n%3 = sub %0 %2\noutput \"z\" %3\n",
      // Infinities and NaN.
      "%2 = constant 0\n%3 = mul %0 %2\noutput \"z\" %3\n",
      "%2 = constant -0\n%3 = mul %2 %0\noutput \"z\" %3\n",
      "%2 = sub %0 %0\noutput \"z\" %2\n",
      "%2 = div %0 %0\noutput \"z\" %2\n",
      "%2 = constant 0\n%3 = div %2 %0\noutput \"z\" %3\n",
      "%2 = eq %0 %0\noutput \"z\" %2\n",
      "%2 = le %0 %0\noutput \"z\" %2\n",
      "%2 = lt %0 %0\noutput \"z\" %2\n",
      // Not rounded the same.
      "%2 = constant 3\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant 10\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = add %0 %1\n%3 = sub %2 %1\noutput \"z\" %3\n",
      "%2 = mul %0 %1\n%3 = div %2 %1\noutput \"z\" %3\n",
      // The reciprocal is not normal, or infinite.
      "%2 = constant 0x1p1023\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant 0x1p-1023\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant 5e-324\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant 0\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant inf\n%3 = div %0 %2\noutput \"z\" %3\n",
      "%2 = constant nan\n%3 = div %0 %2\noutput \"z\" %3\n",
      // Others.
      "%2 = neg %0\noutput \"z\" %2\n",
      "%2 = neg %0\n%3 = mul %2 %1\noutput \"z\" %3\n",
      "%2 = sub %0 %1\n%3 = neg %2\noutput \"z\" %3\n",
      "%2 = min %0 %1\noutput \"z\" %2\n",
      "%2 = pow %0 2\noutput \"z\" %2\n",
      "%2 = sqrt %0\n%3 = pow %2 2\noutput \"z\" %3\n",
      "%2 = log %0\n%3 = exp %2\noutput \"z\" %3\n",
      "%2 = constant 1\n%3 = constant 0\n%4 = select %0 %2 %3\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = constant 1\n%4 = lt %0 %1\n%5 = select %4 %2 %3\noutput \"z\" %5\n",
      "%2 = constant 1\n%3 = constant -0\n%4 = lt %0 %1\n%5 = select %4 %2 %3\noutput \"z\" %5\n",
      "%2 = constant 1\n%3 = eq %0 %2\n%4 = select %3 %0 %1\noutput \"z\" %4\n",
      "%2 = constant 0\n%3 = eq %0 %2\n%4 = eq %3 %2\noutput \"z\" %4\n",
  };
  for (const char* const row : rows) {
    const Graph before = over_leaves(row);
    EXPECT_EQ(body_of(simplify(before)), body_of(before));
  }
}

TEST(Simplify, KeepsNamesScopesAndGuards) {
  EXPECT_EQ(body_of(prune(simplify(graph_of(R"(%0 = input 0.75 "x"
%1 = parameter 2
%2 = constant 1 "one"
scope "a" {
  %3 = mul %0 %2 "scaled"
  scope "b" {
    %4 = neg %3
  }
  %5 = sub %1 %4 "sum"
}
%6 = mul %1 %2 "an input that has no name keeps none"
%7 = lt %3 %6
guard %7 1 "cost.h:3"
output "y" %5
output "scaled" %3
)")))),
            R"(%0 = input 0.75 "x"
%1 = parameter 2
scope "a" {
  %2 = add %1 %0 "sum"
}
%3 = lt %0 %1
guard %3 1 "cost.h:3"
output "y" %2
output "scaled" %0
)");
}

TEST(Simplify, AConstantKeepsItsName) {
  EXPECT_EQ(body_of(prune(simplify(graph_of(R"(%0 = constant 3 "three"
%1 = constant 1
%2 = mul %0 %1 "product"
output "y" %2
)")))),
            "%0 = constant 3 \"three\"\noutput \"y\" %0\n");
}

TEST(Simplify, FollowsNoChainOfConditionsToItsEnd) {
  // Each condition is the opposite of the one before; walking down to the first, for each, would be quadratic.
  Graph g;
  const Value x = g.input("x", 0.5);
  const Value y = g.input("y", 2.0);
  Value condition = x, sum = y;
  for (int i = 0; i < 300000; ++i) {
    condition = eq(condition, 0.0);
    sum = sum + select(condition, x, y);
  }
  g.output("sum", sum);
  const Graph simple = prune(simplify(g));
  // The conditions are gone: what is left is two selects a round, on x.
  EXPECT_EQ(simple.value(simple.outputs()[0].node), 2.0 + 150000 * 2.5);
  EXPECT_EQ(body_of(simplify(simple)), body_of(simple));
}

TEST(Simplify, TwiceIsOnce) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Graph once = simplify(test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1}));
    ASSERT_EQ(write(simplify(once)), write(once)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mg
