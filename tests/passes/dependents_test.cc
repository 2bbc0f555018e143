#include "mg/passes/dependents.h"

#include <gtest/gtest.h>

#include "support/bodies.h"

namespace mg {
namespace {

TEST(Dependents, ThoseOfALeaf) {
  const Graph graph = test::graph_of(R"(%0 = input 2 "x"
%1 = parameter 3 "w"
%2 = constant 4
%3 = sin %0
%4 = mul %1 %2
%5 = select %2 %1 %3
%6 = exp %2
output "y" %5
)");
  const NodeId x[] = {{0}}, both[] = {{0}, {1}};
  EXPECT_EQ(dependents(graph, x), (std::vector<bool>{true, false, false, true, false, true, false}));
  EXPECT_EQ(dependents(graph, both), (std::vector<bool>{true, true, false, true, true, true, false}));
  EXPECT_EQ(dependents(graph, {}), std::vector<bool>(7));
}

TEST(Dependents, OutputsThatAreConstants) {
  using Places = std::vector<std::size_t>;
  const struct {
    const char* what;
    const char* body;
    Places constants;
  } rows[] = {
      {"no leaves at all", "%0 = constant 2\n%1 = sin %0\noutput \"a\" %1\noutput \"b\" %0\n", {0, 1}},
      {"an input and a parameter are none", "%0 = input 2\n%1 = parameter 3\noutput \"a\" %0\noutput \"b\" %1\n", {}},
      {"one of three",
       "%0 = input 2\n%1 = constant 3\n%2 = exp %1\n%3 = mul %0 %2\noutput \"a\" %3\noutput \"b\" %2\noutput \"c\" "
       "%0\n",
       {1}},
      {"what multiplies by zero, or compares, depends all the same",
       "%0 = parameter 2\n%1 = constant 0\n%2 = mul %0 %1\n%3 = lt %0 %1\noutput \"a\" %2\noutput \"b\" %3\n",
       {}},
  };
  for (const auto& row : rows) EXPECT_EQ(constant_outputs(test::graph_of(row.body)), row.constants) << row.what;
}

}  // namespace
}  // namespace mg
