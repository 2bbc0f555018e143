#include "mg/reroll/canonical.h"

#include <gtest/gtest.h>

#include "mg/exec/replay.h"
#include "reordered.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;
using test::Rewrite;

const Rewrite rewrites[] = {
    {"leaves first, then what outputs depend on, arguments in their order",
     R"(%0 = parameter 2 "w"
%1 = input 3 "x"
%2 = sin %1
%3 = cos %0
%4 = mul %3 %2
output "y" %4
)",
     R"(%0 = input 3
%1 = parameter 2
%2 = cos %1
%3 = sin %0
%4 = mul %2 %3
output "" %4
)"},
    {"in the order of the outputs",
     R"(%0 = input 3 "x"
%1 = sin %0
%2 = cos %0
output "b" %2
output "a" %1
output "again" %2
)",
     R"(%0 = input 3
%1 = cos %0
%2 = sin %0
output "" %1
output "" %2
output "" %1
)"},
    {"constants where they are first used; what no output needs is left out, but for the interface",
     R"(%0 = constant 5
%1 = input 3 "x"
%2 = constant 4
%3 = parameter 1 "unused"
%4 = exp %1
%5 = mul %2 %1
%6 = add %5 %0
output "y" %6
)",
     R"(%0 = input 3
%1 = parameter 1
%2 = constant 4
%3 = mul %2 %0
%4 = constant 5
%5 = add %3 %4
output "" %5
)"},
    {"an output that is a leaf, and one that is used by another",
     R"(%0 = constant -0
%1 = input 3 "x"
%2 = relu %1 0.25
%3 = neg %2
output "c" %0
output "x" %1
output "r" %2
output "n" %3
)",
     R"(%0 = input 3
%1 = constant -0
%2 = relu %0 0.25
%3 = neg %2
output "" %1
output "" %0
output "" %2
output "" %3
)"},
    {"no names, scopes or guards",
     R"(%0 = input 3 "x"
scope "s" {
  %1 = lt %0 %0 "never"
}
guard %1 0 "here"
output "y" %1
)",
     R"(%0 = input 3
%1 = lt %0 %0
output "" %1
)"},
};

TEST(Canonical, Orders) {
  for (const Rewrite& rewrite : rewrites) {
    EXPECT_EQ(body_of(canonical(graph_of(rewrite.before))), rewrite.after) << rewrite.what;
  }
}

TEST(Canonical, IsTheSameForEveryOrderOfRecording) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1});
    const Graph other = test::reordered(g, seed);
    ASSERT_NE(write(other), write(g)) << "else this proves nothing";
    const Graph ordered = canonical(g);
    ASSERT_EQ(body_of(canonical(other)), body_of(ordered)) << "seed " << seed;
    ASSERT_EQ(body_of(canonical(ordered)), body_of(ordered)) << "seed " << seed << ": twice is once";
    for (std::size_t i = 0; i < g.outputs().size(); ++i) {
      ASSERT_PRED2(same_number, ordered.value(ordered.outputs()[i].node), g.value(g.outputs()[i].node));
    }
  }
}

TEST(Canonical, OfAChainThatIsDeep) {
  Graph g;
  Value y = g.input("x", 0.5);
  constexpr int links = 300000;
  for (int i = 0; i < links; ++i) y = sin(y);
  g.output("y", y);
  const Graph ordered = canonical(g);
  EXPECT_EQ(ordered.size(), static_cast<std::uint32_t>(links + 1));
  EXPECT_PRED2(same_number, ordered.value(ordered.outputs()[0].node), y.data());
}

}  // namespace
}  // namespace mg
