#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "support/random_graph.h"

namespace mg::bench {

// Computations that repeat in other ways than a net of layers does; see workloads.h for what a workload is.

/// Two layers of 1-D convolutions (4 channels, then 1, of width 5) over 64 numbers, tanh between; squared error.
struct Convolution {
  static constexpr std::size_t length = 64, width = 5, channels = 4;
  std::vector<double> start, data;
  std::size_t outputs = 1;

  Convolution() {
    test::Random random(4);
    for (std::size_t i = 0; i < 2 * channels * width + channels + 1; ++i) start.push_back(random.uniform(-1.0, 1.0));
    for (std::size_t i = 0; i < length; ++i) data.push_back(random.uniform(-1.0, 1.0));
  }

  template <class T, class X> void operator()(const T* p, const X* x, T* y) const {
    using std::tanh;
    constexpr std::size_t middle = length - width + 1, last = middle - width + 1;
    const T *first_bias = p + channels * width, *second = first_bias + channels, *bias = second + channels * width;
    std::vector<T> h;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < middle; ++i) {
        T sum = first_bias[c];
        for (std::size_t u = 0; u < width; ++u) sum = sum + p[c * width + u] * x[i + u];
        h.push_back(tanh(sum));
      }
    }
    y[0] = 0.0;
    for (std::size_t i = 0; i < last; ++i) {
      T sum = bias[0];
      for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t u = 0; u < width; ++u) sum = sum + second[c * width + u] * h[c * middle + i + u];
      }
      const T error = sum - 0.25;
      y[0] = y[0] + error * error;
    }
  }
};

/// An Elman net: 4 numbers a step, a state of 16, one number out at each step; squared error.
struct Recurrent {
  static constexpr std::size_t in = 4, state = 16;
  std::size_t steps;
  std::vector<double> start, data;
  std::size_t outputs = 1;

  explicit Recurrent(std::size_t steps) : steps(steps) {
    test::Random random(5);
    for (std::size_t i = 0; i < state * (in + state + 1) + state + 1; ++i) start.push_back(random.uniform(-0.5, 0.5));
    for (std::size_t i = 0; i < in * steps; ++i) data.push_back(random.uniform(-1.0, 1.0));
  }

  template <class T, class X> void operator()(const T* p, const X* x, T* y) const {
    using std::tanh;
    const T *u = p, *w = u + state * in, *b = w + state * state, *v = b + state;
    std::array<T, state> h, next;
    h.fill(T(0.0));
    y[0] = 0.0;
    for (std::size_t t = 0; t < steps; ++t) {
      for (std::size_t j = 0; j < state; ++j) {
        T sum = b[j];
        for (std::size_t k = 0; k < in; ++k) sum = sum + u[j * in + k] * x[t * in + k];
        for (std::size_t k = 0; k < state; ++k) sum = sum + w[j * state + k] * h[k];
        next[j] = tanh(sum);
      }
      h = next;
      T out = v[state];
      for (std::size_t k = 0; k < state; ++k) out = out + v[k] * h[k];
      const T error = out - 0.5;
      y[0] = y[0] + error * error;
    }
  }
};

/// 100 steps of the classic Runge-Kutta method on the equations of Lotka and Volterra; by the four rates and the state.
struct RungeKutta {
  std::vector<double> start{1.1, 0.4, 0.1, 0.4, 10.0, 5.0}, data;
  std::size_t outputs = 2;

  template <class T, class X> void operator()(const T* p, const X*, T* y) const {
    const double h = 0.05;
    T a = p[4], b = p[5];
    const auto da = [&](const T& u, const T& v) -> T { return p[0] * u - p[1] * u * v; };
    const auto db = [&](const T& u, const T& v) -> T { return p[2] * u * v - p[3] * v; };
    for (int i = 0; i < 100; ++i) {
      const T a1 = da(a, b), b1 = db(a, b);
      const T a2 = da(a + 0.5 * h * a1, b + 0.5 * h * b1), b2 = db(a + 0.5 * h * a1, b + 0.5 * h * b1);
      const T a3 = da(a + 0.5 * h * a2, b + 0.5 * h * b2), b3 = db(a + 0.5 * h * a2, b + 0.5 * h * b2);
      const T a4 = da(a + h * a3, b + h * b3), b4 = db(a + h * a3, b + h * b3);
      a = a + (h / 6.0) * (a1 + 2.0 * a2 + 2.0 * a3 + a4);
      b = b + (h / 6.0) * (b1 + 2.0 * b2 + 2.0 * b3 + b4);
    }
    y[0] = a, y[1] = b;
  }
};

/// The energy of 100 points in space, each pair with the potential of Lennard and Jones.
struct Bodies {
  static constexpr std::size_t bodies = 100;
  std::vector<double> start, data;
  std::size_t outputs = 1;

  Bodies() {
    test::Random random(6);
    for (std::size_t i = 0; i < 3 * bodies; ++i) start.push_back(random.uniform(-4.0, 4.0));
  }

  template <class T, class X> void operator()(const T* p, const X*, T* y) const {
    y[0] = 0.0;
    for (std::size_t i = 0; i < bodies; ++i) {
      for (std::size_t j = i + 1; j < bodies; ++j) {
        T square = 0.1;
        for (std::size_t d = 0; d < 3; ++d) {
          const T difference = p[3 * i + d] - p[3 * j + d];
          square = square + difference * difference;
        }
        const T inverse = 1.0 / (square * square * square);
        y[0] = y[0] + (inverse * inverse - inverse);
      }
    }
  }
};

/// 50 steps of a Kalman filter: a state of position and speed, measured by position; the logarithm of the likelihood,
/// by the two noises and the time step.
struct Kalman {
  static constexpr std::size_t steps = 50;
  std::vector<double> start{0.1, 0.5, 0.2}, data;
  std::size_t outputs = 1;

  Kalman() {
    test::Random random(7);
    for (std::size_t i = 0; i < steps; ++i) data.push_back(0.3 * static_cast<double>(i) + random.uniform(-1.0, 1.0));
  }

  template <class T, class X> void operator()(const T* p, const X* z, T* y) const {
    using std::log;
    const T q = p[0], r = p[1], dt = p[2];
    T position = 0.0, speed = 1.0, p00 = 1.0, p01 = 0.0, p11 = 1.0;
    y[0] = 0.0;
    for (std::size_t t = 0; t < steps; ++t) {
      position = position + dt * speed;
      const T q00 = p00 + dt * (p01 + p01 + dt * p11) + q * dt * dt;
      const T q01 = p01 + dt * p11;
      const T q11 = p11 + q;
      const T s = q00 + r;
      const T k0 = q00 / s, k1 = q01 / s;
      const T error = z[t] - position;
      position = position + k0 * error;
      speed = speed + k1 * error;
      p00 = (1.0 - k0) * q00;
      p01 = (1.0 - k0) * q01;
      p11 = q11 - k1 * q01;
      y[0] = y[0] - 0.5 * (log(s) + error * error / s);
    }
  }
};

}  // namespace mg::bench
