// Which boxes there are at each level, and what changes them by hand.

#include "draw/levels.h"

#include <gtest/gtest.h>

#include "mg/base/error.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"

namespace mg::draw {
namespace {

using test::at;
using test::boxes_of;
using test::graph_of;
using test::listed;

/// What is drawn at a level, or the complaint.
std::string boxes_at(Graph& graph, Detail detail, const std::vector<std::string>& collapse = {},
                     const std::vector<std::string>& expand = {}) {
  Options options = at(detail);
  options.collapse = collapse;
  options.expand = expand;
  try {
    return boxes_of(listed(graph, options));
  } catch (const UsageError& error) {
    return error.what();
  }
}

/// A net of 2 → 2 → 1 on one sample, with its loss.
Graph small_net(bool has_scopes) {
  const std::string text = R"(
%0 = input 1 "x0"
%1 = input 2 "x1"
scope "net" {
  scope "layer0" {
    scope "neuron0" {
      %2 = parameter 0.5 "w0"
      %3 = parameter -0.5 "w1"
      %4 = parameter 0 "b"
      %5 = mul %2 %0
      %6 = mul %3 %1
      %7 = add %5 %6
      %8 = add %7 %4
      %9 = relu %8 0
    }
    scope "neuron1" {
      %10 = parameter 0.25 "w0"
      %11 = parameter 0.75 "w1"
      %12 = parameter 0.1 "b"
      %13 = mul %10 %0
      %14 = mul %11 %1
      %15 = add %13 %14
      %16 = add %15 %12
      %17 = relu %16 0
    }
  }
  scope "layer1" {
    scope "neuron0" {
      %18 = parameter 0.25 "w0"
      %19 = parameter 0.75 "w1"
      %20 = parameter 0.1 "b"
      %21 = mul %18 %9
      %22 = mul %19 %17
      %23 = add %21 %22
      %24 = add %23 %20
    }
  }
}
%25 = constant 1 "target"
%26 = sub %24 %25
%27 = pow %26 2
output "loss" %27)";
  if (has_scopes) return graph_of(text);
  std::string stripped;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    if (line.find('{') == std::string::npos && line.find('}') == std::string::npos) stripped += line;
    begin = end;
  }
  return graph_of(stripped);
}

TEST(Levels, OfANet) {
  Graph graph = small_net(true);
  EXPECT_EQ(boxes_at(graph, Detail::Neuron),
            "x0, x1, net/layer0/neuron0 (8), net/layer0/neuron1 (8), net/layer1/neuron0 (7), %26 (2), %27");
  EXPECT_EQ(boxes_at(graph, Detail::Layer), "inputs (2), net/layer0 (16), net/layer1 (7), %26 (2), %27");
  EXPECT_EQ(boxes_at(graph, Detail::Neuron, {"net"}), "x0, x1, net (23), %26 (2), %27");
}

TEST(Levels, OfTheSameNetWithoutScopes) {
  Graph graph = small_net(false);
  EXPECT_EQ(boxes_at(graph, Detail::Neuron), "x0, x1, %9 (8), %17 (8), %24 (7), %26 (2), %27");
  EXPECT_EQ(boxes_at(graph, Detail::Layer), "inputs (2), ReLU(w·x + b) (16), %24 (7), %26 (2), %27");
}

TEST(Levels, ALayerIsOneBoxWhetherItsNeuronsHaveScopesOrNot) {
  Graph graph = graph_of(R"(
%0 = input 1 "x"
scope "net" {
  scope "layer0" {
    %1 = parameter 1
    %2 = parameter 1
    %3 = mul %0 %1
    %4 = add %3 %2
    %5 = tanh %4
    %6 = parameter 1
    %7 = parameter 1
    %8 = mul %0 %6
    %9 = add %8 %7
    %10 = tanh %9
  }
  scope "layer1" {
    %11 = parameter 1
    %12 = parameter 1
    %13 = mul %11 %5
    %14 = mul %12 %10
    %15 = add %13 %14
    %16 = sin %15
    %17 = cos %16
    %18 = mul %16 %17
  }
}
output "y" %18)");
  EXPECT_EQ(boxes_at(graph, Detail::Layer), "x, net/layer0 (10), net/layer1 (8)");
}

