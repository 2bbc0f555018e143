#pragma once

#include <cstddef>

#include "mg/nn/numbers.h"

namespace mg::nn {

// Lengths that do not match, and empty lists where a mean or a maximum is asked for, are a UsageError.

/// Mean squared error: the mean of (prediction - target)². One target a prediction.
Value mse(const Numbers& predictions, const Numbers& targets);

/// Mean hinge loss: the mean of max(0, 1 - label * score), as of a support vector machine. One label a score, +1 or -1.
Value hinge(const Numbers& scores, const Numbers& labels);

/// Cross-entropy of the softmax of `logits` (one a class) and the class `label`: log Σ exp(zᵢ) - z_label. Stable: the
/// largest logit is taken out of the sum.
Value softmax_cross_entropy(const Numbers& logits, std::size_t label);

/// The penalty strength * Σ p².
Value l2(const Numbers& parameters, double strength);

}  // namespace mg::nn
