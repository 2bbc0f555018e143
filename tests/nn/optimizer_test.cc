#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "mg/base/error.h"
#include "mg/nn/adam.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#include "mg/nn/sgd.h"

namespace mg::nn {
namespace {

/// Takes one step of `optimizer` down `loss(parameters)`.
template <class Optimizer, class Loss> void step(Graph& g, Optimizer& optimizer, const Loss& loss) {
  auto frame = g.frame();
  const Value recorded = loss();
  g.zero_grad();
  g.backward(recorded);
  optimizer.step();
}

// p² has the gradient 2p: p = 1 → 1 - 0.25 * 2 = 0.5 → 0.25.
TEST(Sgd, ComputedByHand) {
  Graph g;
  const Value p = g.parameter("p", 1.0);
  Sgd sgd{{p}, {.lr = 0.25}};
  step(g, sgd, [&] { return p * p; });
  EXPECT_EQ(p.data(), 0.5);
  step(g, sgd, [&] { return p * p; });
  EXPECT_EQ(p.data(), 0.25);
  sgd.set_lr(0.5);
  step(g, sgd, [&] { return p * p; });
  EXPECT_EQ(p.data(), 0.0);
}

// With the gradient always 1, lr 0.5 and momentum 0.5: v = 1, 1.5, 1.75, so p falls by 0.5, 0.75, 0.875.
TEST(Sgd, MomentumComputedByHand) {
  Graph g;
  const Value p = g.parameter("p", 0.0);
  Sgd sgd{{p}, {.lr = 0.5, .momentum = 0.5}};
  for (const double expected : {-0.5, -1.25, -2.125}) {
    step(g, sgd, [&] { return p + 1.0; });
    EXPECT_EQ(p.data(), expected);
  }
}

TEST(Adam, FirstStepIsTheLearningRateAgainstTheSignOfTheGradient) {
  Graph g;
  const std::vector<Value> p{g.parameter("p", 1.0), g.parameter("q", 1.0), g.parameter("r", 1.0)};
  Adam adam{p, {.lr = 0.02}};
  step(g, adam, [&] { return 1e4 * p[0] - 3.0 * p[1] + 0.0 * p[2]; });
  EXPECT_NEAR(p[0].data(), 0.98, 1e-9);
  EXPECT_NEAR(p[1].data(), 1.02, 1e-9);
  EXPECT_EQ(p[2].data(), 1.0);
}

// (p - 3)² + 10 (q + 1)² from (0, 0), lr 0.1: the paper's algorithm, run with mpmath at 40 digits.
TEST(Adam, FiveStepsAgreeWithHighPrecision) {
  Graph g;
  const std::vector<Value> p{g.parameter("p", 0.0), g.parameter("q", 0.0)};
  Adam adam{p, {.lr = 0.1}};
  const std::array<std::array<double, 2>, 5> expected{{{0.0999999998333333336, -0.09999999995},
                                                       {0.199897292585211707, -0.199587772226698585},
                                                       {0.299618476549253392, -0.298413728456516672},
                                                       {0.399086468944215744, -0.396060941323780761},
                                                       {0.498220543772714286, -0.492036343132250252}}};
  for (const auto& [first, second] : expected) {
    step(g, adam, [&] { return pow(p[0] - 3.0, 2) + 10.0 * pow(p[1] + 1.0, 2); });
    EXPECT_NEAR(p[0].data(), first, 1e-14);
    EXPECT_NEAR(p[1].data(), second, 1e-14);
  }
}

// p³ from 2, the same way.
TEST(Adam, OptionsAreUsed) {
  Graph g;
  const Value p = g.parameter("p", 2.0);
  Adam adam{{p}, {.lr = 0.25, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.125}};
  for (const double expected : {1.75257731958762887, 1.51389949664599699, 1.28988237903182681}) {
    step(g, adam, [&] { return pow(p, 3); });
    EXPECT_NEAR(p.data(), expected, 1e-14);
  }
}

TEST(Optimizers, RefusePlainNumbers) {
  Graph g;
  try {
    Adam adam{{g.parameter("p", 1.0), Value(2.0)}};
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "Adam: parameter 1 of 2 is a plain number, which no graph has recorded");
  }
  EXPECT_THROW(Sgd({Value(2.0)}), UsageError);
}

TEST(Training, LearnsExclusiveOr) {
  Graph g;
  const Mlp mlp{g, 2, {8, 1}, /*seed=*/1};
  Adam adam{mlp.parameters(), {.lr = 0.05}};
  double last = 0.0;
  for (int epoch = 0; epoch < 300; ++epoch) {
    auto frame = g.frame();
    std::vector<Value> y;
    for (const auto& x : {std::array{0.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}, {1.0, 1.0}}) y.push_back(mlp(x)[0]);
    const Value loss = mse(y, {0, 1, 1, 0});
    g.zero_grad();
    g.backward(loss);
    adam.step();
    last = loss.data();
  }
  EXPECT_LT(last, 1e-4);
  EXPECT_EQ(g.size(), mlp.parameter_count()) << "the frames have dropped the rest";
}

TEST(Training, GradientsOfANetAgreeWithCentralDifferences) {
  Graph g;
  const Mlp mlp{g, 3, {4, 3}, /*seed=*/5};
  auto parameters = mlp.parameters();
  const auto loss = [&] { return softmax_cross_entropy(mlp({0.5, -1.5, 2.0}), 1) + l2(parameters, 0.01); };
  const auto value_with = [&](Value& parameter, double number) {
    auto frame = g.frame();
    const double before = parameter.data();
    parameter.set_data(number);
    const double value = loss().data();
    parameter.set_data(before);
    return value;
  };
  auto frame = g.frame();
  g.backward(loss());
  const double h = 1e-5;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Value& p = parameters[i];
    const double difference = (value_with(p, p.data() + h) - value_with(p, p.data() - h)) / (2.0 * h);
    EXPECT_NEAR(p.grad(), difference, 1e-9) << i;
  }
}

}  // namespace
}  // namespace mg::nn
