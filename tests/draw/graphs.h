#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/draw.h"

namespace mg::test {

// A compiler may evaluate operands in any order: of two that record something, here one stands before the expression.

/// The expression of micrograd's README. Published there: g is 24.7041, dg/da 138.8338, dg/db 645.5773.
inline Graph expression() {
  Graph graph;
  const Value a = graph.input("a", -4.0);
  const Value b = graph.input("b", 2.0);
  Value c = a + b;
  const Value cube = pow(b, 3);
  Value d = a * b + cube;
  c += c + 1;
  const Value minus_a = -a;
  c += 1 + c + minus_a;
  const Value of_sum = relu(b + a, 0.0);
  d += d * 2 + of_sum;
  const Value of_difference = relu(b - a, 0.0);
  d += 3 * d + of_difference;
  const Value e = c - d;
  const Value f = pow(e, 2);
  Value g = f / 2.0;
  g += 10.0 / f;
  graph.name(e, "e");
  graph.output("g", g);
  return graph;
}

/// A neuron of two inputs, and its square as a loss.
inline Graph neuron() {
  Graph graph;
  const Value x1 = graph.input("x1", 2.0);
  const Value x2 = graph.input("x2", 0.5);
  const Value w1 = graph.parameter("w1", -0.7);
  const Value w2 = graph.parameter("w2", 1.4);
  const Value b = graph.parameter("b", 1.1);
  const Value second = w2 * x2;
  const Value n = w1 * x1 + second + b;
  graph.name(n, "n");
  const Value out = relu(n);
  graph.name(out, "out");
  graph.output("loss", pow(out, 2));
  return graph;
}

/// The gradient of the first output.
inline std::vector<double> adjoints_of(Graph& graph) {
  graph.zero_grad();
  graph.backward(graph.at(graph.outputs().front().node));
  std::vector<double> adjoints;
  for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(graph.adjoint({i}));
  return adjoints;
}

/// Draws with the gradient of the first output.
inline draw::Drawing drawn(Graph& graph, const draw::Options& options) {
  const std::vector<double> adjoints = adjoints_of(graph);
  return draw::draw(graph, graph.tape().values(), draw::Gradient{adjoints, graph.outputs().front().node}, options);
}

inline draw::Drawing drawn_without_gradient(const Graph& graph, const draw::Options& options) {
  return draw::draw(graph, graph.tape().values(), std::nullopt, options);
}

inline draw::Options at(draw::Detail detail, draw::Theme theme = draw::Theme::Light) {
  draw::Options options;
  options.title = "test";
  options.detail = detail;
  options.theme = theme;
  return options;
}

inline std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++found;
  return found;
}

}  // namespace mg::test
