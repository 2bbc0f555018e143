// What levels of detail are made of: names, ways, comparisons, alarms, and strips of numbers.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "draw/graphs.h"
#include "mg/core/error.h"
#include "mg/draw/alarm.h"
#include "mg/draw/card_text.h"
#include "mg/draw/compare.h"
#include "mg/draw/find.h"
#include "mg/draw/units.h"
#include "mg/text/reader.h"

namespace mg::draw {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Find, NodesByIdNameOutputPathAndScope) {
  const Graph graph = read(
      "mg-graph 1\n%0 = input 1 \"x\"\nscope \"a\" {\nscope \"n\" {\n%1 = parameter 1 \"w\"\n%2 = mul %1 "
      "%0\n}\n}\nscope "
      "\"b/n\" {\n%3 = parameter 1 \"w\"\n%4 = mul %3 %2 \"only here\"\n}\noutput \"y\" %4\nend 5\n");
  const Clusters clusters(graph);
  const auto found = [&](std::string_view name) {
    std::vector<std::uint32_t> ids;
    for (const NodeId id : find_nodes(graph, clusters, name, "--focus")) ids.push_back(id.index);
    return ids;
  };
  using Ids = std::vector<std::uint32_t>;
  EXPECT_EQ(found("%2"), Ids{2});
  EXPECT_EQ(found("x"), Ids{0});
  EXPECT_EQ(found("y"), Ids{4});
  EXPECT_EQ(found("only here"), Ids{4});
  EXPECT_EQ(found("b/n/w"), Ids{3});
  EXPECT_EQ(found("a"), (Ids{1, 2}));
  EXPECT_EQ(found("b/n"), (Ids{3, 4}));
  EXPECT_EQ(message_of([&] { found("w"); }), "--focus: 'w' may be 2 nodes: 'a/n/w (%1)', 'b/n/w (%3)'");
  EXPECT_EQ(message_of([&] { found("%5"); }), "--focus: there is no node or scope '%5'");
  EXPECT_EQ(message_of([&] { found("%1x"); }), "--focus: there is no node or scope '%1x'");
}

TEST(Focus, ReachesAsFarAsTheRadius) {
  Graph graph;
  Value x = graph.input("x", 1.0);
  for (int i = 0; i < 10; ++i) x = sin(x) * 2.0;
  graph.output("y", x);
  for (std::uint32_t radius = 0; radius < 4; ++radius) {
    Options options = test::at(Detail::Fold);
    options.focus = "%7";  // a sine; the 2 is in the card of its user
    options.radius = radius;
    EXPECT_EQ(test::drawn_without_gradient(graph, options).boxes, 2 * radius + 1);
    options.focus = "%6";  // a 2
    EXPECT_EQ(test::drawn_without_gradient(graph, options).boxes, 2 * radius + 1);
  }
}

TEST(Path, KeepsWhatLiesBetweenAndTheLeavesOfThat) {
  const Graph graph = read(
      "mg-graph 1\n%0 = input 1 \"x\"\n%1 = sin %0\n%2 = cos %0\n%3 = constant 2\n%4 = mul %1 %3\n%5 = add %4 %2\n"
      "output \"y\" %5\nend 6\n");
  Options options = test::at(Detail::Full);
  options.from = "%1";
  options.to = "y";
  const Drawing drawing = test::drawn_without_gradient(graph, options);
  EXPECT_EQ(drawing.boxes, 5u) << "%1, %4, %5, the constant and x";
  EXPECT_EQ(drawing.edges, 4u);
  options.to = "%1";
  EXPECT_EQ(test::drawn_without_gradient(graph, options).boxes, 2u) << "a node, and what it is made from";
  options.from = "y";
  EXPECT_EQ(message_of([&] { test::drawn_without_gradient(graph, options); }),
            "--path: nothing lies between 'y' and '%1'");
}

TEST(Compare, NamesTheFirstDifference) {
  const auto graph = [](const std::string& statements) {
    return read("mg-graph 1\n%0 = input 1 \"x\"\n" + statements);
  };
  const Graph one = graph("%1 = relu %0 0.01\n%2 = add %1 %0\noutput \"y\" %2\nend 3\n");
  const auto message = [&](const std::string& statements) {
    return message_of([&] { require_same_structure(one, "a.graph", graph(statements), "b.graph"); });
  };
  const std::string not_the_same = "a.graph and b.graph are not the same computation: ";
  EXPECT_EQ(message("%1 = relu %0 0.01 \"named\"\n%2 = add %1 %0\noutput \"z\" %2\nend 3\n"), "");
  EXPECT_EQ(message("%1 = relu %0 0.02\n%2 = add %1 %0\noutput \"y\" %2\nend 3\n"),
            not_the_same + "'%1 = relu %0 0.01' in the one, '%1 = relu %0 0.02' in the other");
  EXPECT_EQ(message("%1 = relu %0 0.01\n%2 = add %0 %1\noutput \"y\" %2\nend 3\n"),
            not_the_same + "'%2 = add %1 %0' in the one, '%2 = add %0 %1' in the other");
  EXPECT_EQ(message("%1 = relu %0 0.01\n%2 = add %1 %0\n%3 = neg %2\noutput \"y\" %2\nend 4\n"),
            not_the_same + "3 nodes in the one, 4 in the other");
  EXPECT_EQ(message("%1 = relu %0 0.01\n%2 = add %1 %0\noutput \"y\" %1\nend 3\n"),
            not_the_same + "their outputs are other nodes");
}

