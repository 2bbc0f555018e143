// Where small engines go wrong, by name: the engine, the gradient pass and the generated code must all get it right.

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "mg/check/check.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/text/reader.h"
#include "support/random_graph.h"

namespace mg {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Row {
  std::string name;
  std::string graph;              ///< its lines between the first and the last
  std::vector<double> gradients;  ///< of the first output, to the inputs; by hand
};

const std::vector<Row> rows{
    {"diamond: x = 2a, y = x + 5x",
     R"(
%0 = input 1 "a"
%1 = constant 2
%2 = mul %0 %1
%3 = constant 5
%4 = mul %2 %3
%5 = add %2 %4
output "y" %5
end 6)",
     {12}},
    {"x * x", "%0 = input 3\n%1 = mul %0 %0\noutput \"y\" %1\nend 2", {6}},
    {"s + s * x", "%0 = input 3\n%1 = input 5\n%2 = mul %0 %1\n%3 = add %0 %2\noutput \"y\" %3\nend 4", {6, 3}},
    {"zero times infinity is NaN where it is reached",
     R"(
%0 = input 0
%1 = sqrt %0
%2 = constant 0
%3 = mul %1 %2
output "y" %3
end 4)",
     {nan}},
    {"an infinite derivative that no output uses",
     R"(
%0 = input 0
%1 = sqrt %0
%2 = constant 3
%3 = mul %0 %2
output "y" %3
end 4)",
     {3}},
    {"an infinite derivative on the side that select does not take",
     R"(
%0 = input 0 "n"
%1 = input 1 "x"
%2 = constant 0
%3 = lt %2 %0
%4 = div %1 %0
%5 = select %3 %4 %2
output "y" %5
end 6)",
     {0, 0}},
    {"an infinite derivative on the side that min does not take",
     R"(
%0 = input 0
%1 = sqrt %0
%2 = constant -1
%3 = mul %0 %2
%4 = add %3 %2
%5 = min %4 %1
output "y" %5
end 6)",
     {-1}},
    {"an infinite derivative on the side that max does not take",
     R"(
%0 = input 0
%1 = log %0
%2 = constant 4
%3 = mul %0 %2
%4 = max %3 %1
output "y" %4
end 5)",
     {4}},
    {"an infinite derivative through a chain that is not taken",
     R"(
%0 = input 0
%1 = sqrt %0
%2 = mul %1 %1
%3 = log %2
%4 = constant 1
%5 = select %4 %0 %3
output "y" %5
end 6)",
     {1}},
    {"min and max on a tie give to the first",
     R"(
%0 = input 2
%1 = input 2
%2 = min %0 %1
%3 = max %0 %1
%4 = constant 10
%5 = mul %3 %4
%6 = add %2 %5
output "y" %6
end 7)",
     {11, 0}},
    {"relu at 0", "%0 = input 0\n%1 = relu %0 0.25\noutput \"y\" %1\nend 2", {0.25}},
    {"relu at -0", "%0 = input -0\n%1 = relu %0 0.25\noutput \"y\" %1\nend 2", {0.25}},
    {"relu without a slope at 0", "%0 = input 0\n%1 = relu %0 0\noutput \"y\" %1\nend 2", {0}},
    {"exponent 1/3", "%0 = input 8\n%1 = pow %0 0.3333333333333333\noutput \"y\" %1\nend 2", {0.083333333333333326}},
    {"exponent 1e-8", "%0 = input 2\n%1 = pow %0 1e-8\noutput \"y\" %1\nend 2", {5.0000000346573593e-9}},
    {"exponent 1e10", "%0 = input 1\n%1 = pow %0 1e10\noutput \"y\" %1\nend 2", {1e10}},
    {"exponent 12345.678", "%0 = input 1\n%1 = pow %0 12345.678\noutput \"y\" %1\nend 2", {12345.678}},
    {"an infinite derivative where it is used", "%0 = input 0\n%1 = cbrt %0\noutput \"y\" %1\nend 2", {inf}},
};

void expect_near(double got, double expected, const std::string& what) {
  if (std::isfinite(expected) && expected != 0.0)
    EXPECT_NEAR(got / expected, 1.0, 4e-15) << what;
  else
    EXPECT_PRED2(same_number, got, expected) << what;
}

TEST(KnownMistakes, AreNotMadeByTheEngineTheGradientPassOrTheGeneratedCode) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Graph graph = read("mg-graph 1\n" + row.graph + "\n", "table");
    std::vector<double> x_bar(row.gradients.size());
    exec::Replay engine(graph);
    engine.forward({}, {});
    engine.backward_from(0, x_bar);
    const Graph adjoints = gradient(graph, {.wrt = Wrt::Inputs, .output = 0});
    for (std::size_t i = 0; i < row.gradients.size(); ++i) {
      expect_near(x_bar[i], row.gradients[i], "engine");
      const NodeId adjoint = adjoints.outputs()[graph.outputs().size() + i].node;
      EXPECT_PRED2(same_number, adjoints.value(adjoint), x_bar[i]) << "gradient pass";
    }
    const check::Report report = check::check(graph, {.points = 4});
    EXPECT_TRUE(report.agrees()) << "generated code";
  }
}

}  // namespace
}  // namespace mg
