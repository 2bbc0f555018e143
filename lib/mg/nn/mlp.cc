#include "mg/nn/mlp.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "mg/base/error.h"

namespace mg::nn {

Mlp::Mlp(Graph& graph, std::size_t inputs, const std::vector<std::size_t>& outputs, std::uint64_t seed,
         Activation hidden, std::string_view name)
    : tape_(&graph.tape()), name_(graph.tape().strings.intern(name)) {
  if (outputs.empty()) throw UsageError(fmt::format("{}: a net needs at least one layer", tape_->strings[name_]));
  // What is refused leaves nothing behind, so that all is asked before the first parameter.
  if (inputs == 0) throw UsageError(fmt::format("{}: a net needs at least one input", tape_->strings[name_]));
  const auto empty = std::ranges::find(outputs, std::size_t{0});
  if (empty != outputs.end()) {
    throw UsageError(fmt::format("layer{}: a layer needs at least one output", empty - outputs.begin()));
  }
  Random random(seed);
  const Scope scope(*tape_, name_);
  layers_.reserve(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto activation = i + 1 < outputs.size() ? hidden : Activation::None;
    layers_.emplace_back(graph, i == 0 ? inputs : outputs[i - 1], outputs[i], activation, random,
                         fmt::format("layer{}", i));
  }
}

std::vector<Value> Mlp::operator()(const Numbers& x) const {
  if (x.size() != inputs()) {
    throw UsageError(fmt::format("{}: {} numbers given, it has {} inputs", tape_->strings[name_], x.size(), inputs()));
  }
  const Scope scope(*tape_, name_);
  std::vector<Value> y = layers_.front()(x);
  for (std::size_t i = 1; i < layers_.size(); ++i) y = layers_[i](y);
  return y;
}

std::vector<Value> Mlp::parameters() const {
  std::vector<Value> all;
  all.reserve(parameter_count());
  for (const Layer& layer : layers_) {
    const std::vector<Value> of_layer = layer.parameters();
    all.insert(all.end(), of_layer.begin(), of_layer.end());
  }
  return all;
}

std::size_t Mlp::parameter_count() const {
  std::size_t count = 0;
  for (const Layer& layer : layers_) count += layer.parameter_count();
  return count;
}

void Mlp::zero_grad() const {
  for (const Layer& layer : layers_) layer.zero_grad();
}

std::ostream& operator<<(std::ostream& out, const Mlp& mlp) {
  const char* separator = "MLP of [";
  for (const Layer& layer : mlp.layers_) {
    out << separator << layer;
    separator = ", ";
  }
  return out << "]";
}

}  // namespace mg::nn
