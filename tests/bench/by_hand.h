#pragma once

#include <cstddef>

namespace mg::bench::by_hand {

// What one writes who knows the computation: the loops that the generator has to find again. Compiled with -O3 for this
// machine.

/// Three layers with leaky relu, and the squared error over some samples, in plain loops. Parameters are laid out as
/// Mlp has them: for each neuron the weights, then the bias.
template <std::size_t In, std::size_t First, std::size_t Second, std::size_t Out> struct Net {
  static void predict(const double* p, const double* x, double* y);
  /// `factor` times the sum of the squared errors of all samples.
  static double loss(const double* p, const double* x, const double* targets, std::size_t samples, double factor);
  /// The loss, with its gradient in `p_bar`.
  static double gradient(const double* p, const double* x, const double* targets, std::size_t samples, double factor,
                         double* p_bar);
};

/// The net of mlp-wide, on weights laid out by inputs: neighbouring neurons have theirs side by side, and are computed
/// so, each with the additions that it has in Net and in their order.
class WideByInputs {
 public:
  explicit WideByInputs(const double* p);
  void predict(const double* x, double* y) const;

 private:
  static constexpr std::size_t in = 64, middle = 128, out = 10;
  static constexpr std::size_t padded_out = 16;
  // A row for each input, then the biases.
  alignas(64) double first_[in + 1][middle] = {};
  alignas(64) double second_[middle + 1][middle] = {};
  alignas(64) double third_[middle + 1][padded_out] = {};
};

}  // namespace mg::bench::by_hand
