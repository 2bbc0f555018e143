#include "mg/passes/fold.h"

#include <gtest/gtest.h>

#include "mg/passes/prune.h"
#include "support/bodies.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

TEST(Fold, Table) {
  const test::Rewrite rows[] = {
      {"constants are computed through, and named nodes keep their names",
       R"(%0 = input 2 "x"
%1 = constant 3
%2 = constant 4
%3 = mul %1 %2
%4 = sub %3 %1 "nine"
%5 = add %0 %4
output "y" %5
)",
       R"(%0 = input 2 "x"
%1 = constant 9 "nine"
%2 = add %0 %1
output "y" %2
)"},
      {"attributes count",
       R"(%0 = constant -8
%1 = relu %0 0.25
%2 = pow %1 3
output "y" %2
)",
       R"(%0 = constant -8
output "y" %0
)"},
      {"parameters are not constants",
       R"(%0 = parameter 3 "w"
%1 = constant 4
%2 = mul %0 %1
output "y" %2
)",
       R"(%0 = parameter 3 "w"
%1 = constant 4
%2 = mul %0 %1
output "y" %2
)"},
      {"a select on a constant with an unknown side is left to simplify",
       R"(%0 = input 3 "x"
%1 = constant 1
%2 = constant 2
%3 = select %1 %2 %0
output "y" %3
)",
       R"(%0 = input 3 "x"
%1 = constant 1
%2 = constant 2
%3 = select %1 %2 %0
output "y" %3
)"},
      {"a comparison with a guard stays; what depends on it does, too",
       R"(%0 = constant 1
%1 = constant 2
%2 = lt %0 %1
guard %2 1 "cost.h:1"
%3 = lt %1 %0
%4 = add %2 %1
output "y" %4
output "z" %3
)",
       R"(%0 = constant 1
%1 = constant 2
%2 = lt %0 %1
guard %2 1 "cost.h:1"
%3 = constant 0
%4 = add %2 %1
output "y" %4
output "z" %3
)"},
      {"special results",
       R"(%0 = constant 0
%1 = constant -1
%2 = mul %0 %1
%3 = div %1 %0
%4 = log %1
output "minus zero" %2
output "minus infinity" %3
output "not a number" %4
)",
       R"(%0 = constant -0
%1 = constant -inf
%2 = constant nan
output "minus zero" %0
output "minus infinity" %1
output "not a number" %2
)"},
  };
  for (const test::Rewrite& row : rows) {
    EXPECT_EQ(body_of(prune(fold(graph_of(row.before)))), row.after) << row.what;
    EXPECT_EQ(body_of(fold(graph_of(row.after))), row.after) << row.what << ", again";
  }
}

TEST(Bake, TurnsParametersIntoConstants) {
  EXPECT_EQ(body_of(bake(graph_of(R"(%0 = input 2 "x"
scope "net" {
  %1 = parameter 3 "w"
  %2 = mul %1 %0 "product"
}
%3 = lt %2 %1
guard %3 0
output "y" %2
output "w" %1
)"))),
            R"(%0 = input 2 "x"
scope "net" {
  %1 = constant 3 "w"
  %2 = mul %1 %0 "product"
}
%3 = lt %2 %1
guard %3 0
output "y" %2
output "w" %1
)");
}

}  // namespace
}  // namespace mg
