#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "support/micrograd.h"
#include "support/random_graph.h"

namespace mg::bench {

// The computations that are measured, each a template over the number type: with `double` it is the floor, with
// `mg::Value` it records, with another engine's number it is a peer. A workload has
//   start     where it is evaluated: a value for each variable that gradients are taken of
//   data      numbers that they are not taken of; may be empty
//   outputs   how many
//   operator()(p, x, y)   from the variables p and the data x to the outputs y; the data may be of another type

/// The expression of micrograd's README.
struct Expression {
  std::vector<double> start{-4.0, 2.0};
  std::vector<double> data;
  std::size_t outputs = 1;

  template <class T, class X> void operator()(const T* x, const X*, T* y) const { y[0] = test::micrograd(x[0], x[1]); }
};

/// The squared error of a net with leaky relu, over some samples. Independent are its parameters: for each neuron the
/// weights, then the bias.
template <std::size_t In, std::size_t... Sizes> struct Mlp {
  static constexpr std::size_t out = (Sizes, ...);

  std::size_t samples;
  bool mean;
  std::vector<double> start;
  std::vector<double> data, targets;
  std::size_t outputs = 1;

  Mlp(std::size_t samples, bool mean) : samples(samples), mean(mean) {
    test::Random random(1);
    std::size_t inputs = In;
    for (const std::size_t size : {Sizes...}) {
      for (std::size_t i = 0; i < (inputs + 1) * size; ++i) start.push_back(random.uniform(-1.0, 1.0));
      inputs = size;
    }
    for (std::size_t i = 0; i < samples * In; ++i) data.push_back(random.uniform(-1.0, 1.0));
    for (std::size_t i = 0; i < samples * out; ++i) targets.push_back(random.uniform(-1.0, 1.0));
  }

  template <class T, class X> void operator()(const T* p, const X* x, T* y) const {
    T loss = 0.0;
    for (std::size_t s = 0; s < samples; ++s) {
      const std::array<T, out> result = predict(p, x + s * In);
      for (std::size_t i = 0; i < out; ++i) {
        const T difference = result[i] - targets[s * out + i];
        loss = loss + difference * difference;
      }
    }
    y[0] = mean ? loss * (1.0 / static_cast<double>(samples)) : loss;
  }

  /// The net itself, on one sample.
  template <class T, class X> static std::array<T, out> predict(const T* p, const X* x) {
    return layers<T, X, In, Sizes...>(p, x);
  }

 private:
  template <class T, class X, std::size_t N, std::size_t M, std::size_t... Rest>
  static std::array<T, out> layers(const T* p, const X* x) {
    std::array<T, M> y;
    for (std::size_t j = 0; j < M; ++j, p += N + 1) {
      T sum = p[0] * x[0];
      for (std::size_t i = 1; i < N; ++i) sum = sum + p[i] * x[i];
      sum = sum + p[N];
      if constexpr (sizeof...(Rest) > 0)
        y[j] = relu(sum, 0.01);
      else
        y[j] = sum;
    }
    if constexpr (sizeof...(Rest) > 0)
      return layers<T, T, M, Rest...>(p, y.data());
    else
      return y;
  }
};

/// A million operations, one after the other: x * a + b, then sin.
struct Chain {
  std::vector<double> start{0.5, 1.25, 0.75};
  std::vector<double> data;
  std::size_t outputs = 1;

  template <class T, class X> void operator()(const T* x, const X*, T* y) const {
    using std::sin;
    T z = x[0];
    for (int i = 0; i < 333'333; ++i) z = sin(z * x[1] + x[2]);
    y[0] = z * x[1];
  }
};

/// Bundle adjustment: the error of a point seen by a camera. Independent are the camera's rotation (Rodrigues),
/// translation, focal lengths, principal point and radial distortion, and the point.
struct Reprojection {
  std::vector<double> start{0.1, -0.2, 0.3, 0.5, -0.4, 5.0, 500, 510, 320, 240, -0.1, 0.02, 1.0, 0.7, 2.0};
  std::vector<double> data;
  std::size_t outputs = 2;

