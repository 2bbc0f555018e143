// What cards of neurons, groups and leaves show.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "draw/levels.h"
#include "mg/draw/cards/card_text.h"
#include "mg/draw/facts/group_facts.h"
#include "mg/draw/facts/leaves_facts.h"
#include "mg/draw/facts/unit_facts.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void expect_numbers(const std::vector<double>& numbers, const std::vector<double>& expected) {
  ASSERT_EQ(numbers.size(), expected.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_TRUE(numbers[i] == expected[i] || (std::isnan(numbers[i]) && std::isnan(expected[i])))
        << i << ": " << numbers[i] << ", not " << expected[i];
  }
}

TEST(Downsample, KeepsTheLargestOfEachShare) {
  expect_numbers(downsample(std::vector<double>{}, 4), {});
  expect_numbers(downsample(std::vector<double>{1, -2, 3}, 4), {1, -2, 3});
  expect_numbers(downsample(std::vector<double>{1, -2, 3, 0}, 2), {-2, 3});
  expect_numbers(downsample(std::vector<double>{1, 2, 3, 4, 5}, 2), {3, 5});
  expect_numbers(downsample(std::vector<double>{infinity, nan, -infinity, 5}, 2), {nan, -infinity});
  expect_numbers(downsample(std::vector<double>{nan, infinity, 1}, 1), {nan});
}

TEST(Downsample, KeepsTheShapeOfMatrices) {
  Matrix matrix{{}, 100};
  for (int i = 0; i < 7 * 100; ++i) matrix.numbers.push_back(i == 6 * 100 + 99 ? -5.0 : 1.0);
  const Matrix few = downsample(matrix, 3, 48);
  EXPECT_EQ(few.columns, 48u);
  ASSERT_EQ(few.numbers.size(), 3u * 48u);
  EXPECT_EQ(few.numbers.back(), -5.0);
  EXPECT_EQ(downsample(Matrix{}, 3, 48).numbers.size(), 0u);
}

/// A graph with all that is needed to make cards of it.
struct Cards {
  explicit Cards(Graph& from, Detail detail, bool has_values = true, bool has_gradients = true)
      : graph(from),
        clusters(graph),
        full(full_outline(graph, false)),
        planner(graph, clusters, full, {}),
        plan(planner.plan(detail)),
        inputs(graph, planner.units().cones()) {
    numbers.values = graph.tape().values();
    numbers.show_values = has_values;
    if (has_gradients) {
      numbers.root = graph.outputs().front().node;
      adjoints = test::adjoints_of(graph);
      numbers.adjoints = adjoints;
    }
    scene.emplace(graph, clusters, numbers);
  }
  UnitCard unit(std::uint32_t id) {
    return unit_card(*scene, plan, {}, planner.units(), plan.parts.at(plan.part_of[id]), inputs);
  }
  GroupCard group(std::uint32_t id) {
    std::vector<NodeId> members;
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (plan.part_of[i] == plan.part_of[id]) members.push_back({i});
    }
    return group_card(*scene, plan, {}, planner.units(), plan.parts.at(plan.part_of[id]), members, inputs);
  }
  LeavesCard leaves(std::uint32_t id) {
    return leaves_card(*scene, {}, planner.units(), plan.parts.at(plan.part_of[id]));
  }

  Graph& graph;
  Clusters clusters;
  Outline full;
  Planner planner;
  Plan plan;
  ConeInputs inputs;
  NodeNumbers numbers;
  std::vector<double> adjoints;
  std::optional<Scene> scene;
};

std::string lines_of(const UnitCard& card) {
  std::string text;
  for (const UnitCard::Line& line : card.lines) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", line.name);
    if (line.figures.value) text += fmt::format(" {}", *line.figures.value);
    if (line.figures.gradient) text += fmt::format(" ∇{}", *line.figures.gradient);
    if (line.has_port) text += " <";
  }
  return text;
}

