#pragma once

#include <cstddef>
#include <iosfwd>
#include <span>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/nn/numbers.h"
#include "mg/nn/random.h"

namespace mg::nn {

enum class Activation {
  LeakyRelu,  ///< slope 0.01 for x ≤ 0
  None,
  Relu,  ///< max(x, 0), by the op `relu` with slope 0
  Tanh,
  Sigmoid,
};

/// activation(w·x + b). Weights start uniform in [-1, 1), the bias at 0; they are parameters of the graph, named w0,
/// w1, …, b. What a neuron records, now and in each call, is in a scope of its name. The graph must outlive it.
class Neuron {
 public:
  /// UsageError without inputs.
  Neuron(Graph& graph, std::size_t inputs, Activation activation, Random& random, std::string_view name = "neuron");

  /// Records w0 * x0 + w1 * x1 + … from left to right, + b, then the activation. UsageError unless `x` has as many
  /// numbers as there are inputs.
  Value operator()(const Numbers& x) const;

  std::size_t inputs() const { return parameters_.size() - 1; }
  /// The weights in order, then the bias.
  std::span<const Value> parameters() const { return parameters_; }
  /// Sets the gradients of its parameters to 0, and of nothing else; `Graph::zero_grad` does it for all.
  void zero_grad() const;

  /// As micrograd prints it, with its activation and its inputs: `ReLUNeuron(2)`, `LeakyReLUNeuron(2)`,
  /// `TanhNeuron(2)`, `SigmoidNeuron(2)`, `LinearNeuron(2)`.
  friend std::ostream& operator<<(std::ostream& out, const Neuron& neuron);

 private:
  Tape* tape_;
  StringId name_;
  Activation activation_;
  std::vector<Value> parameters_;
};

}  // namespace mg::nn