Drawing with_alarm(Graph& graph) {
  Options options = test::at(Detail::Full);
  options.not_finite = true;
  return test::drawn(graph, options);
}

TEST(Alarm, IsWhereTheFirstValueCameUp) {
  Graph graph;
  const Value x = graph.input("x", -1.0);
  const Value fine = exp(x);
  const Value birth = log(x);
  const Value next = birth * fine;
  graph.output("y", next + graph.input("late", infinity));
  const Drawing drawing = with_alarm(graph);
  EXPECT_EQ(drawing.alarm, "NaN starts here at %2");
  EXPECT_EQ(test::count(drawing.dot, "<B>NaN starts here</B>"), 1u);
  EXPECT_EQ(test::count(drawing.dot, "color=\"#ef4444\", penwidth=2.4"), 2u) << "birth to next, next to the sum";
}

TEST(Alarm, MayBeALeafOrAnInfinity) {
  Graph graph;
  graph.output("y", graph.input("big", -infinity) + 1.0);
  EXPECT_EQ(with_alarm(graph).alarm, "−∞ starts here at %0, big");
}

TEST(Alarm, IsSoughtInTheGradientWhereAllValuesAreFinite) {
  Graph graph;
  const Value x = graph.input("x", 0.0);
  graph.output("y", sqrt(x * 2.0) + 1.0);
  const Drawing drawing = with_alarm(graph);
  EXPECT_EQ(drawing.alarm, "∞ in the gradient starts here at %3");
  EXPECT_EQ(test::count(drawing.dot, "color=\"#ef4444\", penwidth=2.4"), 3u) << "back through × to x and to 2";
}

TEST(Alarm, IsNotWhereAllIsFinite) {
  Graph graph = test::neuron();
  EXPECT_EQ(with_alarm(graph).alarm, "");
}

TEST(Diff, ShowsOldAndNew) {
  Graph graph = test::neuron();
  const std::vector<double> values(graph.tape().values().begin(), graph.tape().values().end());
  std::vector<double> old = values;
  old[2] = 5.0;
  const Drawing drawing =
      draw(graph, values, std::nullopt, test::at(Detail::Fold), OtherRun{.values = old, .adjoints = {}});
  EXPECT_EQ(test::count(drawing.dot, "5 → </FONT>"), 1u);
  EXPECT_EQ(test::count(drawing.dot, "value 5 → -0.7"), 1u);
  EXPECT_EQ(test::count(drawing.dot, " → </FONT>"), 1u) << "what is equal is shown once";
}

TEST(Downsample, KeepsTheLargestOfEachShare) {
  EXPECT_EQ(downsample({}, 4), std::vector<double>{});
  EXPECT_EQ(downsample(std::vector<double>{1, -2}, 4), (std::vector<double>{1, -2}));
  EXPECT_EQ(downsample(std::vector<double>{1, -3, 2, 0, 0, 5}, 3), (std::vector<double>{-3, 2, 5}));
  EXPECT_TRUE(std::isnan(downsample(std::vector<double>{infinity, nan, 1}, 1).front()));
  const Matrix matrix{{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3};
  const Matrix small = downsample(matrix, 2, 2);
  EXPECT_EQ(small.columns, 2u);
  EXPECT_EQ(small.numbers, (std::vector<double>{5, 6, 8, 9}));
}

TEST(Dead, IsANeuronWithoutASlopeThatIsClosedForEverySample) {
  const auto dead = [](double slope, std::vector<double> samples) {
    Graph graph;
    const Value w = graph.parameter("w", 1.0), b = graph.parameter("b", 0.0);
    Value sum = 0.0;
    for (const double x : samples) sum += relu(w * graph.input("x", x) + b, slope);
    graph.output("y", sum);
    return test::count(test::drawn_without_gradient(graph, test::at(Detail::Neuron)).dot, "ROUNDED,DASHED") > 0;
  };
  EXPECT_TRUE(dead(0.0, {-1.0, -2.0}));
  EXPECT_TRUE(dead(0.0, {0.0}));
  EXPECT_FALSE(dead(0.0, {-1.0, 2.0}));
  EXPECT_FALSE(dead(0.0, {nan}));
  EXPECT_FALSE(dead(0.01, {-1.0}));
}

}  // namespace
}  // namespace mg::draw
