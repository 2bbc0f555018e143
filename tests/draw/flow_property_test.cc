// Whatever the graph and the level: no gradient gets lost between boxes.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <vector>

#include "draw/hostile.h"
#include "mg/draw/draw.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/plan/wires.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/passes/flow.h"

namespace mg::draw {
namespace {

/// For each node, how much flows out of it along the edges of the graph, before anything cancels out.
std::vector<double> size_of_flow(const Graph& graph, const Flow& flow) {
  std::vector<double> size(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto arguments = graph.arguments({i});
    const auto into = flow.into_arguments({i});
    for (std::size_t k = 0; k < 3; ++k) {
      if (arguments[k] != no_node) size[arguments[k].index] += std::fabs(into[k]);
    }
  }
  return size;
}

/// Expects what flows out of every box that is one node to be its adjoint. Returns how many such boxes there were.
std::size_t expect_adjoints(const Graph& graph, const Plan& plan, std::span<const Wire> wires,
                            std::span<const double> adjoints, std::span<const double> sizes, NodeId root) {
  std::vector<double> outflow(plan.parts.size());
  for (const Wire& wire : wires) outflow[wire.from] += wire.flow;
  std::vector<std::size_t> members(plan.parts.size());
  for (const std::uint32_t part : plan.part_of) {
    if (part != no_part) ++members[part];
  }
  std::size_t checked = 0;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const std::uint32_t part = plan.part_of[i];
    if (part == no_part || members[part] != 1 || plan.roles[i] != Role::Box) continue;
    if (!std::isfinite(adjoints[i]) || !std::isfinite(sizes[i])) continue;
    const double seed = NodeId{i} == root ? 1.0 : 0.0;
    EXPECT_NEAR(outflow[part] + seed, adjoints[i], 1e-12 * (sizes[i] + seed)) << '%' << i;
    ++checked;
  }
  return checked;
}

TEST(FlowProperty, WhatFlowsOutOfABoxOfOneNodeIsItsAdjoint) {
  std::size_t checked = 0;
  for (std::uint64_t seed = 0; seed < 200 && !HasFailure(); ++seed) {
    Graph graph = test::odd_nets(seed);
    const NodeId root = graph.outputs().front().node;
    graph.backward(graph.at(root));
    std::vector<double> adjoints;
    for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(graph.adjoint({i}));
    const Flow flow(graph, graph.tape().values(), adjoints, root);
    const std::vector<double> sizes = size_of_flow(graph, flow);
    const Clusters clusters(graph);
    const Outline full = full_outline(graph, true);
    Planner planner(graph, clusters, full, {});
    for (const DetailRow& row : details) {
      SCOPED_TRACE(fmt::format("seed {}, {}", seed, row.name));
      const Plan plan = planner.plan(row.detail);
      const bool has_units = row.detail == Detail::Neuron || row.detail == Detail::Layer;
      const std::vector<Wire> wires = find_wires(graph, plan, has_units ? &planner.units() : nullptr, &flow);
      checked += expect_adjoints(graph, plan, wires, adjoints, sizes, root);
    }
  }
  EXPECT_GT(checked, 1000u);
}

}  // namespace
}  // namespace mg::draw
