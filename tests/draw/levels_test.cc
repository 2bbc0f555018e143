// Which boxes there are at the levels of neurons and layers, as tables: a graph in, boxes out.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "draw/graphs.h"
#include "mg/core/error.h"
#include "mg/draw/formula.h"
#include "mg/draw/outline.h"
#include "mg/draw/units.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg::draw {
namespace {

using test::at;
using test::drawn_without_gradient;

/// "0-3 5": the nodes of a box.
std::string text_of(const std::vector<NodeId>& nodes) {
  std::string text;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < nodes.size() && nodes[last + 1].index == nodes[last].index + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : " ", nodes[i].index);
    if (last > i) text += fmt::format("-{}", nodes[last].index);
    i = last;
  }
  return text;
}

/// A line a box: its title, and its nodes.
std::vector<std::string> boxes(const Graph& graph, Options options) {
  options.list_boxes = true;
  const Drawing drawing = drawn_without_gradient(graph, options);
  std::vector<std::string> lines;
  for (const DrawnBox& box : drawing.list) lines.push_back(fmt::format("{}: {}", box.title, text_of(box.nodes)));
  EXPECT_EQ(lines.size(), drawing.boxes);
  return lines;
}

std::vector<std::string> boxes(std::string_view statements, Options options) {
  return boxes(read("mg-graph 1\n" + std::string(statements)), std::move(options));
}

using Lines = std::vector<std::string>;

TEST(Neurons, ASumOfWeightedInputsIsOneWithItsBiasAndWhatFollows) {
  const auto neuron = [](std::string_view last) {
    return fmt::format(
        "%0 = input 1 \"x\"\n%1 = input 2 \"y\"\n%2 = parameter 3 \"u\"\n%3 = parameter 4 \"v\"\n%4 = parameter 5 "
        "\"b\"\n%5 = mul %2 %0\n%6 = mul %1 %3\n%7 = add %5 %6\n%8 = add %7 %4\n{}",
        last);
  };
  EXPECT_EQ(boxes(neuron("%9 = tanh %8\noutput \"o\" %9\nend 10\n"), at(Detail::Neuron)),
            (Lines{"x: 0", "y: 1", "%9: 2-9"}));
  EXPECT_EQ(boxes(neuron("output \"o\" %8\nend 9\n"), at(Detail::Neuron)), (Lines{"x: 0", "y: 1", "%8: 2-8"}))
      << "linear";
  EXPECT_EQ(boxes(neuron("%9 = sub %8 %0\noutput \"o\" %9\nend 10\n"), at(Detail::Neuron)),
            (Lines{"x: 0", "y: 1", "%8: 2-8", "%9: 9"}))
      << "a difference is no activation";
  EXPECT_EQ(boxes(neuron("%9 = tanh %8\noutput \"o\" %9\noutput \"z\" %8\nend 10\n"), at(Detail::Neuron)),
            (Lines{"x: 0", "y: 1", "%8: 2-8", "%9: 9"}))
      << "the sum is seen outside";
}

TEST(Neurons, OneInputAndABiasAreOne) {
  EXPECT_EQ(boxes("%0 = input 1 \"x\"\n%1 = parameter 2 \"w\"\n%2 = parameter 3 \"b\"\n%3 = mul %1 %0\n%4 = add %3 "
                  "%2\noutput \"o\" %4\nend 5\n",
                  at(Detail::Neuron)),
            (Lines{"x: 0", "%4: 1-4"}));
}

TEST(Neurons, AScopeWithOneSumAndOneValueIsOneWhateverIsInIt) {
  const std::string swish =
      "%0 = input 1 \"x\"\nscope \"n\" {\n%1 = parameter 2 \"w\"\n%2 = parameter 3 \"b\"\n%3 = mul %1 %0\n%4 = add %3 "
      "%2\n%5 = sigmoid %4\n%6 = mul %4 %5\n}\noutput \"o\" %6\nend 7\n";
  EXPECT_EQ(boxes(swish, at(Detail::Neuron)), (Lines{"x: 0", "n: 1-6"}));
  std::string without_scope = swish;
  without_scope.replace(without_scope.find("scope \"n\" {\n"), 12, "");
  without_scope.replace(without_scope.find("}\n"), 2, "");
  EXPECT_EQ(boxes(without_scope, at(Detail::Neuron)), (Lines{"x: 0", "%4: 1-4", "%5: 5", "%6: 6"}));
}

