#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "support/random_graph.h"

namespace mg::test {

// Computations that people write as loops, at any size.

/// Parameters, or inputs, one after the other.
class Leaves {
 public:
  explicit Leaves(Graph& graph, std::uint64_t seed = 1) : graph_(graph), random_(seed) {}

  std::vector<Value> parameters(std::size_t count) {
    std::vector<Value> p;
    for (std::size_t i = 0; i < count; ++i) p.push_back(graph_.parameter("p", random_.uniform(-1, 1)));
    return p;
  }
  std::vector<Value> inputs(std::size_t count) {
    std::vector<Value> x;
    for (std::size_t i = 0; i < count; ++i) x.push_back(graph_.input("x", random_.uniform(-1, 1)));
    return x;
  }
  double number() { return random_.uniform(-1, 1); }

 private:
  Graph& graph_;
  Random random_;
};

/// Two layers of `size` neurons and one with a single one; for each neuron the weights, then the bias.
inline Graph mlp(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  std::vector<Value> h = leaves.inputs(size);
  const std::vector<Value> p = leaves.parameters(2 * size * (size + 1) + size + 1);
  const Value* w = p.data();
  for (const std::size_t neurons : {size, size, std::size_t{1}}) {
    const auto layer = g.scope("layer");
    std::vector<Value> next;
    for (std::size_t j = 0; j < neurons; ++j, w += size + 1) {
      const auto neuron = g.scope("neuron" + std::to_string(j));
      Value sum = w[0] * h[0];
      for (std::size_t i = 1; i < size; ++i) sum = sum + w[i] * h[i];
      sum = sum + w[size];
      next.push_back(neurons > 1 ? relu(sum, 0.01) : sum);
      g.name(next.back(), "neuron");
    }
    h = next;
  }
  g.output("y", h[0]);
  return g;
}

/// The squared error of a small net over `size` samples that are inputs, as are the targets.
inline Graph batch(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  constexpr std::size_t in = 3, hidden = 4;
  const std::vector<Value> p = leaves.parameters(hidden * (in + 2) + 1), x = leaves.inputs(size * in),
                           targets = leaves.inputs(size);
  Value loss = 0.0;
  for (std::size_t s = 0; s < size; ++s) {
    Value y = p[hidden * (in + 2)];
    for (std::size_t j = 0; j < hidden; ++j) {
      Value sum = p[hidden * in + j];
      for (std::size_t i = 0; i < in; ++i) sum = sum + p[j * in + i] * x[s * in + i];
      y = y + p[hidden * (in + 1) + j] * tanh(sum);
    }
    const Value error = y - targets[s];
    loss = loss + error * error;
  }
  g.output("loss", loss * (1.0 / static_cast<double>(size)));
  return g;
}

/// A convolution of width 5 with 4 channels, one of width 5 of them, squared error; over `size` numbers.
inline Graph convolution(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  constexpr std::size_t width = 5, channels = 4;
  const std::size_t middle = size - width + 1;
  const std::vector<Value> w = leaves.parameters(channels * width), v = leaves.parameters(channels * width),
                           x = leaves.inputs(size);
  std::vector<Value> h;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < middle; ++i) {
      Value sum = w[c * width] * x[i];
      for (std::size_t u = 1; u < width; ++u) sum = sum + w[c * width + u] * x[i + u];
      h.push_back(tanh(sum));
    }
  }
  Value loss = 0.0;
  for (std::size_t i = 0; i + width <= middle; ++i) {
    Value sum = 0.0;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t u = 0; u < width; ++u) sum = sum + v[c * width + u] * h[c * middle + i + u];
    }
    loss = loss + (sum - 0.25) * (sum - 0.25);
  }
  g.output("loss", loss);
  return g;
}

/// An Elman net with a state of 8, over `size` steps.
inline Graph recurrent(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  constexpr std::size_t in = 4, state = 8;
  const std::vector<Value> u = leaves.parameters(state * in), w = leaves.parameters(state * state),
                           b = leaves.parameters(state), v = leaves.parameters(state), x = leaves.inputs(size * in);
  std::vector<Value> h(state, 0.0), next(state);
  Value loss = 0.0;
  for (std::size_t t = 0; t < size; ++t) {
    for (std::size_t j = 0; j < state; ++j) {
      Value sum = b[j];
      for (std::size_t k = 0; k < in; ++k) sum = sum + u[j * in + k] * x[t * in + k];
      for (std::size_t k = 0; k < state; ++k) sum = sum + w[j * state + k] * h[k];
      next[j] = tanh(sum);
    }
    h = next;
    Value out = v[0] * h[0];
    for (std::size_t k = 1; k < state; ++k) out = out + v[k] * h[k];
    loss = loss + (out - 0.5) * (out - 0.5);
  }
  g.output("loss", loss);
  return g;
}

