#include "mg/nn/adam.h"

#include <cmath>

#include "mg/nn/trainable.h"

namespace mg::nn {

Adam::Adam(std::vector<Value> parameters, AdamOptions options)
    : parameters_(trainable("Adam", std::move(parameters))), options_(options), moments_(parameters_.size()) {}

void Adam::step() {
  const auto [lr, beta1, beta2, epsilon] = options_;
  beta1_power_ *= beta1;
  beta2_power_ *= beta2;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const double gradient = parameters_[i].grad();
    auto& [first, second] = moments_[i];
    first = beta1 * first + (1.0 - beta1) * gradient;
    second = beta2 * second + (1.0 - beta2) * gradient * gradient;
    const double mean = first / (1.0 - beta1_power_);
    const double mean_square = second / (1.0 - beta2_power_);
    parameters_[i].set_data(parameters_[i].data() - lr * mean / (std::sqrt(mean_square) + epsilon));
  }
}

}  // namespace mg::nn
