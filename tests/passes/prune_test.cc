#include "mg/passes/prune.h"

#include <gtest/gtest.h>

#include "support/bodies.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

TEST(Prune, Table) {
  const test::Rewrite rows[] = {
      {"what nothing depends on goes, and its scope with it",
       R"(%0 = input 2 "x"
scope "unused" {
  %1 = sin %0 "nobody asks"
}
scope "used" {
  %2 = cos %0 "wanted"
  %3 = exp %2
}
output "y" %2
)",
       R"(%0 = input 2 "x"
scope "used" {
  %1 = cos %0 "wanted"
}
output "y" %1
)"},
      {"inputs and parameters stay, used or not, in their order",
       R"(%0 = parameter 1 "w"
%1 = input 2 "x"
%2 = constant 3 "c"
%3 = parameter 4
%4 = input 5
output "y" %1
)",
       R"(%0 = parameter 1 "w"
%1 = input 2 "x"
%2 = parameter 4
%3 = input 5
output "y" %1
)"},
      {"what a guard depends on stays",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = constant 0
%3 = lt %2 %1
%4 = le %2 %1
guard %3 1 "cost.h:1"
output "y" %0
)",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = constant 0
%3 = lt %2 %1
guard %3 1 "cost.h:1"
output "y" %0
)"},
      {"all outputs count, also the same node twice",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = relu %1 0.25
%3 = pow %2 1.5
output "a" %2
output "b" %1
output "c" %2
)",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = relu %1 0.25
output "a" %2
output "b" %1
output "c" %2
)"},
      {"nested scopes, the inner one empty afterwards",
       R"(%0 = input 2 "x"
scope "a" {
  scope "b" {
    %1 = sin %0
  }
  %2 = cos %0
  scope "b" {
    %3 = exp %2
  }
}
output "y" %3
)",
       R"(%0 = input 2 "x"
scope "a" {
  %1 = cos %0
  scope "b" {
    %2 = exp %1
  }
}
output "y" %2
)"},
  };
  for (const test::Rewrite& row : rows) {
    EXPECT_EQ(body_of(prune(graph_of(row.before))), row.after) << row.what;
    EXPECT_EQ(body_of(prune(graph_of(row.after))), row.after) << row.what << ", again";
  }
}

TEST(Extract, MakesTheGivenNodesOutputsAndDropsGuards) {
  const Graph g = graph_of(R"(%0 = input 2 "x"
%1 = parameter 3 "w"
%2 = sin %0 "s"
%3 = mul %2 %1
%4 = lt %0 %3
guard %4 1 "cost.h:1"
output "y" %3
)");
  const Output wanted[] = {{StringId{}, NodeId{2}}, {g.outputs()[0].name, NodeId{0}}};
  EXPECT_EQ(body_of(extract(g, wanted)), R"(%0 = input 2 "x"
%1 = parameter 3 "w"
%2 = sin %0 "s"
output "" %2
output "y" %0
)");
}

}  // namespace
}  // namespace mg
