#include "bench/by_hand.h"

#include <algorithm>
#include <cstring>

namespace mg::bench::by_hand {
namespace {

constexpr double slope = 0.01;

double leaky(double x) { return x > 0.0 ? x : slope * x; }

/// A layer of M neurons on N numbers.
template <std::size_t N, std::size_t M> struct Layer {
  static constexpr std::size_t parameters = (N + 1) * M;

  static void sums(const double* __restrict p, const double* __restrict x, double* __restrict y) {
    for (std::size_t j = 0; j < M; ++j, p += N + 1) {
      double sum = p[0] * x[0];
      for (std::size_t i = 1; i < N; ++i) sum += p[i] * x[i];
      y[j] = sum + p[N];
    }
  }

  static void activations(const double* p, const double* x, double* y) {
    sums(p, x, y);
    for (std::size_t j = 0; j < M; ++j) y[j] = leaky(y[j]);
  }

  /// From the adjoints of the sums, adds to those of the parameters.
  static void to_parameters(const double* __restrict y_bar, const double* __restrict x, double* __restrict p_bar) {
    for (std::size_t j = 0; j < M; ++j, p_bar += N + 1) {
      for (std::size_t i = 0; i < N; ++i) p_bar[i] += y_bar[j] * x[i];
      p_bar[N] += y_bar[j];
    }
  }

  /// From the adjoints of the sums to those of the sums of the layer before, whose activations are `x`.
  static void to_inputs(const double* __restrict p, const double* __restrict y_bar, const double* __restrict x,
                        double* __restrict x_bar) {
    std::fill_n(x_bar, N, 0.0);
    for (std::size_t j = 0; j < M; ++j, p += N + 1) {
      for (std::size_t i = 0; i < N; ++i) x_bar[i] += y_bar[j] * p[i];
    }
    for (std::size_t i = 0; i < N; ++i) x_bar[i] = x[i] > 0.0 ? x_bar[i] : slope * x_bar[i];
  }
};

/// The sums of `width` neurons, side by side in registers, from `first` on. The last row of `w` are the biases.
template <std::size_t width, std::size_t rows, std::size_t columns>
void lanes(const double (&w)[rows][columns], std::size_t first, const double* __restrict x, double* __restrict y) {
  typedef double Lanes __attribute__((vector_size(8 * sizeof(double)), may_alias));
  constexpr std::size_t count = width / 8;
  const auto row = [&](std::size_t i) { return reinterpret_cast<const Lanes*>(&w[i][first]); };
  Lanes sum[count];
#pragma GCC unroll 16
  for (std::size_t k = 0; k < count; ++k) sum[k] = row(0)[k] * x[0];
  for (std::size_t i = 1; i + 1 < rows; ++i) {
#pragma GCC unroll 16
    for (std::size_t k = 0; k < count; ++k) sum[k] += row(i)[k] * x[i];
  }
#pragma GCC unroll 16
  for (std::size_t k = 0; k < count; ++k) sum[k] += row(rows - 1)[k];
  std::memcpy(y + first, sum, sizeof sum);
}

/// As wide as the registers allow.
#if defined(__AVX512F__)
constexpr std::size_t widest = 128;
#else
constexpr std::size_t widest = 32;
#endif

template <std::size_t rows, std::size_t columns>
void sums(const double (&w)[rows][columns], const double* x, double* y) {
  constexpr std::size_t width = std::min(columns, widest);
  for (std::size_t first = 0; first < columns; first += width) lanes<width>(w, first, x, y);
}

/// Copies a layer of `neurons`; returns where the next one is.
template <std::size_t rows, std::size_t columns>
const double* by_inputs(const double* p, std::size_t neurons, double (&w)[rows][columns]) {
  for (std::size_t j = 0; j < neurons; ++j) {
    for (std::size_t i = 0; i < rows; ++i) w[i][j] = *p++;
  }
  return p;
}

}  // namespace

template <std::size_t In, std::size_t First, std::size_t Second, std::size_t Out>
void Net<In, First, Second, Out>::predict(const double* p, const double* x, double* y) {
  double h[First], k[Second];
  const double* second = p + Layer<In, First>::parameters;
  Layer<In, First>::activations(p, x, h);
  Layer<First, Second>::activations(second, h, k);
  Layer<Second, Out>::sums(second + Layer<First, Second>::parameters, k, y);
}

template <std::size_t In, std::size_t First, std::size_t Second, std::size_t Out>
double Net<In, First, Second, Out>::loss(const double* p, const double* x, const double* targets, std::size_t samples,
                                         double factor) {
  double sum = 0.0;
  for (std::size_t s = 0; s < samples; ++s, x += In, targets += Out) {
    double y[Out];
    predict(p, x, y);
    for (std::size_t j = 0; j < Out; ++j) sum += (y[j] - targets[j]) * (y[j] - targets[j]);
  }
  return sum * factor;
}

template <std::size_t In, std::size_t First, std::size_t Second, std::size_t Out>
double Net<In, First, Second, Out>::gradient(const double* p, const double* x, const double* targets,
                                             std::size_t samples, double factor, double* p_bar) {
  using A = Layer<In, First>;
  using B = Layer<First, Second>;
  using C = Layer<Second, Out>;
  const double *second = p + A::parameters, *third = second + B::parameters;
  double *second_bar = p_bar + A::parameters, *third_bar = second_bar + B::parameters;
  std::fill_n(p_bar, A::parameters + B::parameters + C::parameters, 0.0);
  double sum = 0.0;
  for (std::size_t s = 0; s < samples; ++s, x += In, targets += Out) {
    double h[First], k[Second], y[Out], h_bar[First], k_bar[Second], y_bar[Out];
    A::activations(p, x, h);
    B::activations(second, h, k);
    C::sums(third, k, y);
    for (std::size_t j = 0; j < Out; ++j) {
      const double error = y[j] - targets[j];
      sum += error * error;
      y_bar[j] = 2.0 * factor * error;
    }
    C::to_parameters(y_bar, k, third_bar);
    C::to_inputs(third, y_bar, k, k_bar);
    B::to_parameters(k_bar, h, second_bar);
    B::to_inputs(second, k_bar, h, h_bar);
    A::to_parameters(h_bar, x, p_bar);
  }
  return sum * factor;
}

template struct Net<3, 4, 4, 1>;
template struct Net<2, 16, 16, 1>;
template struct Net<64, 128, 128, 10>;

WideByInputs::WideByInputs(const double* p) {
  p = by_inputs(p, middle, first_);
  p = by_inputs(p, middle, second_);
  by_inputs(p, out, third_);
}

void WideByInputs::predict(const double* x, double* y) const {
  alignas(64) double h[middle], k[middle], padded[padded_out];
  sums(first_, x, h);
  for (double& number : h) number = leaky(number);
  sums(second_, h, k);
  for (double& number : k) number = leaky(number);
  sums(third_, k, padded);
  std::copy_n(padded, out, y);
}

}  // namespace mg::bench::by_hand