TEST(Levels, OuterScopesUntilItFits) {
  // 200 layers in 20 blocks of 10.
  Graph graph;
  Value x = graph.input("x", 1.0);
  for (int block = 0; block < 20; ++block) {
    const Scope outer = graph.scope("block" + std::to_string(block));
    for (int layer = 0; layer < 10; ++layer) {
      const Scope inner = graph.scope("layer" + std::to_string(layer));
      Value sum = x * graph.parameter("w", 0.5);
      for (int i = 0; i < 2; ++i) sum += graph.parameter("v", 0.5) * x;
      const Value z = sum + graph.parameter("b", 0.1);
      x = tanh(z) * sin(z) + cos(z) * exp(z);
    }
  }
  graph.output("y", x);
  const Drawing drawing = listed(graph, at(Detail::Layer));
  EXPECT_EQ(drawing.boxes, 21u);
  EXPECT_EQ(drawing.list[1].title, "block0");
  EXPECT_EQ(drawing.list[1].expand, "block0");
}

TEST(Levels, SiblingsOfTheSameStructureAreOneBox) {
  const auto siblings = [](const char* second) {
    return fmt::format(R"(
%0 = input 1 "x"
scope "a" {{
%1 = sin %0
%2 = cos %0
%3 = exp %1
%4 = mul %1 %2
%5 = add %3 %4
}}
scope "b" {{
%6 = sin %0
%7 = cos %0
%8 = {} %6
%9 = mul %6 %7
%10 = add %8 %9
}}
%11 = sub %5 %10
%12 = mul %11 %11
output "y" %12)",
                       second);
  };
  Graph alike = graph_of(siblings("exp"));
  EXPECT_EQ(boxes_at(alike, Detail::Layer, {"a", "b"}), "x, a (10), %11, %12");
  EXPECT_EQ(boxes_at(alike, Detail::Full, {"a", "b"}), "x, a (5), b (5), %11, %12") << "by hand";
  Options options = at(Detail::Layer);
  options.collapse = {"a", "b"};
  const Drawing drawing = listed(alike, options);
  EXPECT_EQ(test::count(drawing.dot, "×2, 10 nodes"), 1u);
  EXPECT_EQ(drawing.list[1].expand, "") << "a box of several scopes is no scope";
  Graph other = graph_of(siblings("log"));
  EXPECT_EQ(boxes_at(other, Detail::Layer, {"a", "b"}), "x, a (5), b (5), %11, %12");
}

TEST(Levels, ExpandIsOneLevelFiner) {
  Graph graph = small_net(true);
  EXPECT_EQ(boxes_at(graph, Detail::Layer, {}, {"net/layer0"}),
            "inputs (2), net/layer0/neuron0 (8), net/layer0/neuron1 (8), net/layer1 (7), %26 (2), %27");
  EXPECT_EQ(boxes_at(graph, Detail::Layer, {}, {"layer0", "neuron1"}),
            "inputs (2), net/layer0/neuron0 (8), net/layer0/neuron1/%13 (2), net/layer0/neuron1/%14 (2), "
            "net/layer0/neuron1/%15, net/layer0/neuron1/%16 (2), net/layer0/neuron1/%17, net/layer1 (7), %26 (2), %27");
  EXPECT_EQ(boxes_at(graph, Detail::Layer, {}, {"layer1", "layer1", "layer1"}),
            "inputs (2), net/layer0 (16), net/layer1/neuron0/w0, net/layer1/neuron0/w1, net/layer1/neuron0/b, "
            "net/layer1/neuron0/%21, net/layer1/neuron0/%22, net/layer1/neuron0/%23, net/layer1/neuron0/%24, %26 (2), "
            "%27");
  EXPECT_EQ(boxes_at(graph, Detail::Neuron, {"net"}, {"net"}), boxes_at(graph, Detail::Neuron))
      << "one takes back the other";
}

TEST(Levels, UnknownScopesAreSaid) {
  Graph graph = small_net(true);
  EXPECT_EQ(boxes_at(graph, Detail::Layer, {}, {"net/layer7"}),
            "expand: no scope is called \"net/layer7\" (did you mean \"net/layer0\"?)");
  EXPECT_EQ(boxes_at(graph, Detail::Full, {"neuron0"}, {}),
            "collapse: several are called \"neuron0\": net/layer0/neuron0, net/layer1/neuron0; name one by its path");
  Graph plain = small_net(false);
  EXPECT_EQ(boxes_at(plain, Detail::Full, {"net"}, {}), "collapse: no scope is called \"net\" (there are none)");
}

