#pragma once

#include <vector>

#include "mg/core/value.h"

namespace mg::nn {

struct AdamOptions {
  double lr = 0.001;  ///< learning rate
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1): with g the gradient,
/// m ← β₁ m + (1 - β₁) g and v ← β₂ v + (1 - β₂) g², both 0 at first, in step t
/// p ← p - lr * (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε).
class Adam {
 public:
  /// UsageError if a parameter is not recorded.
  explicit Adam(std::vector<Value> parameters, AdamOptions options = {});

  /// Moves each parameter by its `grad()`. Allocates nothing.
  void step();
  /// For a learning rate that changes over time.
  void set_lr(double lr) { options_.lr = lr; }

 private:
  struct Moments {
    double first = 0.0;
    double second = 0.0;
  };

  std::vector<Value> parameters_;
  AdamOptions options_;
  std::vector<Moments> moments_;
  double beta1_power_ = 1.0;  // β₁ᵗ
  double beta2_power_ = 1.0;
};

}  // namespace mg::nn
