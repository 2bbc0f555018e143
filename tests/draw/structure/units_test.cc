#include "mg/draw/structure/units.h"

#include <gtest/gtest.h>

#include "draw/levels.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"

namespace mg::draw {
namespace {

/// "7+13 10+16": the roots of each unit that is of more than one sample.
std::string samples_of(const Graph& graph) {
  const test::AsUnits as(graph);
  std::string all;
  for (std::uint32_t unit = 0; unit < as.units.size(); ++unit) {
    const auto roots = as.units.roots(unit);
    if (roots.size() < 2) continue;
    std::string text;
    for (const NodeId root : roots) text += (text.empty() ? "" : "+") + std::to_string(root.index);
    all += (all.empty() ? "" : " ") + text;
  }
  return all;
}

struct Row {
  const char* what;
  const char* graph;
  const char* samples;
};

TEST(Units, SamplesAreWhatUsesTheSameParameters) {
  const std::vector<Row> rows{
      {"two samples of a neuron, their targets and losses", R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = input 4
%4 = mul %0 %2
%5 = add %4 %1
%6 = mul %0 %3
%7 = add %6 %1
%8 = constant 0.5
%9 = sub %5 %8
%10 = pow %9 2
%11 = constant 0.75
%12 = sub %7 %11
%13 = pow %12 2
output "first" %10
output "second" %13)",
       "2+3 5+7 8+11 9+12 10+13"},
      {"equal constants are no data", R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = input 4
%4 = mul %0 %2
%5 = add %4 %1
%6 = mul %0 %3
%7 = add %6 %1
%8 = constant 0.5
%9 = sub %5 %8
%10 = constant 0.5
%11 = sub %7 %10
%12 = mul %9 %11
output "loss" %12)",
       "2+3 5+7"},
      {"the same shape without parameters is something else", R"(
%0 = input 1 "a"
%1 = input 2 "b"
%2 = input 3 "c"
%3 = input 4 "d"
%4 = add %0 %1
%5 = add %2 %3
%6 = mul %4 %5
output "y" %6)",
       ""},
      {"with parameters of its own, too", R"(
%0 = input 1 "x"
%1 = parameter 1 "w0"
%2 = parameter 1 "b0"
%3 = parameter 1 "w1"
%4 = parameter 1 "b1"
%5 = mul %1 %0
%6 = add %5 %2
%7 = mul %3 %0
%8 = add %7 %4
%9 = mul %6 %8
output "y" %9)",
       ""},
      {"a step that follows another is no sample", R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = mul %0 %2
%4 = add %3 %1
%5 = mul %0 %4
%6 = add %5 %1
output "y" %6)",
       ""},
      {"an output is not taken together with what is none", R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = input 4
%4 = input 5
%5 = mul %0 %2
%6 = add %5 %1
%7 = mul %0 %3
%8 = add %7 %1
%9 = mul %0 %4
%10 = add %9 %1
%11 = mul %6 %8
%12 = mul %11 %10
output "y" %12
output "z" %8)",
       "2+3+4 6+10"},
      {"samples in scopes of different paths stay apart", R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = input 4
scope "first" {
%4 = mul %0 %2
%5 = add %4 %1
}
scope "second" {
%6 = mul %0 %3
%7 = add %6 %1
}
%8 = mul %5 %7
output "y" %8)",
       ""},
  };
  for (const Row& row : rows) EXPECT_EQ(samples_of(test::graph_of(row.graph)), row.samples) << row.what;
}

TEST(Units, OfABatchAreThoseOfOneSample) {
  std::vector<std::size_t> sizes;
  for (const int samples : {2, 20}) {
    Graph graph;
    nn::Mlp mlp(graph, 3, {4, 4, 1}, 42);
    std::vector<Value> predictions;
    std::vector<double> targets;
    for (int i = 0; i < samples; ++i) {
      predictions.push_back(mlp({0.1 * i, 1.0 - i, 0.5 * i * i}).front());
      targets.push_back(i % 2 == 0 ? 1.0 : -1.0);
    }
    graph.output("loss", nn::mse(predictions, targets));
    const test::AsUnits as(graph);
    sizes.push_back(as.units.size());
    std::size_t neurons = 0;
    for (std::uint32_t unit = 0; unit < as.units.size(); ++unit) {
      if (!as.units.is_neuron(unit)) continue;
      ++neurons;
      EXPECT_EQ(as.units.roots(unit).size(), static_cast<std::size_t>(samples));
    }
    EXPECT_EQ(neurons, 9u);
  }
  EXPECT_LE(sizes[1], sizes[0] + 1);
}

TEST(Units, OfNothing) {
  const Graph graph;
  EXPECT_EQ(test::AsUnits(graph).units.size(), 0u);
}

}  // namespace
}  // namespace mg::draw
