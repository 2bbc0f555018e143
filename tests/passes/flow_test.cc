#include "mg/passes/flow.h"

#include <gtest/gtest.h>

#include <cmath>

#include "draw/graphs.h"

namespace mg {
namespace {

std::vector<double> adjoints_of(Graph& graph, NodeId root) {
  graph.backward(graph.at(root));
  std::vector<double> adjoints;
  for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(graph.adjoint({i}));
  return adjoints;
}

TEST(Flow, ProductSendsTheOtherFactor) {
  Graph graph;
  const Value y = graph.input("a", 2.0) * graph.input("b", 5.0);
  const auto adjoints = adjoints_of(graph, y.id());
  const auto flow = Flow(graph, graph.tape().values(), adjoints, y.id()).into_arguments(y.id());
  EXPECT_EQ(flow[0], 5.0);
  EXPECT_EQ(flow[1], 2.0);
}

TEST(Flow, ASideNotTakenAndAConditionGetNothing) {
  Graph graph;
  const Value x = graph.input("x", 0.0);
  const Value condition = lt(0.0, x);
  const Value quotient = 1.0 / x;
  const Value y = select(condition, quotient, x * 3.0);
  const auto adjoints = adjoints_of(graph, y.id());
  const Flow flow(graph, graph.tape().values(), adjoints, y.id());
  EXPECT_EQ(flow.into_arguments(y.id()), (std::array<double, 3>{0.0, 0.0, 1.0}));
  EXPECT_EQ(flow.into_arguments(condition.id()), (std::array<double, 3>{0.0, 0.0, 0.0}));
  // Its derivative is infinite, but y does not reach it: 0 × inf would be NaN.
  EXPECT_EQ(flow.into_arguments(quotient.id()), (std::array<double, 3>{0.0, 0.0, 0.0}));
}

TEST(Flow, AReachedNodeWithoutGradientSendsNaNAlongAnInfiniteDerivative) {
  Graph graph;
  const Value x = graph.input("x", 0.0);
  const Value root = sqrt(x);
  const Value y = root * 0.0;
  const auto adjoints = adjoints_of(graph, y.id());
  EXPECT_TRUE(std::isnan(Flow(graph, graph.tape().values(), adjoints, y.id()).into_arguments(root.id())[0]));
}

TEST(Flow, AddsUpToTheAdjoint) {
  Graph graph = test::expression();
  const NodeId root = graph.outputs().front().node;
  const auto adjoints = adjoints_of(graph, root);
  const Flow flow(graph, graph.tape().values(), adjoints, root);
  std::vector<double> sum(graph.size());
  sum[root.index] = 1.0;
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    const auto into = flow.into_arguments({i});
    const auto arguments = graph.arguments({i});
    for (std::size_t k = 0; k < 3; ++k) {
      if (arguments[k] != no_node) sum[arguments[k].index] += into[k];
    }
  }
  EXPECT_NEAR(sum[0], 138.8338, 5e-5);
  EXPECT_NEAR(sum[1], 645.5773, 5e-5);
  for (std::uint32_t i = 0; i < graph.size(); ++i) EXPECT_DOUBLE_EQ(sum[i], adjoints[i]) << i;
}

}  // namespace
}  // namespace mg
