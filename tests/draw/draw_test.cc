#include "mg/draw/draw.h"

#include <gtest/gtest.h>

#include "draw/graphs.h"
#include "mg/base/error.h"
#include "mg/draw/look/gradient_scale.h"
#include "mg/draw/look/symbol.h"

namespace mg::draw {
namespace {

using test::at;
using test::count;
using test::drawn;
using test::drawn_without_gradient;

TEST(Draw, CountsWhatItDraws) {
  Graph graph = test::neuron();
  const Drawing full = drawn(graph, at(Detail::Full));
  EXPECT_EQ(full.nodes, 11u);
  EXPECT_EQ(full.boxes, 11u);
  EXPECT_EQ(full.edges, 10u);  // of four binary operations, and two unary ones
  const Drawing fold = drawn(graph, at(Detail::Fold));
  EXPECT_EQ(fold.nodes, 11u);
  EXPECT_EQ(fold.boxes, 8u);  // without w1, w2, b
  EXPECT_EQ(fold.edges, 7u);
  EXPECT_EQ(count(fold.dot, " -> "), 7u);
}

TEST(Draw, LeavesOutWhatNoOutputDependsOn) {
  Graph graph;
  const Value x = graph.input("x", 1.0);
  graph.input("unused", 2.0);
  graph.output("y", x + 1.0);
  static_cast<void>(x * 7.0);
  Options options = at(Detail::Full);
  EXPECT_EQ(drawn(graph, options).boxes, 4u);  // x, unused, 1, y
  options.all = true;
  EXPECT_EQ(drawn(graph, options).boxes, 6u);
}

TEST(Draw, AGraphWithoutOutputsIsDrawnWhole) {
  Graph graph;
  static_cast<void>(graph.input("x", 1.0) * 7.0);
  EXPECT_EQ(drawn_without_gradient(graph, at(Detail::Full)).boxes, 3u);
}

TEST(Draw, AnEmptyGraphIsAPicture) {
  const Graph graph;
  const Drawing drawing = drawn_without_gradient(graph, at(Detail::Auto));
  EXPECT_EQ(drawing.boxes, 0u);
  EXPECT_TRUE(drawing.dot.starts_with("digraph \"test\" {"));
}

TEST(Draw, ANameOfWhichNothingCanBeShownIsNone) {
  Graph graph;
  graph.output("y", sin(graph.input("\x01", 1.0)));
  Options options = at(Detail::Full);
  options.values = false;
  const std::string dot = drawn_without_gradient(graph, options).dot;
  EXPECT_EQ(count(dot, "<B>%0</B>"), 1u) << dot;
  EXPECT_EQ(count(dot, "<TR></TR>"), 0u);
}

TEST(Draw, ALeafUsedMoreThanEightTimesFolds) {
  for (const int uses : {8, 9}) {
    Graph graph;
    const Value x = graph.input("x", 1.0);
    const Value other = graph.input("other", 2.0);
    Value sum = other;
    for (int i = 0; i < uses; ++i) sum += x;
    graph.output("y", sum);
    const Drawing drawing = drawn(graph, at(Detail::Fold));
    EXPECT_EQ(drawing.boxes, 10u) << uses;  // 8 sums and both leaves, or 9 and one
    EXPECT_EQ(drawing.edges, uses == 8 ? 16u : 9u) << uses;
    EXPECT_EQ(drawing.dot.find("n0 [") == std::string::npos, uses == 9) << uses;
  }
}

TEST(Draw, ALeafThatIsAnOutputDoesNotFold) {
  Graph graph;
  const Value w = graph.parameter("w", 2.0);
  graph.output("y", w * graph.input("x", 3.0));
  graph.output("w again", w);
  const Drawing drawing = drawn(graph, at(Detail::Fold));
  EXPECT_EQ(drawing.boxes, 3u);
  EXPECT_NE(drawing.dot.find("output w again"), std::string::npos);
}

/// Every operation is used by the next two: nothing to take together.
Graph braid(int count) {
  Graph graph;
  Value x = graph.input("x", 1.0), y = graph.input("y", 0.5);
  for (int i = 0; i < count; ++i) {
    const Value next = i % 2 == 0 ? x * y : x - y;
    x = y;
    y = next;
  }
  graph.output("z", y);
  return graph;
}

TEST(Draw, AutoTakesTheFirstLevelThatIsEasyToRead) {
  Graph graph = test::neuron();
  EXPECT_EQ(drawn(graph, at(Detail::Auto)).detail, Detail::Full);
  Graph larger;
  Value sum = larger.input("x", 1.0);
  for (int i = 0; i < 80; ++i) sum = sum * larger.parameter("w", 0.5);  // 161 boxes, folded 81
  larger.output("y", sum);
  EXPECT_EQ(drawn(larger, at(Detail::Auto)).detail, Detail::Fold);
  Graph huge;
  Value chain = huge.input("x", 1.0);
  for (int i = 0; i < 400; ++i) chain = sin(chain);
  huge.output("y", chain);
  const Drawing formula = drawn(huge, at(Detail::Auto));
  EXPECT_EQ(formula.detail, Detail::Neuron);
  EXPECT_EQ(formula.boxes, 2u);
  Graph woven = braid(200);
  EXPECT_EQ(drawn(woven, at(Detail::Auto)).detail, Detail::Layer) << "nothing fits: the coarsest";
}

/// A chain of `count` sines.
Graph chain(int count) {
  Graph graph;
  Value x = graph.input("x", 1.0);
  for (int i = 0; i < count; ++i) x = sin(x);
  graph.output("y", x);
  return graph;
}

TEST(Draw, RefusesWhatCannotBeLaidOut) {
  const Graph graph = braid(300'000);
  try {
    drawn_without_gradient(graph, at(Detail::Auto));
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "300002 boxes and 600000 edges (detail layer) are too much to draw, at most 5000 and 12000");
  }
}

TEST(Draw, ARefusalNamesTheLevelThatFits) {
  Graph graph;
  Value sum = graph.input("x", 1.0);
  for (int i = 0; i < 2600; ++i) sum = sum * graph.parameter("w", 1.0);
  graph.output("y", sum);
  try {
    drawn_without_gradient(graph, at(Detail::Full));
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "5201 boxes and 5200 edges (detail full) are too much to draw, at most 5000 and 12000; "
                 "detail fold has 2601 boxes and 2600 edges");
  }
  Options options = at(Detail::Full);
  options.force = true;
  EXPECT_EQ(count(drawn_without_gradient(graph, options).dot, "class=\"op\""), 2599u);
}

TEST(Draw, LargeDrawingsAreLaidOutFaster) {
  EXPECT_EQ(drawn_without_gradient(chain(99), at(Detail::Full)).dot.find("nslimit"), std::string::npos);
  EXPECT_NE(drawn_without_gradient(chain(100), at(Detail::Full)).dot.find("nslimit=4, nslimit1=4"), std::string::npos);
  EXPECT_EQ(drawn_without_gradient(chain(999), at(Detail::Full)).dot.find("splines"), std::string::npos);
  EXPECT_NE(drawn_without_gradient(chain(1000), at(Detail::Full)).dot.find("splines=line, nslimit=2, nslimit1=2"),
            std::string::npos);
}

TEST(Draw, VeryLargeDrawingsHaveNoClusters) {
  for (const int length : {1999, 2000}) {
    Graph graph;
    {
      const Scope scope = graph.scope("s");
      Value x = graph.input("x", 1.0);
      for (int i = 0; i < length; ++i) x = sin(x);
      graph.output("y", x);
    }
    const Drawing drawing = drawn_without_gradient(graph, at(Detail::Full));
    EXPECT_EQ(count(drawing.dot, "subgraph cluster_"), length == 1999 ? 1u : 0u);
  }
}

TEST(Draw, ScopesOfTheSamePathAreOneCluster) {
  Graph graph;
  Value x = graph.input("x", 1.0);
  {
    const Scope a = graph.scope("a");
    const Scope b = graph.scope("b");
    x = sin(x);
  }
  {
    const Scope c = graph.scope("c");
    x = sin(x);
  }
  {
    const Scope ab = graph.scope("a/b");
    x = sin(x);
  }
  { const Scope empty = graph.scope("nothing in it"); }
  graph.output("y", x);
  const std::string dot = drawn_without_gradient(graph, at(Detail::Full)).dot;
  EXPECT_EQ(count(dot, "subgraph cluster_"), 3u);  // a, a/b, c
  EXPECT_EQ(count(dot, "tooltip=\"a/b\""), 1u);
  EXPECT_EQ(dot.find("nothing in it"), std::string::npos);
}

TEST(Draw, ScopesMayNestAsDeepAsTheyLike) {
  Graph graph;
  constexpr int depth = 50'000;
  for (int i = 0; i < depth; ++i) graph.open_scope("deep");
  graph.output("y", graph.input("x", 1.0));
  for (int i = 0; i < depth; ++i) graph.close_scope();
  EXPECT_EQ(count(drawn_without_gradient(graph, at(Detail::Full)).dot, "subgraph cluster_"), 16u);
}

TEST(Draw, GradientThatVanishesIsReported) {
  Graph graph;
  graph.output("y", relu(graph.input("x", -1.0), 0.0));
  const Drawing drawing = drawn(graph, at(Detail::Full));
  EXPECT_TRUE(drawing.gradient_vanishes);
  EXPECT_NE(drawing.dot.find("the gradient is 0 at every input and parameter"), std::string::npos);
  EXPECT_NE(drawing.dot.find("style=dashed"), std::string::npos);
  Graph alive = test::neuron();
  EXPECT_FALSE(drawn(alive, at(Detail::Full)).gradient_vanishes);
  EXPECT_FALSE(drawn_without_gradient(graph, at(Detail::Full)).gradient_vanishes);
}

TEST(Draw, WithoutGradientsThereAreNoPills) {
  Graph graph = test::neuron();
  const std::string dot = drawn_without_gradient(graph, at(Detail::Full)).dot;
  EXPECT_EQ(dot.find("∇"), std::string::npos);
  EXPECT_EQ(dot.find("gradient of"), std::string::npos);
}

TEST(Draw, WithoutValuesOnlyConstantsHaveThem) {
  Graph graph;
  graph.output("y", graph.input("x", 77.0) * 3.5);
  Options options = at(Detail::Full);
  options.values = false;
  const std::string dot = drawn_without_gradient(graph, options).dot;
  EXPECT_EQ(dot.find("77"), std::string::npos);
  EXPECT_EQ(dot.find("269.5"), std::string::npos);
  EXPECT_NE(dot.find("3.5"), std::string::npos);
}

TEST(Draw, TopToBottomTurnsThePorts) {
  Graph graph = test::neuron();
  Options options = at(Detail::Fold);
  options.direction = Direction::TopToBottom;
  const std::string dot = drawn(graph, options).dot;
  EXPECT_NE(dot.find("rankdir=TB"), std::string::npos);
  EXPECT_NE(dot.find(":s -> "), std::string::npos);
  EXPECT_NE(dot.find(":a:n ["), std::string::npos);
  EXPECT_EQ(dot.find(":e -> "), std::string::npos);
}

TEST(Draw, WrongSizesAreUsageErrors) {
  Graph graph = test::neuron();
  const std::vector<double> short_list(3);
  EXPECT_THROW(draw(graph, short_list, std::nullopt, {}), UsageError);
  EXPECT_THROW(draw(graph, graph.tape().values(), Gradient{short_list, {0}}, {}), UsageError);
  EXPECT_THROW(draw(graph, graph.tape().values(), Gradient{graph.tape().values(), {99}}, {}), UsageError);
}

TEST(Draw, DetailsHaveNamesAndAnOrder) {
  EXPECT_EQ(name(Detail::Auto), "auto");
  EXPECT_EQ(name(Detail::Full), "full");
  EXPECT_EQ(name(Detail::Fold), "fold");
  EXPECT_EQ(coarser(Detail::Full), Detail::Fold);
  EXPECT_EQ(name(Detail::Neuron), "neuron");
  EXPECT_EQ(name(Detail::Layer), "layer");
  EXPECT_EQ(coarser(Detail::Fold), Detail::Neuron);
  EXPECT_EQ(coarser(Detail::Layer), std::nullopt);
}

TEST(GradientScale, StepsOfTheLargest) {
  GradientScale scale;
  scale.include(-2.0);
  scale.include(1.0);
  scale.include(std::numeric_limits<double>::infinity());
  const std::vector<std::pair<double, std::size_t>> rows{
      {0.0, 0},   {1e-300, 1}, {0.0099, 1}, {0.01, 2}, {-0.0999, 2}, {0.1, 3},
      {0.399, 3}, {-0.4, 4},   {0.999, 4},  {1.0, 5},  {-2.0, 5},    {std::numeric_limits<double>::infinity(), 5}};
  for (const auto& [gradient, step] : rows) EXPECT_EQ(scale.step(gradient), step) << gradient;
}

TEST(Symbol, OfPowers) {
  const std::vector<std::pair<double, std::string>> rows{
      {2.0, "x²"},   {3.0, "x³"}, {0.5, "√x"},    {-1.0, "1/x"},      {10.0, "x¹⁰"},
      {-2.0, "x⁻²"}, {0.0, "x⁰"}, {2.5, "x^2.5"}, {-0.25, "x^−0.25"}, {1e10, "x^1e10"}};
  for (const auto& [exponent, text] : rows) EXPECT_EQ(symbol(Op::PowConst, exponent), text);
  EXPECT_EQ(symbol(Op::Relu, 0.01), "ReLU");
  EXPECT_EQ(symbol(Op::Mul, 0.0), "×");
}

}  // namespace
}  // namespace mg::draw