TEST(Cones, OperationsWithASingleUserJoinItFromThreeOn) {
  EXPECT_EQ(boxes("%0 = input 1 \"x\"\n%1 = sin %0\n%2 = cos %1\noutput \"y\" %2\nend 3\n", at(Detail::Neuron)),
            (Lines{"x: 0", "%1: 1", "%2: 2"}));
  EXPECT_EQ(
      boxes("%0 = input 1 \"x\"\n%1 = sin %0\n%2 = cos %1\n%3 = exp %2\noutput \"y\" %3\nend 4\n", at(Detail::Neuron)),
      (Lines{"x: 0", "%3: 1-3"}));
  EXPECT_EQ(boxes("%0 = input 1 \"x\"\n%1 = sin %0\n%2 = mul %1 %1\n%3 = exp %2\noutput \"y\" %3\nend 4\n",
                  at(Detail::Neuron)),
            (Lines{"x: 0", "%3: 1-3"}))
      << "twice by the same user";
  EXPECT_EQ(boxes("%0 = input 1 \"x\"\nscope \"s\" {\n%1 = sin %0\n}\n%2 = cos %1\n%3 = exp %2\n%4 = neg %3\noutput "
                  "\"y\" %4\nend 5\n",
                  at(Detail::Neuron)),
            (Lines{"x: 0", "s/%1: 1", "%4: 2-4"}))
      << "not out of a scope";
}

TEST(Formulas, SayWhatAConeComputes) {
  struct Row {
    std::string statements;  ///< after x, y (inputs), w, b (parameters), c = 3
    std::string formula;
  };
  const std::vector<Row> rows{
      {"%5 = mul %2 %0\n%6 = add %5 %3\n%7 = relu %6 0.01\n", "ReLU(w·x + b)"},
      {"%5 = sub %0 %1\n%6 = pow %5 2\n%7 = mul %6 %4\n", "(x − y)²·3"},
      {"%5 = sub %0 %1\n%6 = sub %0 %5\n%7 = neg %6\n", "−(x − (x − y))"},
      {"%5 = div %0 %1\n%6 = div %0 %5\n%7 = sqrt %6\n", "√(x/(x/y))"},
      {"%5 = abs %0\n%6 = floor %5\n%7 = pow %6 -1\n", "1/⌊|x|⌋"},
      {"%5 = mul %0 %1\n%6 = add %5 %0\n%7 = add %6 %4\n", "x·y + x + 3"},
  };
  for (const Row& row : rows) {
    const Graph graph = read(
        "mg-graph 1\n%0 = input 1 \"x\"\n%1 = input 2 \"y\"\n%2 = parameter 1 \"w\"\n%3 = parameter 1 \"b\"\n%4 = "
        "constant 3\nscope \"s\" {\n" +
        row.statements + "}\noutput \"o\" %7\nend 8\n");
    const Clusters clusters(graph);
    const Outline full = full_outline(graph, false);
    const Units units(graph, full.roles, clusters);
    EXPECT_EQ(formula(graph, units, {7}).text, row.formula);
  }
}

TEST(Formulas, LettersAreNotTheNamesOfOthers) {
  const Graph graph = read(
      "mg-graph 1\n%0 = input 1 \"a\"\n%1 = input 2\n%2 = input 3 \"a name that is too long\"\n%3 = mul %0 %1\n%4 = "
      "add "
      "%3 %2\n%5 = exp %4\noutput \"o\" %5\nend 6\n");
  const Clusters clusters(graph);
  const Outline full = full_outline(graph, false);
  const Units units(graph, full.roles, clusters);
  const Formula result = formula(graph, units, {5});
  EXPECT_EQ(result.text, "exp(a·b + c)");
  EXPECT_EQ(result.names.at(NodeId{1}), "b");
  EXPECT_EQ(result.names.at(NodeId{2}), "c");
}

