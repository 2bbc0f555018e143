#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mg/nn/layer.h"

namespace mg::nn {

/// A multi-layer perceptron: layers one after the other, all but the last with a leaky relu.
///
///     mg::nn::Mlp mlp{g, 3, {4, 4, 1}, /*seed=*/42};   // 3 inputs, two hidden layers of 4, 1 output: 41 parameters
///     std::vector<mg::Value> y = mlp({2.0, 3.0, -1.0});
///
/// In a scope of its name, those of the layers are layer0, layer1, … The same seed gives the same weights everywhere.
/// The graph must outlive it.
class Mlp {
 public:
  /// `outputs`: how many neurons each layer has. UsageError without inputs, without layers, or with an empty layer.
  Mlp(Graph& graph, std::size_t inputs, const std::vector<std::size_t>& outputs, std::uint64_t seed,
      std::string_view name = "mlp");

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

 private:
  Tape* tape_;
  StringId name_;
  std::vector<Layer> layers_;
};

}  // namespace mg::nn
