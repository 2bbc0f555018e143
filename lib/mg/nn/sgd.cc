#include "mg/nn/sgd.h"

#include "mg/nn/trainable.h"

namespace mg::nn {

Sgd::Sgd(std::vector<Value> parameters, SgdOptions options)
    : parameters_(trainable("Sgd", std::move(parameters))), options_(options), velocities_(parameters_.size()) {}

void Sgd::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    double& velocity = velocities_[i];
    velocity = options_.momentum * velocity + parameters_[i].grad();
    parameters_[i].set_data(parameters_[i].data() - options_.lr * velocity);
  }
}

}  // namespace mg::nn