/// A net with a hidden layer of two, on `samples` samples that are constants.
Graph batch(int samples) {
  Graph graph;
  const nn::Mlp mlp{graph, 1, {2, 1}, 3, "net"};
  std::vector<Value> predictions;
  std::vector<double> targets;
  for (int i = 0; i < samples; ++i) {
    predictions.push_back(mlp({0.1 * i}).front());
    targets.push_back(i % 2);
  }
  graph.output("loss", nn::mse(predictions, targets));
  return graph;
}

Graph without_scopes(const Graph& graph) {
  std::string text, line;
  for (const char c : write(graph)) {
    line += c;
    if (c != '\n') continue;
    const std::size_t first = line.find_first_not_of(' ');
    if (!line.substr(first).starts_with("scope ") && line[first] != '}') text += line.substr(first);
    line.clear();
  }
  return read(text);
}

TEST(Samples, AreOneNet) {
  for (const bool has_scopes : {true, false}) {
    const Graph graph = has_scopes ? batch(10) : without_scopes(batch(10));
    Options options = at(Detail::Neuron);
    options.list_boxes = true;
    const Drawing drawing = drawn_without_gradient(graph, options);
    EXPECT_EQ(drawing.boxes, 5u) << "data, two neurons, one, and the loss";
    EXPECT_EQ(test::count(drawing.dot, "<B>×10</B>"), 4u);
    EXPECT_EQ(test::count(drawing.dot, "ReLU(w·x + b)"), 2u);
    EXPECT_EQ(test::count(drawing.dot, "(Σ (a − b)²)/10"), 1u);
    EXPECT_EQ(drawing.edges, 5u);
  }
}

TEST(Samples, ShareParameters) {
  // Equal structure alone is not the same thing done again.
  EXPECT_EQ(boxes("%0 = input 1 \"a\"\n%1 = input 2 \"b\"\n%2 = input 3 \"c\"\n%3 = input 4 \"d\"\n%4 = add %0 %1\n"
                  "%5 = add %2 %3\n%6 = mul %4 %5\n%7 = sub %4 %5\n%8 = add %6 %7\noutput \"y\" %8\nend 9\n",
                  at(Detail::Neuron)),
            (Lines{"a: 0", "b: 1", "c: 2", "d: 3", "%4: 4", "%5: 5", "%8: 6-8"}));
}

/// x and y, a layer of two neurons, one neuron of two inputs, all in scopes.
Graph net() {
  Graph graph;
  const Value x = graph.input("x", 1.0), y = graph.input("y", 2.0);
  const nn::Mlp mlp{graph, 2, {2, 1}, 3, "net"};
  graph.output("out", mlp({x, y}).front());
  return graph;
}

TEST(Layers, AreScopesOfNeuronsOrNeuronsThatAreAlike) {
  EXPECT_EQ(boxes(net(), at(Detail::Layer)), (Lines{"inputs: 0-1", "net/layer0: 2-7 11-20", "net/layer1: 8-10 21-24"}));
  EXPECT_EQ(boxes(without_scopes(net()), at(Detail::Layer)),
            (Lines{"inputs: 0-1", "ReLU(w·x + b): 2-7 11-20", "%24: 8-10 21-24"}));
}

TEST(Layers, OuterScopesAreClosedAsFarAsItTakes) {
  // 200 blocks of two layers each, one after the other, in a scope.
  Graph graph;
  Value x = graph.input("x", 0.5);
  {
    const Scope tower = graph.scope("tower");
    for (int i = 0; i < 200; ++i) {
      const Scope block = graph.scope(fmt::format("block{}", i));
      const nn::Mlp mlp{graph, 1, {2, 1}, static_cast<std::uint64_t>(i), "net"};
      x = mlp({x}).front();
    }
  }
  graph.output("y", x);
  EXPECT_EQ(boxes(graph, at(Detail::Auto)), (Lines{"x: 0", fmt::format("tower: 1-{}", graph.size() - 1)}));
}

