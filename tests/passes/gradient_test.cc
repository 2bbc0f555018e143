#include "mg/passes/gradient.h"

#include <gtest/gtest.h>

#include "mg/base/error.h"
#include "mg/exec/replay.h"
#include "mg/passes/pipeline.h"
#include "support/micrograd.h"
#include "support/random_graph.h"

namespace mg {
namespace {

/// The gradients of the leaves by the engine's sweep from all outputs, inputs first.
std::vector<double> engine_gradients(Graph& g) {
  std::vector<Value> roots;
  for (const Output& output : g.outputs()) roots.push_back(g.at(output.node));
  g.zero_grad();
  g.backward(roots, std::vector<double>(roots.size(), 1.0));
  std::vector<double> gradients;
  for (NodeId id : g.inputs()) gradients.push_back(g.adjoint(id));
  for (NodeId id : g.parameters()) gradients.push_back(g.adjoint(id));
  return gradients;
}

/// Compares the last outputs of `gradient_graph` with `expected`.
void expect_gradients(const Graph& gradient_graph, const std::vector<double>& expected) {
  const auto outputs = gradient_graph.outputs();
  ASSERT_GE(outputs.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Output& output = outputs[outputs.size() - expected.size() + i];
    const double got = gradient_graph.value(output.node);
    EXPECT_PRED2(same_number, got, expected[i]) << gradient_graph.text(output.name);
  }
}

TEST(Gradient, OfMicrogradsExpression) {
  Graph g;
  const Value a = g.input("a", -4.0), b = g.input("b", 2.0);
  g.output("g", test::micrograd(a, b));

  const Graph result = gradient(g);
  ASSERT_EQ(result.outputs().size(), 3u);
  // Published in micrograd's README.
  EXPECT_NEAR(result.value(result.outputs()[0].node), 24.70408163265306, 1e-13);
  EXPECT_NEAR(result.value(result.outputs()[1].node), 138.8338192419825, 1e-10);
  EXPECT_NEAR(result.value(result.outputs()[2].node), 645.5772594752186, 1e-10);
  EXPECT_EQ(result.text(result.outputs()[1].name), "dg/da");
}

TEST(Gradient, HasTheBitsOfTheSweepOnRandomGraphs) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Graph g = test::random_graph(seed, {.nodes = 10 + static_cast<std::uint32_t>(seed % 60),
                                        .outputs = 1 + static_cast<std::uint32_t>(seed % 3),
                                        .wild = seed % 2 == 1});
    const std::vector<double> expected = engine_gradients(g);
    const Graph recorded = gradient(g);
    expect_gradients(recorded, expected);
    expect_gradients(optimize(recorded), expected);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(Gradient, HoldsOnOtherInputsToo) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Graph g = test::random_graph(seed, {.nodes = 40, .outputs = 2, .wild = true});
    const Graph optimized = optimize(gradient(g));
    exec::Replay engine(g), adjoint_graph(optimized);
    test::Random random(seed + 77);
    for (int point = 0; point < 4; ++point) {
      std::vector<double> x(g.inputs().size()), p(g.parameters().size());
      for (double& v : x) v = random.number(true);
      for (double& v : p) v = random.number(true);
      std::vector<double> x_bar(x.size()), p_bar(p.size()), y(optimized.outputs().size()), expected_y(2);
      engine.forward(x, p, expected_y);
      engine.backward({}, x_bar, p_bar);
      adjoint_graph.forward(x, p, y);
      std::vector<double> expected = expected_y;
      expected.insert(expected.end(), x_bar.begin(), x_bar.end());
      expected.insert(expected.end(), p_bar.begin(), p_bar.end());
      for (std::size_t i = 0; i < y.size(); ++i) EXPECT_PRED2(same_number, y[i], expected[i]) << "output " << i;
      if (HasFailure()) FAIL() << "seed " << seed << " point " << point;
    }
  }
}

TEST(Gradient, OfTheSideNotTakenLeaksNothing) {
  Graph g;
  const Value n = g.input("n", 0.0), x = g.input("x", 3.0);
  g.output("y", select(n > 0, x / n, n * 2));
  const Graph result = gradient(g);
  EXPECT_EQ(result.value(result.outputs()[1].node), 2.0);
  EXPECT_EQ(result.value(result.outputs()[2].node), 0.0);
}

TEST(Gradient, OfAGradientIsTheSecondDerivative) {
  Graph g;
  const Value x = g.input("x", 1.5), y = g.input("y", -0.5);
  g.output("f", x * x * x * y + sin(x * y));
  const Graph first = gradient(g);
  // f'' from the formula: xx 6xy - y² sin(xy), xy 3x² + cos(xy) - xy sin(xy), yy -x² sin(xy); xy = -0.75.
  const Graph by_x = gradient(first, {.output = 1});
  const auto outputs = by_x.outputs();
  ASSERT_EQ(outputs.size(), 5u);
  EXPECT_NEAR(by_x.value(outputs[3].node), -4.329590309994166, 1e-13);
  EXPECT_NEAR(by_x.value(outputs[4].node), 6.970459798856320, 1e-13);
  const Graph by_y = gradient(first, {.output = 2});
  EXPECT_NEAR(by_y.value(by_y.outputs()[3].node), 6.970459798856320, 1e-13);
  EXPECT_NEAR(by_y.value(by_y.outputs()[4].node), 1.5336872100525019, 1e-13);
}

TEST(Gradient, TakesSeedsAsInputs) {
  Graph g;
  const Value x = g.input("x", 3.0), w = g.parameter("w", 5.0);
  g.output("product", x * w);
  g.output("sum", x + w);
  Graph result = gradient(g, {.wrt = Wrt::Inputs, .seeds_are_inputs = true});
  ASSERT_EQ(result.inputs().size(), 3u);
  ASSERT_EQ(result.outputs().size(), 3u);
  exec::Replay replay(result);
  std::vector<double> y(3);
  replay.forward(std::vector<double>{3.0, 10.0, 100.0}, {}, y);
  EXPECT_EQ(y[2], 10.0 * 5.0 + 100.0);
}

TEST(Gradient, RefusesAnOutputThatIsNotThere) {
  Graph g;
  g.output("y", g.input("x", 1.0));
  EXPECT_THROW(gradient(g, {.output = 1}), UsageError);
}

TEST(Gradient, RefusesOutputsThatWentWithTheirFrame) {
  Graph g;
  const Value x = g.input("x", 1.0);
  {
    const auto frame = g.frame();
    g.output("loss", x * 3.0);
  }
  EXPECT_THROW(gradient(g), UsageError);
}

TEST(Gradient, OfAnOutputThatIsALeaf) {
  Graph g;
  const Value x = g.input("x", 7.0);
  g.output("y", x);
  g.output("again", x);
  const Graph result = gradient(g);
  EXPECT_EQ(result.value(result.outputs()[2].node), 2.0);
}

TEST(Gradient, AddsNoConditionWhereEveryPathIsUnconditional) {
  Graph g;
  const Value x = g.input("x", 0.5), y = g.input("y", 2.0);
  g.output("f", relu(x * y) + max(x * y, 1.0 * y));
  const Graph result = optimize(gradient(g));
  std::size_t selects = 0;
  for (std::uint32_t i = 0; i < result.size(); ++i) selects += result.op({i}) == Op::Select;
  // relu's partial, and one for each side of max.
  EXPECT_EQ(selects, 3u);
}

}  // namespace
}  // namespace mg
