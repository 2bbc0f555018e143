#include "mg/reroll/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mg/core/error.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/reroll/programs.h"
#include "programs.h"
#include "run.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::expect_same;
using test::forward_layout;
using test::gradient_layout;
using test::row;

std::vector<Operand> joined(std::vector<Operand> a, const std::vector<Operand>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

constexpr std::uint32_t function_sizes[] = {1, 2, 7, 50, 400};

TEST(Schedule, ForwardAndGradientHaveTheBitsOfReplay) {
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
      const Program forward = schedule(g, forward_layout(g), size);
      expect_same(test::run(forward, {x, p, {}}).y, y, "output");

      const Program both = schedule(adjoints, gradient_layout(g), size);
      const test::Results results = test::run(both, {x, p, seeds});
      expect_same(results.y, y, "output");
      expect_same(results.x_bar, x_bar, "gradient of input");
      expect_same(results.p_bar, p_bar, "gradient of parameter");
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Schedule, CutsIntoFunctionsOfAboutTheSizeWanted) {
  const Graph g = test::random_graph(3, {.nodes = 2000});
  for (const std::uint32_t size : function_sizes) {
    const Program program = schedule(g, forward_layout(g), size);
    std::size_t most = 0, least = 1000000, all = 0;
    for (const Function& function : program.functions) {
      const auto operations = static_cast<std::size_t>(std::ranges::count_if(
          function.statements, [](const Statement& statement) { return statement.does == Does::Compute; }));
      most = std::max(most, operations);
      least = std::min(least, operations);
      all += operations;
    }
    EXPECT_LE(most, size);
    EXPECT_LE(most - least, 1u) << "functions are of equal length";
    EXPECT_EQ(program.functions.size(), (all + size - 1) / size);
  }
}

TEST(Schedule, TellsWhichNodeEachStatementComputes) {
  const Graph g = test::random_graph(4, {.nodes = 300, .outputs = 3});
  for (const std::uint32_t size : function_sizes) {
    std::vector<NodeId> computed;
    const Program program = schedule(g, forward_layout(g), size, &computed);
    std::vector<bool> seen(g.size());
    std::size_t next = 0;
    for (const Function& function : program.functions) {
      for (const Statement& statement : function.statements) {
        if (statement.does != Does::Compute) continue;
        ASSERT_LT(next, computed.size());
        const NodeId node = computed[next++];
        EXPECT_EQ(g.op(node), statement.op);
        EXPECT_EQ(g.attribute(node), statement.attribute);
        EXPECT_FALSE(seen[node.index]) << "once";
        seen[node.index] = true;
        const auto arguments = g.arguments(node);
        for (int k = 0; k < info(statement.op).arity; ++k) {
          const bool constant = statement.arguments[k].space == Space::Constant;
          EXPECT_EQ(constant, g.op(arguments[k]) == Op::Constant);
          EXPECT_TRUE(is_leaf(g.op(arguments[k])) || seen[arguments[k].index]) << "after its arguments";
        }
      }
    }
    EXPECT_EQ(next, computed.size());
  }
}

TEST(Schedule, OfWhatNeedsNoOperation) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = parameter 2 "w"
%2 = constant -0
output "a" %0
output "b" %1
output "c" %2
output "d" %0
)");
  const Program program = schedule(g, forward_layout(g), 400);
  ASSERT_EQ(program.functions.size(), 1u);
  EXPECT_EQ(program.work, 0u);
  const std::vector<double> x{5.0}, p{7.0};
  expect_same(test::run(program, {x, p, {}}).y, {5.0, 7.0, -0.0, 5.0}, "output");
}

TEST(Schedule, LeavesOutWhatNoResultNeeds) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = sin %0
%2 = cos %0
output "y" %2
)");
  const Program program = schedule(g, forward_layout(g), 400);
  ASSERT_EQ(program.functions.size(), 1u);
  EXPECT_EQ(program.functions[0].statements.size(), 2u);  // the cosine, and its copy to the output
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

TEST(Schedule, UsesWorkSlotsAgain) {
  // Each sample's reverse follows its forward, so that beside the sums over all samples (one a parameter, and the terms
  // of the loss) only one sample's values are alive at a time.
  constexpr std::size_t samples = 100;
  const Graph g = batch(samples);
  const Graph adjoints = optimize(gradient(g, {.wrt = Wrt::Parameters, .seeds_are_inputs = true}));
  Layout layout = forward_layout(g);
  layout.inputs = joined(layout.inputs, row(Space::Seed, 1));
  layout.outputs = joined(layout.outputs, row(Space::ParameterBar, 17));
  ASSERT_GT(adjoints.size(), 50 * samples);
  for (const std::uint32_t size : {50u, 400u}) {
    const Program program = schedule(adjoints, layout, size);
    EXPECT_LT(program.work, samples + 17 + 60) << "function size " << size;
  }
}

TEST(Schedule, NeedsNoMoreWorkForALongerChain) {
  const auto work = [](int links) {
    Graph g;
    Value y = g.input("x", 0.5);
    for (int i = 0; i < links; ++i) y = sin(y) + 1.0;
    g.output("y", y);
    return schedule(g, forward_layout(g), 20).work;
  };
  EXPECT_LE(work(10000), 2u);
}

TEST(Schedule, IsDeterministic) {
  const Graph g = test::random_graph(5, {.nodes = 300, .outputs = 3});
  const Program a = schedule(g, forward_layout(g), 50), b = schedule(g, forward_layout(g), 50);
  ASSERT_EQ(a.functions.size(), b.functions.size());
  EXPECT_EQ(a.work, b.work);
  for (std::size_t f = 0; f < a.functions.size(); ++f) {
    ASSERT_EQ(a.functions[f].statements.size(), b.functions[f].statements.size());
    for (std::size_t s = 0; s < a.functions[f].statements.size(); ++s) {
      const Statement &p = a.functions[f].statements[s], &q = b.functions[f].statements[s];
      EXPECT_EQ(p.op, q.op);
      EXPECT_EQ(p.target.index, q.target.index);
      EXPECT_EQ(p.arguments[0].index, q.arguments[0].index);
    }
  }
}

TEST(Schedule, FunctionsOfNothingAreRefused) {
  const Graph g = test::random_graph(1, {.nodes = 20});
  EXPECT_THROW(schedule(g, forward_layout(g), 0), UsageError);
  for (const Loops loops : {Loops::Auto, Loops::Off}) {
    EXPECT_THROW(make_programs(g, {.loops = loops, .function_size = 0}), UsageError);
  }
}

}  // namespace
}  // namespace mg
