#pragma once

#include <vector>

#include "mg/core/value.h"

namespace mg::nn {

struct SgdOptions {
  double lr = 0.01;  ///< learning rate
  double momentum = 0.0;
};

/// Gradient descent with momentum: v ← momentum * v + grad, p ← p - lr * v, with v = 0 at first.
class Sgd {
 public:
  /// UsageError if a parameter is not recorded.
  explicit Sgd(std::vector<Value> parameters, SgdOptions options = {});

  /// Moves each parameter by its `grad()`. Allocates nothing.
  void step();
  /// For a learning rate that changes over time.
  void set_lr(double lr) { options_.lr = lr; }

 private:
  std::vector<Value> parameters_;
  SgdOptions options_;
  std::vector<double> velocities_;
};

}  // namespace mg::nn