TEST(Layers, SiblingsOfTheSameStructureAreOneBox) {
  Graph graph;
  const Value x = graph.input("x", 0.5);
  Value sum = graph.constant(0.0);
  for (int i = 0; i < 3; ++i) {
    Value y;
    {
      const Scope head = graph.scope(fmt::format("head{}", i));
      const nn::Mlp mlp{graph, 1, {2, 1}, static_cast<std::uint64_t>(i), "net"};
      y = mlp({x}).front();
    }
    sum += y;
  }
  graph.output("y", sum);
  Options options = at(Detail::Layer);
  options.collapse = {"head0", "head1", "head2"};
  options.list_boxes = true;
  const Drawing drawing = drawn_without_gradient(graph, options);
  EXPECT_NE(drawing.dot.find("head0 … head2"), std::string::npos) << drawing.dot;
  EXPECT_NE(drawing.dot.find("×3, "), std::string::npos);
  EXPECT_EQ(drawing.boxes, 3u) << "x, the heads, and their sum";
}

TEST(Layers, StepsOneAfterTheOtherAreOneBoxWhenNothingElseFits) {
  Graph graph;
  Value x = graph.input("x", 0.5);
  for (int i = 0; i < 1000; ++i) {
    const Scope step = graph.scope(fmt::format("step{}", i));
    x = sin(x) * 0.5;
  }
  graph.output("y", sin(x));
  Options options = at(Detail::Auto);
  EXPECT_EQ(boxes(graph, options).size(), 3u) << "x, the steps, and the last sine";
  EXPECT_NE(drawn_without_gradient(graph, options).dot.find("step0 … step999"), std::string::npos);
}

TEST(ByHand, ExpandOpensOneLevelAfterTheOther) {
  Options options = at(Detail::Layer);
  options.expand = {"net/layer0"};
  EXPECT_EQ(boxes(net(), options), (Lines{"inputs: 0-1", "net/layer0/neuron0: 2-4 11-15",
                                          "net/layer0/neuron1: 5-7 16-20", "net/layer1: 8-10 21-24"}));
  options.expand = {"net/layer1/neuron0"};
  EXPECT_EQ(boxes(net(), options),
            (Lines{"inputs: 0-1", "net/layer0: 2-7 11-20", "net/layer1/neuron0/%21: 8 21",
                   "net/layer1/neuron0/%22: 9 22", "net/layer1/neuron0/%23: 23", "net/layer1/neuron0/%24: 10 24"}))
      << "what is around it opens, too";
  options.expand = {"net/layer1/neuron0", "net/layer1/neuron0"};
  EXPECT_EQ(boxes(net(), options).size(), 2u + 3u + 4u) << "parameters are boxes of their own";
}

TEST(ByHand, CollapseClosesAtEveryLevel) {
  for (const DetailRow& row : details) {
    Options options = at(row.detail);
    options.collapse = {"net"};
    const Lines lines = boxes(net(), options);
    EXPECT_EQ(lines.back(), "net: 2-24") << row.name;
    EXPECT_EQ(lines.size(), row.detail == Detail::Layer ? 2u : 3u) << row.name;
  }
}

TEST(ByHand, UnknownScopesAreSaid) {
  const auto message = [](std::vector<std::string> collapse) {
    Options options = at(Detail::Full);
    options.collapse = std::move(collapse);
    try {
      drawn_without_gradient(net(), options);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message({"nett"}), "--collapse: there is no scope 'nett'; outermost are 'net'");
  EXPECT_EQ(message({"neuron0"}), "--collapse: 'neuron0' may be 'net/layer0/neuron0', 'net/layer1/neuron0'");
  EXPECT_EQ(message({"layer0"}), "") << "there is only one";
}

}  // namespace
}  // namespace mg::draw