TEST(Levels, CollapseAtEveryLevel) {
  Graph graph = small_net(true);
  for (const DetailRow& row : details) {
    const std::string boxes = boxes_at(graph, row.detail, {"net/layer0"});
    EXPECT_EQ(test::count(boxes, "net/layer0 (16)"), 1u) << row.name << ": " << boxes;
    EXPECT_EQ(test::count(boxes, "neuron1"), 0u) << row.name << ": " << boxes;
  }
}

TEST(Levels, OddGraphs) {
  struct Row {
    const char* what;
    const char* graph;
    const char* boxes;  ///< at every level
  };
  const std::vector<Row> rows{
      {"one node", "%0 = input 1 \"x\"\noutput \"y\" %0", "x"},
      {"a constant", "%0 = constant 1\noutput \"y\" %0", "%0"},
      {"a node that is two outputs", "%0 = input 1 \"x\"\n%1 = sin %0\noutput \"y\" %1\noutput \"z\" %1", "x, %1"},
      {"a parameter that is an output", "%0 = parameter 1 \"w\"\n%1 = sin %0\noutput \"w\" %0\noutput \"y\" %1",
       "w, %1"},
      {"a parameter that nothing uses", "%0 = parameter 1 \"w\"\n%1 = input 1 \"x\"\noutput \"y\" %1", "w, x"},
      {"an input that nothing uses", "%0 = input 1 \"u\"\n%1 = input 1 \"x\"\n%2 = sin %1\noutput \"y\" %2",
       "u, x, %2"},
      {"a guard", "%0 = input 1 \"x\"\n%1 = lt %0 %0\nguard %1 0 \"a.h:1\"\noutput \"y\" %0", "x"},
      {"a select", "%0 = input 1 \"x\"\n%1 = select %0 %0 %0\noutput \"y\" %1", "x, %1"},
  };
  for (const Row& row : rows) {
    Graph graph = graph_of(row.graph);
    for (const DetailRow& level : details) {
      EXPECT_EQ(boxes_at(graph, level.detail), row.boxes) << row.what << ", " << level.name;
    }
  }
}

TEST(Levels, OfAnEmptyGraph) {
  const Graph graph;
  for (const DetailRow& level : details) {
    const Drawing drawing = test::drawn_without_gradient(graph, at(level.detail));
    EXPECT_EQ(drawing.boxes, 0u);
    EXPECT_EQ(drawing.edges, 0u);
  }
}

TEST(Levels, ManyOutputsOfOneNodeAreCounted) {
  Graph graph;
  const Value y = sin(graph.input("x", 1.0));
  for (int i = 0; i < 1000; ++i) graph.output("y" + std::to_string(i), y);
  for (const DetailRow& level : details) {
    const Drawing drawing = test::drawn(graph, at(level.detail));
    EXPECT_LT(drawing.dot.size(), 6000u) << level.name;
    EXPECT_EQ(test::count(drawing.dot, "y3"), 2u) << "on the card and in the tooltip";
    EXPECT_EQ(test::count(drawing.dot, "… 996 more"), 2u);
  }
}

TEST(Levels, StepsOneAfterTheOtherAreOneBoxWhenNothingElseFits) {
  Graph graph;
  Value x = graph.input("x", 0.5);
  for (int i = 0; i < 1000; ++i) {
    const Scope step = graph.scope(fmt::format("step{}", i));
    x = sin(x) * 0.5;
  }
  graph.output("y", sin(x));
  const Options options = test::at(Detail::Auto);
  EXPECT_EQ(test::drawn_without_gradient(graph, options).boxes, 3u) << "x, the steps, and the last sine";
  EXPECT_NE(test::drawn_without_gradient(graph, options).dot.find("step0 … step999"), std::string::npos);
}

TEST(Levels, ExpandTakesScopesThatLookLikeIds) {
  Graph graph;
  {
    const Scope odd = graph.scope("%2");
    const Scope empty = graph.scope("%0/nothing");
  }
  graph.output("y", sin(graph.input("x", 1.0)));
  Options options = at(Detail::Neuron);
  options.expand = {"%2/%0/nothing"};
  EXPECT_EQ(boxes_of(listed(graph, options)), "x, %1");
}

}  // namespace
}  // namespace mg::draw
