#include "mg/reroll/straight_line.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mg/base/error.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/program/operands.h"
#include "mg/program/proof.h"
#include "mg/program/text.h"
#include "mg/reroll/programs.h"
#include "programs.h"
#include "run.h"
#include "support/bodies.h"
#include "support/random_graph.h"
#include "support/sanitizer.h"

namespace mg {
namespace {

using program::Role;
using test::expect_same;
using test::forward_layout;
using test::gradient_layout;

std::vector<program::Place> joined(std::vector<program::Place> a, const std::vector<program::Place>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

constexpr std::uint32_t function_sizes[] = {1, 2, 7, 50, 400};

TEST(StraightLine, ForwardAndGradientHaveTheBitsOfReplay) {
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 150),
                                              .outputs = 1 + static_cast<std::uint32_t>(seed % 4),
                                              .wild = seed % 2 == 1});
    const Graph adjoints = optimize(gradient(g, {.seeds_are_inputs = true}));
    test::Random random(seed);
    std::vector<double> x(g.inputs().size()), p(g.parameters().size()), seeds(g.outputs().size());
    for (std::vector<double>* numbers : {&x, &p, &seeds}) {
      for (double& number : *numbers) number = random.number(seed % 2 == 1);
    }
    std::vector<double> y(g.outputs().size()), x_bar(x.size()), p_bar(p.size());
    exec::Replay engine(g);
    engine.forward(x, p, y);
    engine.backward(seeds, x_bar, p_bar);
    for (const std::uint32_t size : function_sizes) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", function size " << size);
      const program::Program forward = test::straight(g, forward_layout(g), size);
      expect_same(test::run(forward, {x, p, {}}).y, y, "output");

      const program::Program both = test::straight(adjoints, gradient_layout(g), size);
      const test::Results results = test::run(both, {x, p, seeds});
      expect_same(results.y, y, "output");
      expect_same(results.x_bar, x_bar, "gradient of input");
      expect_same(results.p_bar, p_bar, "gradient of parameter");
      if (HasFatalFailure()) return;
    }
  }
}

TEST(StraightLine, CutsIntoFunctionsOfAboutTheSizeWanted) {
  const Graph g = test::random_graph(3, {.nodes = 2000});
  for (const std::uint32_t size : function_sizes) {
    const program::Program program = test::straight(g, forward_layout(g), size);
    const std::vector<std::uint32_t> counts = operation_counts(program);
    std::size_t most = 0, least = 1000000, all = 0;
    for (const program::Function& function : program.functions) {
      std::size_t operations = 0;
      for (std::uint32_t s = function.begin; s < function.end; ++s) operations += counts[s];
      most = std::max(most, operations);
      least = std::min(least, operations);
      all += operations;
    }
    EXPECT_LE(most, size);
    EXPECT_LE(most - least, 1u) << "functions are of equal length";
    EXPECT_EQ(program.functions.size(), (all + size - 1) / size);
  }
}

TEST(StraightLine, OfWhatNeedsNoOperation) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = parameter 2 "w"
%2 = constant -0
output "a" %0
output "b" %1
output "c" %2
output "d" %0
)");
  const program::Program program = test::straight(g, forward_layout(g), 400);
  ASSERT_EQ(program.functions.size(), 1u);
  EXPECT_EQ(length(program, Role::Work), 0u);
  const std::vector<double> x{5.0}, p{7.0};
  expect_same(test::run(program, {x, p, {}}).y, {5.0, 7.0, -0.0, 5.0}, "output");
}

TEST(StraightLine, LeavesOutWhatNoResultNeeds) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = sin %0
%2 = cos %0
output "y" %2
)");
  const program::Program program = test::straight(g, forward_layout(g), 400);
  ASSERT_EQ(program.functions.size(), 1u);
  EXPECT_EQ(program.statements.size(), 1u) << "the cosine, to the output";
}

/// The mean squared error of a small net over `samples` samples: 2 inputs, 4 tanh, 1 output; 17 parameters.
Graph batch(std::size_t samples) {
  Graph g;
  test::Random random(1);
  std::vector<Value> w;
  for (int i = 0; i < 17; ++i) w.push_back(g.parameter("w" + std::to_string(i), random.uniform(-1, 1)));
  Value loss = 0.0;
  for (std::size_t s = 0; s < samples; ++s) {
    const Value a = g.input("a", random.uniform(-1, 1)), b = g.input("b", random.uniform(-1, 1));
    Value y = w[16];
    for (std::size_t h = 0; h < 4; ++h) {
      y += w[12 + h] * tanh(w[3 * h] * a + w[3 * h + 1] * b + w[3 * h + 2]);
    }
    const Value error = y - random.uniform(-1, 1);
    loss += error * error;
  }
  g.output("loss", loss * (1.0 / static_cast<double>(samples)));
  return g;
}

TEST(StraightLine, UsesWorkSlotsAgain) {
  // Each sample's reverse follows its forward, so that beside the sums over all samples (one a parameter, and the terms
  // of the loss) only one sample's values are alive at a time.
  constexpr std::size_t samples = 100;
  const Graph g = batch(samples);
  const Graph adjoints = optimize(gradient(g, {.wrt = Wrt::Parameters, .seeds_are_inputs = true}));
  program::Layout layout = forward_layout(g);
  layout.inputs = joined(layout.inputs, row(Role::Seed, 1));
  layout.outputs = joined(layout.outputs, row(Role::ParameterBar, 17));
  ASSERT_GT(adjoints.size(), 50 * samples);
  for (const std::uint32_t size : {50u, 400u}) {
    const program::Program program = test::straight(adjoints, layout, size);
    EXPECT_LT(length(program, Role::Work), samples + 17 + 60) << "function size " << size;
  }
}

TEST(StraightLine, NeedsNoMoreWorkForALongerChain) {
  const auto work = [](int links) {
    Graph g;
    Value y = g.input("x", 0.5);
    for (int i = 0; i < links; ++i) y = sin(y) + 1.0;
    g.output("y", y);
    return length(test::straight(g, forward_layout(g), 20), Role::Work);
  };
  EXPECT_LE(work(10000), 2u);
}

TEST(StraightLine, TakesAMillionNodesInAChain) {
  Graph g;
  const Value w = g.parameter("w", 1.0 + 1e-9);
  Value y = g.input("x", 0.5);
  const int links = test::sanitized ? 20000 : 250000;
  for (int i = 0; i < links; ++i) y = sin(y) * w;
  g.output("y", y);
  const Graph adjoints = optimize(gradient(g, {.seeds_are_inputs = true, .names = false}));
  ASSERT_GT(adjoints.size(), 4u * static_cast<std::size_t>(links));
  const program::Layout layout = gradient_layout(g);
  const program::Program program = test::straight(adjoints, layout, 400);
  const program::Proof proof = program::prove(adjoints, layout, program);
  EXPECT_EQ(proof.difference, "");
  EXPECT_EQ(test::length(program).operations, proof.operations) << "each once";
}

TEST(StraightLine, IsDeterministic) {
  const Graph g = test::random_graph(5, {.nodes = 300, .outputs = 3});
  const program::Program a = test::straight(g, forward_layout(g), 50), b = test::straight(g, forward_layout(g), 50);
  EXPECT_EQ(to_text(a), to_text(b));
}

TEST(StraightLine, FunctionsOfNothingAreRefused) {
  const Graph g = test::random_graph(1, {.nodes = 20});
  for (const Loops loops : {Loops::Auto, Loops::Off}) {
    EXPECT_THROW(make_programs(g, {.loops = loops, .function_size = 0}), UsageError);
  }
}

}  // namespace
}  // namespace mg
