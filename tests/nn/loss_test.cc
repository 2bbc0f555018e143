#include "mg/nn/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/graph.h"

namespace mg::nn {
namespace {

std::vector<Value> inputs(Graph& g, const std::vector<double>& numbers) {
  std::vector<Value> values;
  for (const double x : numbers) values.push_back(g.input("x", x));
  return values;
}

template <class Call> std::string usage_error(const Call& call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing thrown";
}

// ((0.5 - 1)² + (-1 + 1)² + (3 - 1)²) / 3 = 4.25 / 3
TEST(Mse, ComputedByHand) {
  Graph g;
  const auto y = inputs(g, {0.5, -1.0, 3.0});
  const Value loss = mse(y, std::vector<double>{1.0, -1.0, 1.0});
  EXPECT_DOUBLE_EQ(loss.data(), 4.25 / 3.0);
  g.backward(loss);
  EXPECT_DOUBLE_EQ(y[0].grad(), -1.0 / 3.0);
  EXPECT_EQ(y[1].grad(), 0.0);
  EXPECT_DOUBLE_EQ(y[2].grad(), 4.0 / 3.0);
}

TEST(Mse, TargetsMayBeValuesOrBraced) {
  Graph g;
  const auto y = inputs(g, {0.5, -1.0, 3.0});
  const auto targets = inputs(g, {1.0, -1.0, 1.0});
  EXPECT_DOUBLE_EQ(mse(y, {1.0, -1.0, 1.0}).data(), 4.25 / 3.0);
  EXPECT_DOUBLE_EQ(mse(y, {1, -1, 1}).data(), 4.25 / 3.0);
  EXPECT_DOUBLE_EQ(mse({y[0]}, {1.0}).data(), 0.25);
  const Value loss = mse(y, targets);
  g.backward(loss);
  EXPECT_DOUBLE_EQ(loss.data(), 4.25 / 3.0);
  EXPECT_DOUBLE_EQ(targets[2].grad(), -4.0 / 3.0);
}

// 1 - 1 * 0.5 = 0.5; 1 + 1 * 0.25 = 1.25; 1 - 1 * 3 < 0; mean over 3.
TEST(Hinge, ComputedByHand) {
  Graph g;
  const auto scores = inputs(g, {0.5, 0.25, 3.0});
  const Value loss = hinge(scores, {1, -1, 1});
  EXPECT_DOUBLE_EQ(loss.data(), 1.75 / 3.0);
  g.backward(loss);
  EXPECT_DOUBLE_EQ(scores[0].grad(), -1.0 / 3.0);
  EXPECT_DOUBLE_EQ(scores[1].grad(), 1.0 / 3.0);
  EXPECT_EQ(scores[2].grad(), 0.0) << "on the right side by more than the margin";
}

struct CrossEntropy {
  std::vector<double> logits;
  std::size_t label;
  double loss;
  std::vector<double> gradient;
};

// Computed with mpmath at 40 digits, from log(Σ exp z) - z_label and softmax - one_hot.
TEST(SoftmaxCrossEntropy, AgreesWithHighPrecision) {
  const std::vector<CrossEntropy> cases{
      {{1.0, 2.0, -0.5}, 2, 2.87153903185268289, {0.253716181635025196, 0.689672086124503522, -0.943388267759528717}},
      {{1000.0, 1001.0, 999.0},
       0,
       1.4076059644443803,
       {-0.755271528945202348, 0.66524095577482189, 0.090030573170380458}},
      {{0.0, 0.0}, 1, 0.693147180559945309, {0.5, -0.5}},
      {{7.0}, 0, 0.0, {0.0}},
  };
  for (const auto& [logits, label, expected, gradient] : cases) {
    Graph g;
    const auto z = inputs(g, logits);
    const Value loss = softmax_cross_entropy(z, label);
    EXPECT_NEAR(loss.data(), expected, 4e-16);
    g.backward(loss);
    for (std::size_t i = 0; i < z.size(); ++i) EXPECT_NEAR(z[i].grad(), gradient[i], 4e-16) << i;
  }
}

TEST(SoftmaxCrossEntropy, LargeLogitsStayFinite) {
  Graph g;
  const auto z = inputs(g, {1e5, -1e5, 700.0});
  const Value wrong = softmax_cross_entropy(z, 1);
  EXPECT_EQ(wrong.data(), 2e5);
  g.backward(wrong);
  EXPECT_EQ(z[0].grad(), 1.0);
  EXPECT_EQ(z[1].grad(), -1.0);
  EXPECT_EQ(z[2].grad(), 0.0);
  EXPECT_EQ(softmax_cross_entropy(z, 0).data(), 0.0);
}

// 0.1 * (1 + 4 + 0.25)
TEST(L2, ComputedByHand) {
  Graph g;
  const auto p = inputs(g, {1.0, -2.0, 0.5});
  const Value penalty = l2(p, 0.1);
  EXPECT_DOUBLE_EQ(penalty.data(), 0.525);
  g.backward(penalty);
  EXPECT_DOUBLE_EQ(p[0].grad(), 0.2);
  EXPECT_DOUBLE_EQ(p[1].grad(), -0.4);
  EXPECT_DOUBLE_EQ(p[2].grad(), 0.1);
}

TEST(Losses, WrongSizesAreReported) {
  Graph g;
  const auto y = inputs(g, {1.0, 2.0});
  EXPECT_EQ(usage_error([&] { mse(y, {1.0, 2.0, 3.0}); }), "mse: 2 predictions, but 3 targets");
  EXPECT_EQ(usage_error([&] { mse({}, {}); }), "mse: no predictions");
  EXPECT_EQ(usage_error([&] { hinge(y, {1.0}); }), "hinge: 2 scores, but 1 labels");
  EXPECT_EQ(usage_error([&] { hinge(y, {1.0, 0.5}); }), "hinge: label 1 is 0.5, which is neither 1 nor -1");
  EXPECT_EQ(usage_error([&] { softmax_cross_entropy(y, 2); }),
            "softmax_cross_entropy: there is no class 2 among 2 logits");
  EXPECT_EQ(usage_error([&] { softmax_cross_entropy({}, 0); }),
            "softmax_cross_entropy: there is no class 0 among 0 logits");
  EXPECT_EQ(usage_error([&] { l2({}, 1.0); }), "l2: no parameters");
}

}  // namespace
}  // namespace mg::nn
