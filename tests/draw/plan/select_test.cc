#include <gtest/gtest.h>

#include "draw/levels.h"
#include "mg/base/error.h"
#include "mg/draw/compare.h"
#include "mg/nn/mlp.h"

namespace mg::draw {
namespace {

using test::at;
using test::boxes_of;
using test::listed;

template <class Call> std::string complaint_of(Call&& call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

constexpr const char* diamond = R"(
%0 = input 1 "x"
%1 = parameter 2 "w"
%2 = sin %0 "top"
%3 = cos %0 "bottom"
%4 = mul %2 %1 "weighted"
%5 = add %4 %3 "join"
%6 = exp %5 "end"
%7 = log %0 "unused"
output "y" %6)";

TEST(Select, Path) {
  Graph graph = test::graph_of(diamond);
  struct Row {
    const char *from, *to;
    const char* boxes;
  };
  const std::vector<Row> rows{
      {"x", "end", "x, w, top, bottom, weighted, join, end"},
      {"top", "join", "x, w, top, weighted, join"},
      {"bottom", "y", "x, bottom, join, end"},
      {"join", "join", "join"},
      {"w", "join", "w, weighted, join"},
  };
  for (const Row& row : rows) {
    Options options = at(Detail::Full);
    options.from = row.from, options.to = row.to;
    const Drawing drawing = listed(graph, options);
    EXPECT_EQ(boxes_of(drawing), row.boxes) << row.from << ".." << row.to;
    EXPECT_EQ(drawing.nodes, drawing.boxes);
  }
  Options options = at(Detail::Full);
  options.from = "join", options.to = "top";
  EXPECT_EQ(complaint_of([&] { listed(graph, options); }),
            "to: nothing lies between \"join\" and \"top\", but from \"top\" to \"join\" there is a way");
  options.from = "x", options.to = "unused";
  EXPECT_EQ(complaint_of([&] { listed(graph, options); }), "to: nothing lies between \"x\" and \"unused\"");
  options.all = true;
  EXPECT_EQ(boxes_of(listed(graph, options)), "x, unused");
}

TEST(Select, OfABoxOnAPathAllIsThere) {
  Graph graph;
  const nn::Mlp mlp{graph, 2, {2, 1}, 1};
  const std::vector<Value> x{graph.input("x0", 1.0), graph.input("x1", 2.0)};
  graph.output("y", mlp(x)[0]);
  Options options = at(Detail::Neuron);
  options.from = "x0", options.to = "y";
  const std::string all = "x0, x1, mlp/layer0/neuron0 (8), mlp/layer0/neuron1 (8), mlp/layer1/neuron0 (7)";
  EXPECT_EQ(boxes_of(listed(graph, at(Detail::Neuron))), all);
  EXPECT_EQ(boxes_of(listed(graph, options)), all);
  options.from = "mlp/layer0/neuron0";
  const Drawing drawing = listed(graph, options);
  EXPECT_EQ(boxes_of(drawing), "x0, x1, mlp/layer0/neuron0 (8), mlp/layer1/neuron0 (7)");
  EXPECT_EQ(drawing.nodes, 17u);
  // A parameter that stands in a card is that card.
  options.from = options.to = "mlp/layer0/neuron0/w1";
  EXPECT_EQ(boxes_of(listed(graph, options)), "mlp/layer0/neuron0 (8)");
}

TEST(Select, WhatIsAskedForIsOutOfItsLayer) {
  Graph graph;
  const nn::Mlp mlp{graph, 2, {5, 1}, 1};
  const std::vector<Value> x{graph.input("x0", 1.0), graph.input("x1", 2.0)};
  graph.output("y", mlp(x)[0]);
  EXPECT_EQ(boxes_of(listed(graph, at(Detail::Layer))), "inputs (2), mlp/layer0 (40), mlp/layer1 (16)");
  Options options = at(Detail::Layer);
  options.focus = "mlp/layer0/neuron3";
  EXPECT_EQ(boxes_of(listed(graph, options)),
            "inputs (2), ReLU(w·x + b) (32), mlp/layer0/neuron3 (8), mlp/layer1 (16)");
  options.focus = "mlp/layer0/neuron3/w1";
  EXPECT_EQ(boxes_of(listed(graph, options)),
            "inputs (2), ReLU(w·x + b) (32), mlp/layer0/neuron3 (8), mlp/layer1 (16)");
  options.focus = "mlp/layer0";
  EXPECT_EQ(boxes_of(listed(graph, options)), "inputs (2), mlp/layer0 (40), mlp/layer1 (16)");
  options = at(Detail::Layer);
  options.from = "x1", options.to = "mlp/layer0/neuron3";
  EXPECT_EQ(boxes_of(listed(graph, options)), "x0, x1, mlp/layer0/neuron3 (8)");
  options = at(Detail::Layer);
  options.expand = {"mlp/layer0/neuron3"};
  EXPECT_EQ(boxes_of(listed(graph, options)).substr(0, 55), "inputs (2), ReLU(w·x + b) (32), mlp/layer0/neuron3/%38");
}

TEST(Select, APathNeedsBothEnds) {
  Graph graph = test::graph_of(diamond);
  Options options = at(Detail::Full);
  options.from = "x";
  EXPECT_EQ(listed(graph, options).boxes, 7u);
  options.from = "", options.to = "top";
  EXPECT_EQ(listed(graph, options).boxes, 7u);
}

TEST(Select, FocusAndItsRadius) {
  Graph graph = test::graph_of(diamond);
  struct Row {
    const char* focus;
    Detail detail;
    std::uint32_t radius;
    const char* boxes;
  };
  const std::vector<Row> rows{
      {"join", Detail::Full, 0, "join"},
      {"join", Detail::Full, 1, "bottom, weighted, join, end"},
      {"join", Detail::Full, 2, "x, w, top, bottom, weighted, join, end"},
      {"join", Detail::Full, 1'000'000'000, "x, w, top, bottom, weighted, join, end"},
      {"w", Detail::Full, 1, "w, weighted"},
      {"w", Detail::Fold, 0, "weighted (2)"},
      {"w", Detail::Fold, 1, "top, weighted (2), join"},
      {"w", Detail::Neuron, 0, "end (5)"},
  };
  for (const Row& row : rows) {
    Options options = at(row.detail);
    options.focus = row.focus;
    options.radius = row.radius;
    EXPECT_EQ(boxes_of(listed(graph, options)), row.boxes) << row.focus << " " << row.radius;
  }
}

TEST(Select, AFocusThatIsNotDrawnIsSaid) {
  Graph graph = test::graph_of(diamond);
  Options options = at(Detail::Full);
  options.focus = "unused";
  EXPECT_EQ(complaint_of([&] { listed(graph, options); }),
            "focus: \"unused\" is not drawn, as no output depends on it, and not all nodes are asked for");
  options.focus = "top", options.from = "bottom", options.to = "join";
  EXPECT_EQ(complaint_of([&] { listed(graph, options); }),
            "focus: \"top\" is not drawn, as it does not lie between from and to");
}

TEST(Compare, WantsTheSameStructure) {
  constexpr const char* base =
      "%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\n%3 = relu %2 0.01\noutput \"y\" %3";
  struct Row {
    const char* other;
    const char* complaint;
  };
  const std::vector<Row> rows{
      {base, ""},
      {"%0 = input 7 \"x\"\n%1 = constant nan\n%2 = mul %0 %1\n%3 = relu %2 0.01\noutput \"other\" %3", ""},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %1 %0\n%3 = relu %2 0.01\noutput \"y\" %3",
       "%2 = mul %0 %1 in the one, %2 = mul %1 %0 in the other"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = add %0 %1\n%3 = relu %2 0.01\noutput \"y\" %3",
       "%2 = mul %0 %1 in the one, %2 = add %0 %1 in the other"},
      {"%0 = input 1 \"x\"\n%1 = parameter 2\n%2 = mul %0 %1\n%3 = relu %2 0.01\noutput \"y\" %3",
       "%1 = constant in the one, %1 = parameter in the other"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\n%3 = relu %2 0\noutput \"y\" %3",
       "%3 = relu %2 0.01 in the one, %3 = relu %2 0 in the other"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\n%3 = relu %2 0.01\n%4 = sin %3\noutput \"y\" %3",
       "4 nodes in the one, 5 in the other"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\noutput \"y\" %2", "4 nodes in the one, 3 in the other"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\n%3 = relu %2 0.01\noutput \"y\" %2",
       "their outputs are other nodes"},
      {"%0 = input 1 \"x\"\n%1 = constant 2\n%2 = mul %0 %1\n%3 = relu %2 0.01\noutput \"y\" %3\noutput \"z\" %3",
       "their outputs are other nodes"},
  };
  const Graph graph = test::graph_of(base);
  for (const Row& row : rows) {
    const std::string complaint =
        *row.complaint == '\0' ? "" : fmt::format("a and b are not the same computation: {}", row.complaint);
    EXPECT_EQ(complaint_of([&] { require_same_structure(graph, "a", test::graph_of(row.other), "b"); }), complaint);
  }
}

TEST(Compare, SizesOfTheOtherRunAreChecked) {
  const Graph graph = test::neuron();
  const std::vector<double> few(3), enough(graph.size());
  EXPECT_THROW(draw(graph, graph.tape().values(), std::nullopt, {}, OtherRun{few, {}}), UsageError);
  EXPECT_THROW(draw(graph, graph.tape().values(), std::nullopt, {}, OtherRun{enough, few}), UsageError);
  EXPECT_NO_THROW(draw(graph, graph.tape().values(), std::nullopt, {}, OtherRun{enough, {}}));
}

}  // namespace
}  // namespace mg::draw
