#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "mg/nn/layer.h"

namespace mg::nn {

/// A multi-layer perceptron: layers one after the other, all but the last with an activation.
///
///     mg::nn::Mlp mlp{g, 3, {4, 4, 1}, /*seed=*/42};   // 3 inputs, two hidden layers of 4, 1 output: 41 parameters
///     std::vector<mg::Value> y = mlp({2.0, 3.0, -1.0});
///
/// In a scope of its name, those of the layers are layer0, layer1, … The same seed gives the same weights everywhere.
/// The graph must outlive it.
class Mlp {
 public:
  /// `outputs`: how many neurons each layer has; `hidden`: the activation of all layers but the last, which has none.
  /// UsageError without inputs, without layers, or with an empty layer.
  Mlp(Graph& graph, std::size_t inputs, const std::vector<std::size_t>& outputs, std::uint64_t seed, Activation hidden,
      std::string_view name = "mlp");
  /// With leaky relus.
  Mlp(Graph& graph, std::size_t inputs, const std::vector<std::size_t>& outputs, std::uint64_t seed,
      std::string_view name = "mlp")
      : Mlp(graph, inputs, outputs, seed, Activation::LeakyRelu, name) {}

  /// The outputs of the last layer. A number in `x` that is not recorded becomes one constant. UsageError unless `x`
  /// has as many numbers as there are inputs.
  std::vector<Value> operator()(const Numbers& x) const;

  std::size_t inputs() const { return layers_.front().inputs(); }
  std::size_t outputs() const { return layers_.back().outputs(); }
  const std::vector<Layer>& layers() const { return layers_; }
  /// Those of each layer in turn, and in it of each neuron; the order in which the graph has them.
  std::vector<Value> parameters() const;
  /// The sum of (inputs + 1) * outputs over the layers.
  std::size_t parameter_count() const;
  /// Sets the gradients of its parameters to 0; those of another net in the graph stay, unlike with `Graph::zero_grad`.
  void zero_grad() const;

  /// As micrograd prints it: `MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]`.
  friend std::ostream& operator<<(std::ostream& out, const Mlp& mlp);

 private:
  Tape* tape_;
  StringId name_;
  std::vector<Layer> layers_;
};

}  // namespace mg::nn
