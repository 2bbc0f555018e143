#include "mg/nn/neuron.h"

#include <fmt/format.h>

#include "mg/core/error.h"
#include "mg/core/functions.h"

namespace mg::nn {

Neuron::Neuron(Graph& graph, std::size_t inputs, Activation activation, Random& random, std::string_view name)
    : tape_(&graph.tape()), name_(graph.tape().strings.intern(name)), activation_(activation) {
  if (inputs == 0) throw UsageError(fmt::format("{}: a neuron needs at least one input", tape_->strings[name_]));
  const Scope scope(*tape_, name_);
  parameters_.reserve(inputs + 1);
  for (std::size_t i = 0; i < inputs; ++i) {
    parameters_.push_back(graph.parameter(fmt::format("w{}", i), random.uniform(-1.0, 1.0)));
  }
  parameters_.push_back(graph.parameter("b", 0.0));
}

Value Neuron::operator()(const Numbers& x) const {
  if (x.size() != inputs()) {
    throw UsageError(fmt::format("{}: {} numbers given, it has {} inputs", tape_->strings[name_], x.size(), inputs()));
  }
  const Scope scope(*tape_, name_);
  Value sum = parameters_[0] * x[0];
  for (std::size_t i = 1; i < inputs(); ++i) sum += parameters_[i] * x[i];
  sum += parameters_.back();
  return activation_ == Activation::LeakyRelu ? relu(sum) : sum;
}

}  // namespace mg::nn
