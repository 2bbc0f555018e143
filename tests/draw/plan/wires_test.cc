#include "mg/draw/plan/wires.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "draw/hostile.h"
#include "draw/levels.h"

namespace mg::draw {
namespace {

/// "3>5:1 ×2/4": from box to box and port, how many values along how many edges.
std::string wires_of(Graph& graph, Detail detail) {
  const Clusters clusters(graph);
  const Outline full = full_outline(graph, false);
  Planner planner(graph, clusters, full, {});
  const Plan plan = planner.plan(detail);
  std::string text;
  for (const Wire& wire : find_wires(graph, plan, &planner.units(), nullptr)) {
    text +=
        fmt::format("{}{}>{}", text.empty() ? "" : " ", plan.parts[wire.from].id.index, plan.parts[wire.to].id.index);
    if (wire.port == Wire::no_port) text += ":-";
    if (wire.port != Wire::no_port && wire.port > 0) text += fmt::format(":{}", wire.port);
    if (wire.edges > 1) text += fmt::format("({}/{})", wire.values, wire.edges);
  }
  return text;
}

constexpr const char* two_samples = R"(
%0 = parameter 1 "w"
%1 = parameter 2 "b"
%2 = input 3
%3 = input 4
%4 = mul %0 %2
%5 = add %4 %1
%6 = mul %0 %3
%7 = add %6 %1
%8 = sin %5
%9 = sin %7
output "y0" %8
output "y1" %9)";

TEST(Wires, GoFromBoxToBox) {
  struct Row {
    const char* what;
    const char* graph;
    Detail detail;
    const char* wires;
  };
  const std::vector<Row> rows{
      {"a node used twice by one", "%0 = input 1\n%1 = mul %0 %0\noutput \"y\" %1", Detail::Full, "0>1 0>1:1"},
      {"constants are no boxes", "%0 = input 1\n%1 = constant 2\n%2 = mul %0 %1\noutput \"y\" %2", Detail::Fold, "0>2"},
      {"samples are one value", two_samples, Detail::Neuron, "3>9(1/2)"},
      {"and all nodes are many", two_samples, Detail::Full, "0>4 2>4:1 4>5 1>5:1 0>6 3>6:1 6>7 1>7:1 5>8 7>9"},
      {"a parameter that is an output is a box",
       "%0 = parameter 1 \"w\"\n%1 = parameter 2 \"b\"\n%2 = input 3\n%3 = mul %0 %2\n%4 = add %3 %1\n"
       "output \"y\" %4\noutput \"w\" %0",
       Detail::Neuron, "0>4 2>4"},
      {"what is taken twice is one line", "%0 = input 1\n%1 = sin %0\n%2 = mul %1 %0\n%3 = exp %2\noutput \"y\" %3",
       Detail::Neuron, "0>3(1/2)"},
      {"a scope gets and gives", R"(
%0 = input 1 "x"
%1 = input 2 "y"
scope "s" {
%2 = sin %0
%3 = cos %0
%4 = exp %1
%5 = mul %2 %3
%6 = add %2 %4
%7 = mul %3 %4
}
%8 = sub %5 %6
%9 = add %8 %7
%10 = div %9 %0
output "y" %10)",
       Detail::Layer, "0>7(1/2) 1>7 7>10 7>10:1 7>10:2 0>10:3"},
  };
  for (const Row& row : rows) {
    Graph graph = test::graph_of(row.graph);
    std::string wires = wires_of(graph, row.detail);
    EXPECT_EQ(wires, row.wires) << row.what;
  }
}

/// What flows along wires is what flows along the edges that they stand for, however they are bundled.
TEST(Wires, BundleFlows) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Graph graph = test::random_graph(seed, {.nodes = 60, .parameters = 6});
    const std::vector<double> adjoints = test::adjoints_of(graph);
    const NodeId root = graph.outputs().front().node;
    const Flow flow(graph, graph.tape().values(), adjoints, root);
    const Clusters clusters(graph);
    const Outline full = full_outline(graph, false);
    Planner planner(graph, clusters, full, {});
    for (const DetailRow& row : details) {
      const Plan plan = planner.plan(row.detail);
      const std::vector<Wire> wires = find_wires(graph, plan, &planner.units(), &flow);
      std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<double, std::size_t>> expected, found;
      for (std::uint32_t i = 0; i < graph.size(); ++i) {
        const std::uint32_t to = plan.part_of[i];
        if (to == no_part) continue;
        const auto arguments = graph.arguments({i});
        const auto flows = flow.into_arguments({i});
        for (std::size_t k = 0; k < 3; ++k) {
          const std::uint32_t from = arguments[k] == no_node ? no_part : plan.part_of[arguments[k].index];
          if (from == no_part || from == to) continue;
          auto& [sum, edges] = expected[{from, to}];
          sum += flows[k];
          ++edges;
        }
      }
      for (const Wire& wire : wires) {
        auto& [sum, edges] = found[{wire.from, wire.to}];
        sum += wire.flow;
        edges += wire.edges;
        EXPECT_LE(wire.values, wire.edges);
        EXPECT_TRUE(std::isnan(wire.flow) || std::fabs(wire.flow) <= wire.size_of_flow * (1 + 1e-12));
      }
      ASSERT_EQ(found.size(), expected.size());
      for (const auto& [boxes, what] : expected) {
        EXPECT_EQ(found[boxes].second, what.second);
        if (std::isfinite(what.first)) {
          EXPECT_NEAR(found[boxes].first, what.first, 1e-9 * (1 + std::fabs(what.first))) << seed;
        }
      }
    }
  }
}

TEST(Wires, WhatCancelsOutIsNotNothing) {
  // Two samples with opposite targets: the sum of what flows into w·x is 0, though each has its part in it.
  Graph graph = test::graph_of(R"(
%0 = parameter 1 "w"
%1 = parameter 0 "b"
%2 = input 1
%3 = input -1
%4 = mul %0 %2
%5 = add %4 %1
%6 = mul %0 %3
%7 = add %6 %1
%8 = sin %5
%9 = sin %7
%10 = sub %8 %9
output "y" %10
output "s0" %8
output "s1" %9)");
  const Drawing drawing = test::drawn(graph, test::at(Detail::Neuron));
  EXPECT_EQ(test::count(drawing.dot, "style=dashed"), 0u) << drawing.dot;
}

}  // namespace
}  // namespace mg::draw
