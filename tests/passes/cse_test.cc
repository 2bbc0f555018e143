#include "mg/passes/cse.h"

#include <gtest/gtest.h>

#include <cmath>

#include "mg/core/ops.h"
#include "support/bodies.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

TEST(Cse, Table) {
  const test::Rewrite rows[] = {
      {"equal nodes over equal nodes",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = sin %0
%3 = exp %1
%4 = exp %2
%5 = sub %3 %4
output "y" %5
)",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = exp %1
%3 = sub %2 %2
output "y" %3
)"},
      {"either order where the op commutes, and only there",
       R"(%0 = input 2 "x"
%1 = input 3 "y"
%2 = add %0 %1
%3 = add %1 %0
%4 = mul %0 %1
%5 = mul %1 %0
%6 = eq %0 %1
%7 = eq %1 %0
%8 = sub %0 %1
%9 = sub %1 %0
%10 = min %0 %1
%11 = min %1 %0
%12 = hypot %0 %1
%13 = hypot %1 %0
output "a" %2
output "b" %3
output "c" %4
output "d" %5
output "e" %6
output "f" %7
output "g" %8
output "h" %9
output "i" %10
output "j" %11
output "k" %12
output "l" %13
)",
       R"(%0 = input 2 "x"
%1 = input 3 "y"
%2 = add %0 %1
%3 = mul %0 %1
%4 = eq %0 %1
%5 = sub %0 %1
%6 = sub %1 %0
%7 = min %0 %1
%8 = min %1 %0
%9 = hypot %0 %1
%10 = hypot %1 %0
output "a" %2
output "b" %2
output "c" %3
output "d" %3
output "e" %4
output "f" %4
output "g" %5
output "h" %6
output "i" %7
output "j" %8
output "k" %9
output "l" %10
)"},
      {"constants by their bits",
       R"(%0 = constant 0
%1 = constant -0
%2 = constant 0
%3 = constant nan
%4 = constant nan
output "a" %0
output "b" %1
output "c" %2
output "d" %3
output "e" %4
)",
       R"(%0 = constant 0
%1 = constant -0
%2 = constant nan
output "a" %0
output "b" %1
output "c" %0
output "d" %2
output "e" %2
)"},
      {"attributes are part of the node",
       R"(%0 = input 2 "x"
%1 = relu %0 0.01
%2 = relu %0 0
%3 = relu %0 -0
%4 = relu %0 0.01
%5 = pow %0 0.01
output "a" %1
output "b" %2
output "c" %3
output "d" %4
output "e" %5
)",
       R"(%0 = input 2 "x"
%1 = relu %0 0.01
%2 = relu %0 0
%3 = relu %0 -0
%4 = pow %0 0.01
output "a" %1
output "b" %2
output "c" %3
output "d" %1
output "e" %4
)"},
      {"inputs and parameters are never merged",
       R"(%0 = input 2 "x"
%1 = input 2 "x"
%2 = parameter 2 "x"
%3 = parameter 2 "x"
%4 = sin %0
%5 = sin %1
output "a" %4
output "b" %5
)",
       R"(%0 = input 2 "x"
%1 = input 2 "x"
%2 = parameter 2 "x"
%3 = parameter 2 "x"
%4 = sin %0
%5 = sin %1
output "a" %4
output "b" %5
)"},
      {"the first keeps its name and its scope; one without takes the name of the next; guards follow",
       R"(%0 = input 2 "x"
%1 = constant 3
scope "a" {
  %2 = sin %0
  %3 = lt %0 %1
  guard %3 1 "cost.h:1"
}
scope "b" {
  %4 = sin %0 "sine"
  %5 = lt %0 %1 "less"
  guard %5 1 "cost.h:2"
}
%6 = sin %0 "again"
%7 = constant 3 "three"
output "y" %6
)",
       R"(%0 = input 2 "x"
%1 = constant 3 "three"
scope "a" {
  %2 = sin %0 "sine"
  %3 = lt %0 %1 "less"
  guard %3 1 "cost.h:1"
  guard %3 1 "cost.h:2"
}
output "y" %2
)"},
  };
  for (const test::Rewrite& row : rows) {
    EXPECT_EQ(body_of(cse(graph_of(row.before))), row.after) << row.what;
    EXPECT_EQ(body_of(cse(graph_of(row.after))), row.after) << row.what << ", again";
  }
}

TEST(Cse, TellsApartManyConstantsThatDifferInFewBits) {
  // 2,000 powers of two times 250 odd numbers: a hash that ignores exponents would need a minute for these.
  Graph g;
  NodeId last;
  for (int repeat = 0; repeat < 2; ++repeat) {
    for (int exponent = -1000; exponent < 1000; ++exponent) {
      for (int odd = 1; odd < 500; odd += 2) last = g.append_leaf(Op::Constant, std::ldexp(odd, exponent));
    }
  }
  g.append_output("y", last);
  EXPECT_EQ(cse(g).size(), 2000u * 250u);
}

}  // namespace
}  // namespace mg