constexpr const char* neuron = R"(
%0 = input 2 "x"
%1 = input 3 "h"
%2 = parameter 4 "w"
%3 = parameter 5 "u"
%4 = parameter -30 "b"
%5 = mul %2 %0
%6 = mul %3 %1
%7 = add %5 %6
%8 = add %7 %4
%9 = relu %8 0 "out"
output "y" %9)";

TEST(UnitCard, OfANeuron) {
  Graph graph = test::graph_of(neuron);
  Cards cards(graph, Detail::Neuron);
  const UnitCard card = cards.unit(9);
  EXPECT_EQ(card.title, "y");
  EXPECT_EQ(card.formula, "ReLU(w·x + b)");
  EXPECT_EQ(lines_of(card), "w 4 ∇0 <, u 5 ∇0 <, b -30 ∇0");
  EXPECT_TRUE(card.dead);
  EXPECT_EQ(card.before, -7.0);
  EXPECT_EQ(*card.out.value, 0.0);
  EXPECT_FALSE(std::signbit(*card.out.value)) << "0 times a negative number is drawn as 0";
}

TEST(UnitCard, WithoutNumbers) {
  Graph graph = test::graph_of(neuron);
  const UnitCard card = Cards(graph, Detail::Neuron, false, false).unit(9);
  EXPECT_EQ(lines_of(card), "w <, u <, b");
  EXPECT_FALSE(card.before || card.out.value || card.out.gradient);
  const std::string text = label(card, {}, Theme::Dark);
  EXPECT_EQ(text.find("PORT=\"out\""), std::string::npos);
  EXPECT_EQ(text.find("−7"), std::string::npos);
}

TEST(UnitCard, DeadNeuronsOfTwoRunsAreTheSame) {
  Graph graph = test::graph_of(neuron);
  const Drawing drawing =
      draw(graph, graph.tape().values(), std::nullopt, test::at(Detail::Neuron), OtherRun{graph.tape().values(), {}});
  EXPECT_EQ(drawing.dot.find(" → </FONT>"), std::string::npos) << "nothing has changed\n" << drawing.dot;
}

TEST(UnitCard, WhatComesFromADeadNeuronIsNoMinusZero) {
  Graph graph = test::graph_of(std::string(neuron) + "\n%10 = sin %9\n%11 = cos %10\n%12 = exp %11\noutput \"z\" %12");
  EXPECT_EQ(lines_of(Cards(graph, Detail::Neuron, true, false).unit(12)), "out 0 <");
}

TEST(UnitCard, OperandsOfTwoRunsAreCompared) {
  Graph graph = test::graph_of("%0 = input 2 \"x\"\n%1 = sin %0\n%2 = cos %1\n%3 = exp %2\noutput \"y\" %3");
  std::vector<double> older(graph.tape().values().begin(), graph.tape().values().end());
  older[0] = 3.0;
  const Drawing drawing =
      draw(graph, graph.tape().values(), std::nullopt, test::at(Detail::Neuron), OtherRun{older, {}});
  EXPECT_EQ(test::count(drawing.dot, "3 → </FONT>"), 2u) << "on the input, and where it is used";
}

TEST(UnitCard, DeadIsWhatLetsNothingThrough) {
  constexpr const char* leaves = "%0 = input {} \"x\"\n%1 = parameter {} \"w\"\n%2 = parameter {} \"b\"\n";
  const std::vector<std::pair<std::array<double, 3>, bool>> rows{
      {{1, 1, 1}, false}, {{1, -1, 0}, true}, {{0, 1, 0}, true}, {{0, 1, -0.0}, true}, {{1, nan, 1}, false},
  };
  for (const auto& [numbers, dead] : rows) {
    Graph graph = test::graph_of(fmt::format(fmt::runtime(leaves), numbers[0], numbers[1], numbers[2]) +
                                 "%3 = mul %0 %1\n%4 = add %3 %2\n%5 = relu %4 0\noutput \"y\" %5");
    EXPECT_EQ(Cards(graph, Detail::Neuron).unit(5).dead, dead) << numbers[0] << " " << numbers[1] << " " << numbers[2];
  }
  Graph leaky = test::graph_of(fmt::format(fmt::runtime(leaves), 1, -1, 0) +
                               "%3 = mul %0 %1\n%4 = add %3 %2\n%5 = relu %4 0.01\noutput \"y\" %5");
  EXPECT_FALSE(Cards(leaky, Detail::Neuron).unit(5).dead);
}

