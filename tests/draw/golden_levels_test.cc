// Whole pictures at the coarser levels: MG_ACCEPT=1 rewrites them.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "draw/levels.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#include "support/golden.h"

namespace mg::draw {
namespace {

using test::at;
using test::drawn;
using test::expect_golden;

/// A net of 3 → 4 → 4 → 1 with its loss, on one sample or more. Without scopes, all else is the same.
Graph net(int samples, bool has_scopes = true) {
  Graph recorded;
  const nn::Mlp mlp(recorded, 3, {4, 4, 1}, 42);
  std::vector<Value> predictions;
  std::vector<double> targets;
  for (int i = 0; i < samples; ++i) {
    std::vector<Value> x;
    for (int k = 0; k < 3; ++k) x.push_back(recorded.input("x" + std::to_string(k), (i * 7 + k * 3) % 5 * 0.5 - 1.0));
    predictions.push_back(mlp(x).front());
    targets.push_back(i % 2 == 0 ? 1.0 : -1.0);
  }
  recorded.output("loss", nn::mse(predictions, targets));
  if (has_scopes) return recorded;
  Graph graph;
  for (std::uint32_t i = 0; i < recorded.size(); ++i) {
    const Op op = recorded.op({i});
    if (op == Op::Input || op == Op::Parameter || op == Op::Constant) {
      graph.append_leaf(op, recorded.value({i}), recorded.name({i}));
    } else {
      graph.append(op, recorded.arguments({i}), recorded.attribute({i}));
    }
  }
  graph.append_output("loss", recorded.outputs().front().node);
  return graph;
}

TEST(Golden, Net) {
  Graph graph = net(1);
  expect_golden("net_neuron.dot", drawn(graph, at(Detail::Neuron)).dot);
  expect_golden("net_neuron_dark.dot", drawn(graph, at(Detail::Neuron, Theme::Dark)).dot);
  expect_golden("net_layer.dot", drawn(graph, at(Detail::Layer)).dot);
}

TEST(Golden, NetWithoutScopes) {
  Graph graph = net(1, false);
  expect_golden("net_neuron_without_scopes.dot", drawn(graph, at(Detail::Neuron)).dot);
  expect_golden("net_layer_without_scopes.dot", drawn(graph, at(Detail::Layer)).dot);
}

TEST(Golden, NetOnABatch) {
  Graph graph = net(20);
  expect_golden("batch_neuron.dot", drawn(graph, at(Detail::Neuron)).dot);
}

TEST(Golden, NetFromTopToBottomAroundAFocus) {
  Graph graph = net(1);
  Options options = at(Detail::Neuron);
  options.direction = Direction::TopToBottom;
  options.focus = "mlp/layer1/neuron2";
  options.radius = 1;
  options.values = false;
  expect_golden("net_focus.dot", drawn(graph, options).dot);
}

/// Two neurons, one of them dead.
std::string two_neurons(double w, double bias) {
  return fmt::format(R"(
%0 = input 1 "x"
scope "layer" {{
scope "neuron0" {{
%1 = parameter {} "w"
%2 = parameter {} "b"
%3 = mul %1 %0
%4 = add %3 %2
%5 = relu %4 0
}}
scope "neuron1" {{
%6 = parameter -2 "w"
%7 = parameter 0.5 "b"
%8 = mul %6 %0
%9 = add %8 %7
%10 = relu %9 0
}}
}}
%11 = constant 2
%12 = div %5 %11
%13 = log %12
%14 = add %13 %10
output "loss" %14)",
                     w, bias);
}

TEST(Golden, WhatIsNotFinite) {
  Graph graph = test::graph_of(two_neurons(-1.0, 1.0));
  Options options = at(Detail::Neuron);
  options.not_finite = true;
  expect_golden("net_nan.dot", drawn(graph, options).dot);
  graph = test::graph_of(two_neurons(std::nan(""), 1.0));
  options.detail = Detail::Layer;
  expect_golden("net_nan_layer.dot", drawn(graph, options).dot);
}

TEST(Golden, TwoRuns) {
  Graph graph = test::graph_of(two_neurons(1.0, 1.5));
  Graph older = test::graph_of(two_neurons(1.25, 1.0));
  const NodeId root = graph.outputs().front().node;
  const std::vector<double> now = test::adjoints_of(graph), before = test::adjoints_of(older);
  for (const auto& [name, detail] :
       {std::pair{"net_diff.dot", Detail::Neuron}, {"net_diff_layer.dot", Detail::Layer}}) {
    const Drawing drawing =
        draw(graph, graph.tape().values(), Gradient{now, root}, at(detail), OtherRun{older.tape().values(), before});
    expect_golden(name, drawing.dot);
  }
}

}  // namespace
}  // namespace mg::draw
