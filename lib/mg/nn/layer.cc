#include "mg/nn/layer.h"

#include <fmt/format.h>

#include <ostream>

#include "mg/base/error.h"

namespace mg::nn {

Layer::Layer(Graph& graph, std::size_t inputs, std::size_t outputs, Activation activation, Random& random,
             std::string_view name)
    : tape_(&graph.tape()), name_(graph.tape().strings.intern(name)) {
  if (inputs == 0) throw UsageError(fmt::format("{}: a layer needs at least one input", tape_->strings[name_]));
  if (outputs == 0) throw UsageError(fmt::format("{}: a layer needs at least one output", tape_->strings[name_]));
  const Scope scope(*tape_, name_);
  neurons_.reserve(outputs);
  for (std::size_t i = 0; i < outputs; ++i) {
    neurons_.emplace_back(graph, inputs, activation, random, fmt::format("neuron{}", i));
  }
}

std::vector<Value> Layer::operator()(const Numbers& x) const {
  if (x.size() != inputs()) {
    throw UsageError(fmt::format("{}: {} numbers given, it has {} inputs", tape_->strings[name_], x.size(), inputs()));
  }
  const Scope scope(*tape_, name_);
  std::vector<Value> shared;
  shared.reserve(inputs());
  for (const Value& value : x) shared.push_back(value.recorded_in(*tape_));
  std::vector<Value> y;
  y.reserve(outputs());
  for (const Neuron& neuron : neurons_) y.push_back(neuron(shared));
  return y;
}

std::vector<Value> Layer::parameters() const {
  std::vector<Value> all;
  all.reserve(parameter_count());
  for (const Neuron& neuron : neurons_) all.insert(all.end(), neuron.parameters().begin(), neuron.parameters().end());
  return all;
}

void Layer::zero_grad() const {
  for (const Neuron& neuron : neurons_) neuron.zero_grad();
}

std::ostream& operator<<(std::ostream& out, const Layer& layer) {
  const char* separator = "Layer of [";
  for (const Neuron& neuron : layer.neurons_) {
    out << separator << neuron;
    separator = ", ";
  }
  return out << "]";
}

}  // namespace mg::nn
