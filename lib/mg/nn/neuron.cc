#include "mg/nn/neuron.h"

#include <fmt/format.h>

#include <ostream>

#include "mg/base/error.h"
#include "mg/core/functions.h"

namespace mg::nn {
namespace {

Value activate(Activation activation, const Value& x) {
  switch (activation) {
    case Activation::LeakyRelu:
      return relu(x);
    case Activation::None:
      return x;
    case Activation::Relu:
      return relu(x, 0.0);
    case Activation::Tanh:
      return tanh(x);
    case Activation::Sigmoid:
      return sigmoid(x);
  }
  __builtin_unreachable();
}

const char* name_of(Activation activation) {
  switch (activation) {
    case Activation::LeakyRelu:
      return "LeakyReLU";
    case Activation::None:
      return "Linear";
    case Activation::Relu:
      return "ReLU";
    case Activation::Tanh:
      return "Tanh";
    case Activation::Sigmoid:
      return "Sigmoid";
  }
  __builtin_unreachable();
}

}  // namespace

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
  return activate(activation_, sum);
}

void Neuron::zero_grad() const {
  for (const Value& parameter : parameters_) parameter.zero_grad();
}

std::ostream& operator<<(std::ostream& out, const Neuron& neuron) {
  return out << name_of(neuron.activation_) << "Neuron(" << neuron.inputs() << ")";
}

}  // namespace mg::nn
