#include "support/golden.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "draw/graphs.h"

namespace mg::draw {
namespace {

using test::at;
using test::drawn;
using test::drawn_without_gradient;
using test::expect_golden;

TEST(Golden, Expression) {
  Graph graph = test::expression();
  expect_golden("expression_full.dot", drawn(graph, at(Detail::Full)).dot);
  expect_golden("expression_fold.dot", drawn(graph, at(Detail::Fold)).dot);
  expect_golden("expression_full_dark.dot", drawn(graph, at(Detail::Full, Theme::Dark)).dot);
  expect_golden("expression_fold_dark.dot", drawn(graph, at(Detail::Fold, Theme::Dark)).dot);
  expect_golden("expression_no_gradient.dot", drawn_without_gradient(graph, at(Detail::Fold)).dot);
}

TEST(Golden, Neuron) {
  Graph graph = test::neuron();
  expect_golden("neuron_full.dot", drawn(graph, at(Detail::Full)).dot);
  expect_golden("neuron_fold.dot", drawn(graph, at(Detail::Fold)).dot);
}

TEST(Golden, InputThatIsAnOutput) {
  Graph graph;
  graph.output("y", graph.input("x", -0.0));
  expect_golden("input_is_output.dot", drawn(graph, at(Detail::Full)).dot);
}

TEST(Golden, OddNames) {
  Graph graph;
  const Value a = graph.input("a<b> & \"c\" \\N", 1.0);
  const Value b = graph.parameter("line one\nline two\x01", 2.0);
  const Value c = graph.parameter("\xFF caf\xC3\xA9", 3.0);
  const Value d = graph.input("", 4.0);
  const Value second = c * d;
  const Value y = a * b + second;
  graph.name(y, "]]> --> {record|label} \\");
  const Scope scope = graph.scope("scope \"<q>\"\\l");
  graph.output("out & <put>", y - 60.0);
  Options options = at(Detail::Fold);
  options.title = "my \"graph\" {";
  expect_golden("odd_names.dot", drawn(graph, options).dot);
}

TEST(Golden, NotFinite) {
  Graph graph;
  const Value x = graph.input("x", 2.0);
  const Value a = graph.parameter("a", 3.0);
  const Value term = relu(x);
  const Value w = graph.parameter("w", std::numeric_limits<double>::infinity());
  const Value y = log(x - a) * w + term;
  graph.output("loss", y);
  graph.output("nan", graph.constant(std::nan("")));
  expect_golden("not_finite.dot", drawn(graph, at(Detail::Fold)).dot);
}

TEST(Golden, NestedScopes) {
  Graph graph;
  const Value x = graph.input("x", 0.5);
  Value out = x;
  {
    const Scope mlp = graph.scope("mlp");
    for (const char* layer : {"layer0", "layer1"}) {
      const Scope scope = graph.scope(layer);
      const Value b = graph.parameter("b", -0.25), w = graph.parameter("w", 1.5);
      out = tanh(out * w + b);
    }
  }
  graph.output("y", out);
  expect_golden("nested_scopes.dot", drawn(graph, at(Detail::Full)).dot);
}

TEST(Golden, EveryShapeOfCard) {
  Graph graph;
  const Value x = graph.input("x", 0.5);
  const Value y = graph.input("y", 0.25);
  const Value p = graph.parameter("p", 2.0);
  const Value q = graph.parameter("q", 3.0);
  const Value c = graph.constant(0.125);
  graph.name(c, "named");
  const Value three_edges = select(lt(x, y), x, y);
  const Value chips = select(lt(x, 1.0), p, 7.0);
  const Value both_sides = q - c;
  const Value power = pow(x, 2.5), reciprocal = pow(y, -1), prefix = relu(both_sides), less = min(4.0, chips);
  const Value sum = atan2(three_edges, 2.0) + less + prefix + reciprocal + power;
  graph.name(sum, "sum");
  graph.output("first", sum);
  graph.output("second", sum);
  Options options = at(Detail::Fold);
  options.direction = Direction::TopToBottom;
  expect_golden("cards_top_to_bottom.dot", drawn(graph, options).dot);
  options.direction = Direction::LeftToRight;
  options.values = false;
  expect_golden("cards_without_values.dot", drawn(graph, options).dot);
}

TEST(Golden, LossOfSamples) {
  Graph graph;
  const Value w = graph.parameter("w", 0.5), b = graph.parameter("b", -0.1);
  Value sum = 0.0;
  for (int i = 0; i < 20; ++i) sum += pow(tanh(w * graph.input("x", 0.1 * i) + b) - 0.05 * i, 2);
  graph.output("loss", sum / 20.0);
  expect_golden("loss_of_samples_neuron.dot", drawn(graph, at(Detail::Neuron)).dot);
  expect_golden("loss_of_samples_layer.dot", drawn(graph, at(Detail::Layer)).dot);
}

}  // namespace
}  // namespace mg::draw
