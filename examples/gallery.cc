// The graphs of the gallery: each shows something that pictures can do.

#include <fmt/format.h>
#include <mg/mg.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"

namespace {

/// micrograd's first example: the derivative of an expression, by hand.
mg::Graph expression() {
  mg::Graph g;
  const auto a = g.input("a", -4.0), b = g.input("b", 2.0);
  auto c = a + b;
  auto d = a * b + pow(b, 3);
  c += c + 1;
  c += 1 + c + (-a);
  d += d * 2 + mg::relu(b + a, 0.0);
  d += 3 * d + mg::relu(b - a, 0.0);
  const auto e = c - d;
  g.name(e, "e");
  const auto f = pow(e, 2);
  g.output("g", f / 2.0 + 10.0 / f);
  return g;
}

/// A layer of neurons with a plain ReLU: some of them die.
std::vector<mg::Value> layer(mg::Graph& g, std::string_view name, const std::vector<mg::Value>& x, int size,
                             bool is_last, mg::nn::Random& random) {
  const auto scope = g.scope(name);
  std::vector<mg::Value> y;
  for (int i = 0; i < size; ++i) {
    const auto neuron = g.scope(fmt::format("neuron{}", i));
    std::vector<mg::Value> w;
    for (std::size_t k = 0; k < x.size(); ++k) w.push_back(g.parameter(fmt::format("w{}", k), random.uniform(-1, 1)));
    const auto b = g.parameter("b", random.uniform(-0.3, 0.3));
    auto sum = w[0] * x[0];
    for (std::size_t k = 1; k < x.size(); ++k) sum += w[k] * x[k];
    sum += b;
    y.push_back(is_last ? sum : mg::relu(sum, 0.0));
  }
  return y;
}

/// The squared error of a net on one sample.
mg::Graph net(int inputs, const std::vector<int>& sizes, std::uint64_t seed) {
  mg::Graph g;
  mg::nn::Random random(seed);
  std::vector<mg::Value> x;
  for (int i = 0; i < inputs; ++i) x.push_back(g.input(fmt::format("x{}", i), random.uniform(-1, 1)));
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    x = layer(g, fmt::format("layer{}", i), x, sizes[i], i + 1 == sizes.size(), random);
  }
  const auto scope = g.scope("loss");
  const auto error = x.front() - g.input("target", 1.0);
  g.name(error, "err");
  g.output("loss", pow(error, 2));
  return g;
}

/// The mean squared error of one net on 100 samples.
mg::Graph batch() {
  mg::Graph g;
  const mg::nn::Mlp mlp{g, 2, {4, 4, 1}, 7};
  mg::nn::Random random(1);
  std::vector<mg::Value> predictions;
  std::vector<double> targets;
  for (int i = 0; i < 100; ++i) {
    const double x = random.uniform(-2, 2), y = random.uniform(-2, 2);
    predictions.push_back(mlp({x, y}).front());
    targets.push_back(std::sin(x) * y);
  }
  g.output("loss", mg::nn::mse(predictions, targets));
  return g;
}

/// The logarithm of what has become negative.
mg::Graph not_a_number() {
  mg::Graph g;
  const auto x = g.input("x", 2.0);
  const auto d = x - g.parameter("a", 3.0);
  g.name(d, "d");
  const auto h = mg::relu(x);
  g.name(h, "h");
  g.output("loss", g.parameter("w", 0.5) * log(d) + g.parameter("b", 0.1) + h);
  return g;
}

/// A neuron, before and after a step of gradient descent.
mg::Graph neuron(double w1, double w2, double bias) {
  mg::Graph g;
  const auto x1 = g.input("x1", 2.0), x2 = g.input("x2", 0.5);
  const auto n = g.parameter("w1", w1) * x1 + g.parameter("w2", w2) * x2 + g.parameter("b", bias);
  g.name(n, "n");
  const auto out = mg::relu(n);
  g.name(out, "out");
  g.output("loss", pow(out, 2));
  return g;
}

}  // namespace

int main(int argc, char** argv) {
  examples::expect_arguments(1, 1, argc, argv, "gallery FOLDER");
  try {
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    const auto write = [&](std::string_view name, const mg::Graph& graph) {
      mg::write_file((folder / fmt::format("{}.graph", name)).string(), graph);
      fmt::print("{}.graph: {} nodes\n", name, graph.size());
    };
    write("expression", expression());
    write("mlp", net(3, {4, 4, 1}, 42));
    write("batch", batch());
    write("million", net(64, {550, 550, 1}, 1));
    write("nan", not_a_number());
    write("before", neuron(-0.7, 1.4, 1.1));
    write("after", neuron(-0.78, 1.38, 1.06));
  } catch (const std::exception& error) {
    fmt::print(stderr, "gallery: {}\n", error.what());
    return 1;
  }
  return 0;
}