/// `size` steps of the classic Runge-Kutta method on the equations of Lotka and Volterra.
inline Graph runge_kutta(std::size_t size) {
  Graph g;
  const Value p[] = {g.parameter("p0", 1.1), g.parameter("p1", 0.4), g.parameter("p2", 0.1), g.parameter("p3", 0.4)};
  Value a = g.input("a", 10.0), b = g.input("b", 5.0);
  const double h = 0.05;
  const auto da = [&](const Value& u, const Value& v) { return p[0] * u - p[1] * u * v; };
  const auto db = [&](const Value& u, const Value& v) { return p[2] * u * v - p[3] * v; };
  for (std::size_t i = 0; i < size; ++i) {
    const Value a1 = da(a, b), b1 = db(a, b);
    const Value a2 = da(a + 0.5 * h * a1, b + 0.5 * h * b1), b2 = db(a + 0.5 * h * a1, b + 0.5 * h * b1);
    const Value a3 = da(a + 0.5 * h * a2, b + 0.5 * h * b2), b3 = db(a + 0.5 * h * a2, b + 0.5 * h * b2);
    const Value a4 = da(a + h * a3, b + h * b3), b4 = db(a + h * a3, b + h * b3);
    a = a + (h / 6.0) * (a1 + 2.0 * a2 + 2.0 * a3 + a4);
    b = b + (h / 6.0) * (b1 + 2.0 * b2 + 2.0 * b3 + b4);
  }
  g.output("a", a);
  g.output("b", b);
  return g;
}

/// `size` steps of a Kalman filter of position and speed; the logarithm of the likelihood of what is measured.
inline Graph kalman(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  const std::vector<Value> z = leaves.inputs(size);
  const Value q = g.parameter("q", 0.1), r = g.parameter("r", 0.5), dt = g.parameter("dt", 0.2);
  Value position = 0.0, speed = 1.0, p00 = 1.0, p01 = 0.0, p11 = 1.0, likelihood = 0.0;
  for (std::size_t t = 0; t < size; ++t) {
    position = position + dt * speed;
    const Value q00 = p00 + dt * (p01 + p01 + dt * p11) + q * dt * dt, q01 = p01 + dt * p11, q11 = p11 + q;
    const Value s = q00 + r, k0 = q00 / s, k1 = q01 / s, error = z[t] - position;
    position = position + k0 * error;
    speed = speed + k1 * error;
    p00 = (1.0 - k0) * q00;
    p01 = (1.0 - k0) * q01;
    p11 = q11 - k1 * q01;
    likelihood = likelihood - 0.5 * (log(s) + error * error / s);
  }
  g.output("likelihood", likelihood);
  return g;
}

/// The energy of `size` points in space, all pairs.
inline Graph bodies(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  const std::vector<Value> p = leaves.inputs(3 * size);
  Value energy = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = i + 1; j < size; ++j) {
      Value square = 0.1;
      for (std::size_t d = 0; d < 3; ++d) {
        const Value difference = p[3 * i + d] - p[3 * j + d];
        square = square + difference * difference;
      }
      const Value inverse = 1.0 / (square * square * square);
      energy = energy + (inverse * inverse - inverse);
    }
  }
  g.output("energy", energy);
  return g;
}

/// The log-likelihood of `size` points in the plane, which are numbers, under 5 Gaussians.
inline Graph mixture(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  constexpr std::size_t components = 5;
  const std::vector<Value> p = leaves.inputs(6 * components);
  Value weights = exp(p[0]);
  for (std::size_t k = 1; k < components; ++k) weights = weights + exp(p[6 * k]);
  Value total = -static_cast<double>(size) * log(weights);
  for (std::size_t n = 0; n < size; ++n) {
    const double x = leaves.number(), y = leaves.number();
    Value sum = 0.0;
    for (std::size_t k = 0; k < components; ++k) {
      const Value* q = &p[6 * k];
      const Value a = x - q[1], b = y - q[2], u = exp(q[3]) * a, v = q[4] * a + exp(q[5]) * b;
      sum = sum + exp(q[0] + q[3] + q[5] - 0.5 * (u * u + v * v));
    }
    total = total + log(sum);
  }
  g.output("likelihood", total);
  return g;
}

/// A product of two matrices of `size` rows and columns.
inline Graph product(std::size_t size) {
  Graph g;
  Leaves leaves(g);
  const std::vector<Value> a = leaves.inputs(size * size), b = leaves.parameters(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      Value sum = a[i * size] * b[j];
      for (std::size_t k = 1; k < size; ++k) sum = sum + a[i * size + k] * b[k * size + j];
      g.output("c", sum);
    }
  }
  return g;
}

}  // namespace mg::test