/// A sum of `terms` products of inputs and parameters, or of inputs alone.
Graph wide(int terms, bool has_weights) {
  Graph graph;
  Value sum;
  for (int i = 0; i < terms; ++i) {
    Value term = graph.input("x" + std::to_string(i), 100 + i);
    if (has_weights) term = graph.parameter("w" + std::to_string(i), 200 + i) * term;
    sum = i == 0 ? term : sum + term;
  }
  graph.output("y", sum + (has_weights ? graph.parameter("bias", 300) : graph.input("x", 99)));
  return graph;
}

TEST(UnitCard, ManyWeightsAreAStrip) {
  for (const int inputs : {13, 14}) {
    Graph graph = wide(inputs, true);
    const std::uint32_t root = graph.outputs().front().node.index;
    const UnitCard card = Cards(graph, Detail::Neuron).unit(root);
    ASSERT_EQ(card.strips.size(), 2u);
    EXPECT_EQ(card.lines.size(), 1u);
    EXPECT_EQ(card.strips[0].numbers.size(), static_cast<std::size_t>(inputs)) << "the bias has its line";
    EXPECT_TRUE(card.strips[0].name.ends_with(short_number(std::sqrt([&] {
      double sum = 0;
      for (int i = 0; i < inputs; ++i) sum += (200.0 + i) * (200.0 + i);
      return sum;
    }()))))
        << card.strips[0].name;
    const UnitCard plain = Cards(graph, Detail::Neuron, false, false).unit(root);
    EXPECT_EQ(plain.strips.size(), 0u);
    EXPECT_NE(label(plain, {}, Theme::Light).find("PORT=\"p0\""), std::string::npos);
  }
  Graph graph = wide(12, true);
  EXPECT_EQ(Cards(graph, Detail::Neuron).unit(graph.outputs().front().node.index).lines.size(), 13u);
}

TEST(UnitCard, NoValuesMeansNone) {
  Graph graph = wide(20, false);
  const UnitCard card = Cards(graph, Detail::Neuron, false, false).unit(graph.outputs().front().node.index);
  EXPECT_TRUE(card.strips.empty());
  EXPECT_EQ(card.formula.find("10"), std::string::npos);
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
%8 = constant 10
%9 = constant 20
%10 = sub %5 %8
%11 = sub %7 %9
%12 = abs %10
%13 = abs %11
output "y0" %12
output "y1" %13)";

TEST(UnitCard, OfSamples) {
  Graph graph = test::graph_of(two_samples);
  Cards cards(graph, Detail::Neuron);
  const UnitCard card = cards.unit(7);
  EXPECT_EQ(card.samples, 2u);
  ASSERT_EQ(card.outs.size(), 2u);
  expect_numbers(card.outs[0].numbers, {5, 6});
  expect_numbers(card.outs[1].numbers, {-1, 0});
  EXPECT_FALSE(card.out.value);
  const UnitCard data = cards.unit(8);
  EXPECT_EQ(data.title, "data");
  ASSERT_EQ(data.outs.size(), 1u);
  expect_numbers(data.outs[0].numbers, {10, 20});
  // As on single constants: they are their values.
  EXPECT_EQ(Cards(graph, Detail::Neuron, false, false).unit(8).outs.size(), 1u);
  EXPECT_EQ(Cards(graph, Detail::Neuron, false, false).unit(7).outs.size(), 0u);
}

