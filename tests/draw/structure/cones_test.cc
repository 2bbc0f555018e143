#include "mg/draw/structure/cones.h"

#include <gtest/gtest.h>

#include <map>

#include "draw/levels.h"
#include "mg/core/ops.h"

namespace mg::draw {
namespace {

/// "2-3-4* 5": the operations of each cone, an asterisk after those of neurons.
std::string cones_of(const Graph& graph) {
  const test::AsUnits as(graph);
  const Cones& cones = as.units.cones();
  std::map<std::uint32_t, std::string> of_root;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (as.full.roles[i] == Role::Absent || is_leaf(graph.op({i}))) continue;
    std::string& text = of_root[cones.root[i].index];
    text += (text.empty() ? "" : "-") + std::to_string(i);
  }
  std::string all;
  for (const auto& [root, text] : of_root) {
    EXPECT_EQ(cones.operations[root], test::count(text, "-") + 1) << text;
    all += (all.empty() ? "" : " ") + text + (cones.neuron[root] ? "*" : "");
  }
  return all;
}

struct Row {
  const char* what;
  const char* graph;
  const char* cones;
};

constexpr const char* leaves = R"(
%0 = input 1 "x"
%1 = input 2 "h"
%2 = parameter 3 "w"
%3 = parameter 4 "u"
%4 = parameter 5 "b"
)";

TEST(Cones, Tables) {
  const std::vector<Row> rows{
      {"a neuron with bias and function", R"(
%5 = mul %2 %0
%6 = mul %3 %1
%7 = add %5 %6
%8 = add %7 %4
%9 = tanh %8
output "y" %9)",
       "5-6-7-8-9*"},
      {"the bias comes first", R"(
%5 = mul %2 %0
%6 = add %4 %5
%7 = mul %3 %1
%8 = add %6 %7
output "y" %8)",
       "5-6-7-8*"},
      {"a neuron without bias", R"(
%5 = mul %0 %2
%6 = mul %1 %3
%7 = add %5 %6
%8 = relu %7 0
output "y" %8)",
       "5-6-7-8*"},
      {"one input and a bias", R"(
%5 = mul %2 %0
%6 = add %5 %4
output "y" %6)",
       "5-6*"},
      {"one input without bias is a product, and no neuron", R"(
%5 = mul %2 %0
%6 = sin %5
output "y" %6)",
       "5 6"},
      {"two parameters are no weighted input", R"(
%5 = mul %2 %3
%6 = add %5 %4
%7 = mul %6 %0
output "y" %7)",
       "5-6-7"},
      {"a sum that others use ends the neuron", R"(
%5 = mul %2 %0
%6 = add %5 %4
%7 = sigmoid %6
%8 = mul %6 %7
output "y" %8)",
       "5-6* 7 8"},
      {"unless its scope holds all of it", R"(
scope "swish" {
%5 = mul %2 %0
%6 = add %5 %4
%7 = sigmoid %6
%8 = mul %6 %7
}
output "y" %8)",
       "5-6-7-8*"},
      {"a scope that lets out two values is no neuron", R"(
scope "swish" {
%5 = mul %2 %0
%6 = add %5 %4
%7 = sigmoid %6
%8 = mul %6 %7
}
%9 = add %7 %8
output "y" %9)",
       "5-6* 7 8 9"},
      {"a scope with two neurons is no neuron", R"(
scope "two" {
%5 = mul %2 %0
%6 = add %5 %4
%7 = sin %6
%8 = mul %3 %7
%9 = add %8 %4
}
output "y" %9)",
       "5-6-7* 8-9*"},
      {"the function in another scope stays outside", R"(
scope "sum" {
%5 = mul %2 %0
%6 = add %5 %4
}
%7 = tanh %6
output "y" %7)",
       "5-6* 7"},
      {"a sum that is an output ends the neuron", R"(
%5 = mul %2 %0
%6 = add %5 %4
%7 = tanh %6
output "z" %6
output "y" %7)",
       "5-6* 7"},
      {"a product that is an output is no part of it", R"(
%5 = mul %2 %0
%6 = mul %3 %1
%7 = add %5 %6
%8 = add %7 %4
output "p" %5
output "y" %8)",
       "5 6-7-8*"},
      {"a step of a recurrent net, and another", R"(
%5 = mul %2 %0
%6 = mul %3 %1
%7 = add %5 %6
%8 = add %7 %4
%9 = tanh %8
%10 = mul %2 %0
%11 = mul %3 %9
%12 = add %10 %11
%13 = add %12 %4
%14 = tanh %13
output "y" %14)",
       "5-6-7-8-9* 10-11-12-13-14*"},
      {"what skips the neuron joins its sum", R"(
%5 = mul %2 %0
%6 = add %5 %4
%7 = add %6 %0
%8 = tanh %7
output "y" %8)",
       "5-6-7-8*"},
      {"a square ends a neuron", R"(
%5 = mul %2 %0
%6 = add %5 %4
%7 = pow %6 2
output "y" %7)",
       "5-6* 7"},
      {"a node that uses another twice is its only user", R"(
%5 = mul %0 %1
%6 = mul %5 %5
%7 = sin %6
output "y" %7)",
       "5-6-7"},
      {"formulas of two are taken apart", R"(
%5 = mul %0 %1
%6 = sin %5
output "y" %6)",
       "5 6"},
      {"what two use is a cone of its own", R"(
%5 = mul %0 %1
%6 = sin %5
%7 = cos %6
%8 = exp %7
%9 = log %7
%10 = add %8 %9
output "y" %10)",
       "5-6-7 8-9-10"},
      {"what an output shows is a cone of its own", R"(
%5 = mul %0 %1
%6 = sin %5
%7 = cos %6
%8 = exp %7
output "c" %7
output "y" %8)",
       "5-6-7 8"},
      {"scopes are borders", R"(
scope "s" {
%5 = sin %0
%6 = cos %5
%7 = exp %6
}
%8 = sin %7
%9 = cos %8
%10 = exp %9
output "y" %10)",
       "5-6-7 8-9-10"},
      {"and so are calls of the same scope", R"(
scope "s" {
%5 = sin %0
%6 = cos %5
%7 = exp %6
}
scope "s" {
%8 = sin %7
%9 = cos %8
%10 = exp %9
}
output "y" %10)",
       "5-6-7 8-9-10"},
      {"what no output depends on does not count", R"(
%5 = mul %2 %0
%6 = add %5 %4
%7 = tanh %6
%8 = sin %6
output "y" %7)",
       "5-6-7*"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(cones_of(test::graph_of(std::string(leaves) + row.graph)), row.cones) << row.what;
  }
}

}  // namespace
}  // namespace mg::draw
