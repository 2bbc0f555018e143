#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "mg/nn/neuron.h"

namespace mg::nn {

/// Neurons side by side, over the same inputs. In a scope of its name, theirs are neuron0, neuron1, …
class Layer {
 public:
  /// UsageError without inputs or without outputs.
  Layer(Graph& graph, std::size_t inputs, std::size_t outputs, Activation activation, Random& random,
        std::string_view name = "layer");

  /// The outputs of all neurons. A number in `x` that is not recorded becomes one constant, which all of them share.
  /// UsageError unless `x` has as many numbers as there are inputs.
  std::vector<Value> operator()(const Numbers& x) const;

  std::size_t inputs() const { return neurons_.front().inputs(); }
  std::size_t outputs() const { return neurons_.size(); }
  const std::vector<Neuron>& neurons() const { return neurons_; }
  /// Those of each neuron in turn.
  std::vector<Value> parameters() const;
  /// (inputs + 1) * outputs
  std::size_t parameter_count() const { return (inputs() + 1) * outputs(); }
  /// Sets the gradients of its parameters to 0.
  void zero_grad() const;

  /// As micrograd prints it: `Layer of [ReLUNeuron(2), ReLUNeuron(2)]`.
  friend std::ostream& operator<<(std::ostream& out, const Layer& layer);

 private:
  Tape* tape_;
  StringId name_;
  std::vector<Neuron> neurons_;
};

}  // namespace mg::nn