constexpr const char* layer = R"(
%0 = input 1 "x0"
%1 = input 2 "x1"
%2 = parameter 3 "w"
%3 = parameter 4 "w"
%4 = parameter -100 "w"
%5 = parameter 0 "w"
scope "layer" {
scope "n0" {
%6 = mul %2 %0
%7 = mul %3 %1
%8 = add %6 %7
%9 = relu %8 0
}
scope "n1" {
%10 = mul %4 %0
%11 = mul %5 %1
%12 = add %10 %11
%13 = relu %12 0
}
}
%14 = sub %9 %13
output "y" %14)";

std::string facts_of(const GroupCard& card) {
  std::string text;
  for (const GroupCard::Fact& fact : card.facts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", fact.name, fact.text);
    if (!fact.alarm.empty()) text += " (" + fact.alarm + ")";
  }
  return text;
}

TEST(GroupCard, OfALayer) {
  Graph graph = test::graph_of(layer);
  const GroupCard card = Cards(graph, Detail::Layer).group(9);
  EXPECT_EQ(card.title, "layer");
  EXPECT_EQ(card.remark, "12 nodes");
  EXPECT_EQ(facts_of(card), "neurons 2 (1 dead), parameters 4, ops 4 ×  2 +  2 ReLU, ‖w‖ 100, ‖∇w‖ 2.24");
  ASSERT_EQ(card.squares.size(), 3u);
  expect_numbers(card.squares[0].matrix.numbers, {11, 0});
  expect_numbers(card.squares[1].matrix.numbers, {1, -1});
  expect_numbers(card.squares[2].matrix.numbers, {1, 2, 0, 0});
  EXPECT_EQ(card.squares[2].matrix.columns, 2u);
}

TEST(GroupCard, OpsOfOneCountComeInTheOrderOfTheTable) {
  const char* const unary[] = {"erf",   "tanh", "cosh",  "sinh", "atan", "acos", "asin",  "tan",  "cos", "sin",
                               "log1p", "log",  "expm1", "exp",  "cbrt", "sqrt", "floor", "sign", "abs", "neg"};
  std::string text = "%0 = input 0.5\nscope \"layer\" {\n";
  int count = 0;
  for (const char* op : unary) text += fmt::format("%{} = {} %{}\n", count + 1, op, count), ++count;
  Graph graph = test::graph_of(text + fmt::format("}}\noutput \"y\" %{}", count));
  EXPECT_EQ(facts_of(Cards(graph, Detail::Layer, false, false).group(20)), "ops 1 −x  1 |x|  1 sign  …, outputs y");
}

TEST(GroupCard, WithoutNumbers) {
  Graph graph = test::graph_of(layer);
  EXPECT_EQ(facts_of(Cards(graph, Detail::Layer, false, false).group(9)),
            "neurons 2 (1 dead), parameters 4, ops 4 ×  2 +  2 ReLU");
  EXPECT_EQ(facts_of(Cards(graph, Detail::Layer, true, false).group(9)),
            "neurons 2 (1 dead), parameters 4, ops 4 ×  2 +  2 ReLU, ‖w‖ 100");
  EXPECT_TRUE(Cards(graph, Detail::Layer, false, false).group(9).squares.empty());
}

TEST(LeavesCard, ListsAFew) {
  Graph graph = wide(20, true);
  const LeavesCard card = Cards(graph, Detail::Layer).leaves(0);
  EXPECT_EQ(card.title, "inputs");
  EXPECT_EQ(card.lines.size(), 8u);
  EXPECT_EQ(card.left_out, 12u);
  EXPECT_EQ(card.lines[0].name, "x0");
  EXPECT_EQ(card.lines[0].figures.value, 100.0);
}