  template <class T, class X> void operator()(const T* x, const X*, T* y) const {
    using std::sqrt, std::sin, std::cos;
    const T *r = x, *t = x + 3, *f = x + 6, *c = x + 8, *k = x + 10, *p = x + 12;
    const T angle = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
    const T n0 = r[0] / angle, n1 = r[1] / angle, n2 = r[2] / angle;
    const T cosine = cos(angle), sine = sin(angle);
    const T along = (n0 * p[0] + n1 * p[1] + n2 * p[2]) * (1.0 - cosine);
    const T q0 = p[0] * cosine + (n1 * p[2] - n2 * p[1]) * sine + n0 * along + t[0];
    const T q1 = p[1] * cosine + (n2 * p[0] - n0 * p[2]) * sine + n1 * along + t[1];
    const T q2 = p[2] * cosine + (n0 * p[1] - n1 * p[0]) * sine + n2 * along + t[2];
    const T u = q0 / q2, v = q1 / q2;
    const T square = u * u + v * v;
    const T distortion = 1.0 + square * (k[0] + square * k[1]);
    y[0] = f[0] * u * distortion + c[0] - 300.0;
    y[1] = f[1] * v * distortion + c[1] - 250.0;
  }
};

/// The log-likelihood of 100 points in the plane under 5 Gaussians with full covariances. Independent are, for each,
/// the logarithm of its weight, the mean, and the triangle of the inverse root of its covariance, with the logarithms
/// of the diagonal.
struct Mixture {
  static constexpr std::size_t components = 5, points = 100;
  std::vector<double> start;
  std::vector<double> data;
  std::size_t outputs = 1;

  Mixture() {
    test::Random random(2);
    for (std::size_t i = 0; i < 6 * components; ++i) start.push_back(random.uniform(-1.0, 1.0));
    for (std::size_t i = 0; i < 2 * points; ++i) data.push_back(random.uniform(-2.0, 2.0));
  }

  template <class T, class X> void operator()(const T* p, const X* x, T* y) const {
    using std::exp, std::log;
    T weights = exp(p[0]);
    for (std::size_t k = 1; k < components; ++k) weights = weights + exp(p[6 * k]);
    std::array<T, components> d0, d1;
    for (std::size_t k = 0; k < components; ++k) d0[k] = exp(p[6 * k + 3]), d1[k] = exp(p[6 * k + 5]);
    T total = -static_cast<double>(points) * (log(weights) + std::log(2.0 * 3.14159265358979323846));
    for (std::size_t n = 0; n < points; ++n) {
      T sum = 0.0;
      for (std::size_t k = 0; k < components; ++k) {
        const T* q = p + 6 * k;
        const T a = x[2 * n] - q[1], b = x[2 * n + 1] - q[2];
        const T u = d0[k] * a, v = q[4] * a + d1[k] * b;
        sum = sum + exp(q[0] + q[3] + q[5] - 0.5 * (u * u + v * v));
      }
      total = total + log(sum);
    }
    y[0] = total;
  }
};

/// `size` operations in no order at all: products, sums and sines. Each uses one that was not used yet, so that all of
/// them count, and any other.
struct Dag {
  std::vector<double> start;
  std::vector<double> data;
  std::size_t outputs = 1;
  struct Step {
    std::uint32_t kind, a, b;
  };
  std::vector<Step> steps;
  std::vector<std::uint32_t> unused;  // in the end; they are summed up

  explicit Dag(std::uint32_t size) {
    test::Random random(3);
    for (std::uint32_t i = 0; i < 16; ++i) {
      start.push_back(random.uniform(-1.0, 1.0));
      unused.push_back(i);
    }
    for (std::uint32_t there = 16; steps.size() < size; ++there) {
      std::uint32_t& a = unused[random.below(static_cast<std::uint32_t>(unused.size()))];
      steps.push_back({random.below(5), a, random.below(there)});
      a = there;
    }
  }

  template <class T, class X> void operator()(const T* x, const X*, T* y) const {
    using std::sin;
    std::vector<T> z;
    z.reserve(start.size() + steps.size());
    z.assign(x, x + start.size());
    for (const Step& step : steps) {
      if (step.kind < 2) {
        z.push_back(z[step.a] * z[step.b]);
      } else if (step.kind < 4) {
        z.push_back(z[step.a] + z[step.b]);
      } else {
        z.push_back(sin(z[step.a]));
      }
    }
    y[0] = z[unused[0]];
    for (std::size_t i = 1; i < unused.size(); ++i) y[0] = y[0] + z[unused[i]];
  }
};

}  // namespace mg::bench
