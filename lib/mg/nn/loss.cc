#include "mg/nn/loss.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "mg/base/error.h"
#include "mg/core/functions.h"

namespace mg::nn {
namespace {

void check_pairs(std::string_view loss, std::string_view left, std::size_t left_size, std::string_view right,
                 std::size_t right_size) {
  if (left_size != right_size) {
    throw UsageError(fmt::format("{}: {} {}, but {} {}", loss, left_size, left, right_size, right));
  }
  if (left_size == 0) throw UsageError(fmt::format("{}: no {}", loss, left));
}

/// term(0) + term(1) + …, from left to right; at least one.
template <class Term> Value sum_of(std::size_t count, const Term& term) {
  Value sum = term(0);
  for (std::size_t i = 1; i < count; ++i) sum += term(i);
  return sum;
}

}  // namespace

Value mse(const Numbers& predictions, const Numbers& targets) {
  check_pairs("mse", "predictions", predictions.size(), "targets", targets.size());
  const std::size_t count = predictions.size();
  return sum_of(count, [&](std::size_t i) { return pow(predictions[i] - targets[i], 2); }) / count;
}

Value hinge(const Numbers& scores, const Numbers& labels) {
  check_pairs("hinge", "scores", scores.size(), "labels", labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (std::fabs(labels[i].data()) != 1.0) {
      throw UsageError(fmt::format("hinge: label {} is {}, which is neither 1 nor -1", i, labels[i].data()));
    }
  }
  const std::size_t count = scores.size();
  return sum_of(count, [&](std::size_t i) { return relu(1.0 - labels[i] * scores[i], 0.0); }) / count;
}

Value softmax_cross_entropy(const Numbers& logits, std::size_t label) {
  if (label >= logits.size()) {
    throw UsageError(fmt::format("softmax_cross_entropy: there is no class {} among {} logits", label, logits.size()));
  }
  Value largest = logits[0];
  for (std::size_t i = 1; i < logits.size(); ++i) largest = max(largest, logits[i]);
  const Value sum = sum_of(logits.size(), [&](std::size_t i) { return exp(logits[i] - largest); });
  const Value log_of_sum = log(sum);
  return log_of_sum - (logits[label] - largest);
}

Value l2(const Numbers& parameters, double strength) {
  if (parameters.size() == 0) throw UsageError("l2: no parameters");
  return strength * sum_of(parameters.size(), [&](std::size_t i) { return pow(parameters[i], 2); });
}

}  // namespace mg::nn