TEST(LeavesCard, WithoutValuesHasNone) {
  // Two inputs on two samples.
  Graph graph = test::graph_of(R"(
%0 = parameter 1 "w"
%1 = parameter 2 "v"
%2 = input 3 "p0"
%3 = input 4 "q0"
%4 = input 5 "p1"
%5 = input 6 "q1"
%6 = mul %0 %2
%7 = mul %1 %3
%8 = add %6 %7
%9 = mul %0 %4
%10 = mul %1 %5
%11 = add %9 %10
output "y0" %8
output "y1" %11)");
  const LeavesCard card = Cards(graph, Detail::Layer).leaves(2);
  EXPECT_EQ(card.samples, 2u);
  ASSERT_EQ(card.strips.size(), 2u);
  expect_numbers(card.strips[0].numbers, {3, 5});
  const LeavesCard plain = Cards(graph, Detail::Layer, false, false).leaves(2);
  EXPECT_EQ(plain.strips.size(), 0u);
  EXPECT_EQ(plain.lines.size(), 2u);
}

TEST(GroupCard, NamesItsOutputs) {
  std::string body = "%0 = input 1 \"x\"\nscope \"s\" {\n";
  for (int i = 1; i <= 4; ++i) body += fmt::format("%{} = sin %{}\n", i, i - 1);
  body += "}\n%5 = cos %4\noutput \"y\" %5\n";
  const auto drawing = [&](const std::string& outputs) {
    Graph graph = test::graph_of(body + outputs);
    Options options = test::at(Detail::Neuron);
    options.collapse = {"s"};
    return test::drawn(graph, options).dot;
  };
  EXPECT_EQ(drawing("").find(">outputs<"), std::string::npos);
  EXPECT_NE(drawing("output \"mid\" %2").find("<FONT COLOR=\"#7f1d1d\">mid</FONT>"), std::string::npos);
  EXPECT_NE(drawing("output \"a\" %2\noutput \"b\" %3\noutput \"c\" %4").find(">a, b … 1 more<"), std::string::npos);
}

TEST(GroupCard, WhereNotANumberStartsIsRed) {
  Graph graph = test::graph_of(
      "%0 = input 1 \"x\"\nscope \"s\" {\n%1 = parameter nan \"w\"\n%2 = mul %0 %1\n"
      "%3 = sin %2\n}\n%4 = cos %3\noutput \"y\" %4");
  Options options = test::at(Detail::Neuron);
  options.collapse = {"s"};
  options.not_finite = true;
  const std::string dot = test::drawn(graph, options).dot;
  const std::string box = dot.substr(dot.find("  n3 ["), dot.find('\n', dot.find("  n3 [")) - dot.find("  n3 ["));
  EXPECT_NE(box.find("COLOR=\"#ef4444\" BGCOLOR=\"#fee2e2\""), std::string::npos) << box;
  EXPECT_NE(box.find("&#10;3 nodes in this box"), std::string::npos) << "with the parameter in the card: " << box;
  EXPECT_EQ(dot.find("-nan"), std::string::npos);
}

TEST(Legend, HasParametersWhereThereAreSome) {
  Graph graph;
  Value sum = graph.input("x0", 1.0);
  for (int i = 1; i < 20; ++i) sum = sum + graph.input(fmt::format("x{}", i), 1.0);
  graph.output("y", sum);
  EXPECT_EQ(test::drawn(graph, test::at(Detail::Neuron)).dot.find(">parameter<"), std::string::npos);
}

TEST(Squares, OfWhatIsNotFinite) {
  const std::vector<double> numbers{nan, infinity, -infinity, -0.0, 0.0, 1.0};
  const GradientScale scale;
  CardText text(scale, Theme::Light);
  text.squares(numbers, 3, 9);
  const std::string out = text.take();
  EXPECT_EQ(test::count(out, "#ef4444"), 1u);
  EXPECT_EQ(test::count(out, "#149e90"), 2u) << "the infinity and the largest";
  EXPECT_EQ(test::count(out, "#e0742a"), 1u);
  EXPECT_EQ(test::count(out, "#eef2f6"), 2u);
  EXPECT_EQ(test::count(out, "<TR>"), 2u);
}

}  // namespace
}  // namespace mg::draw
