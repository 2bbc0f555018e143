#include "mg/passes/pipeline.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "mg/core/bits.h"
#include "mg/core/sweep.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"
#include "mg/passes/rewrite.h"
#include "support/bodies.h"
#include "support/random_graph.h"
#include "support/sanitizer.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

std::string message_of(const Graph& graph) {
  try {
    verify(graph, "a test");
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "fine";
}

/// Compares outputs and guards of two graphs of the same interface, at ordinary and at wild points.
void expect_same(const Graph& a, const Graph& b, std::uint64_t seed) {
  exec::Replay replay_a(a), replay_b(b);
  test::Random random(seed);
  for (int point = 0; point < 6; ++point) {
    std::vector<double> x(a.inputs().size()), p(a.parameters().size());
    for (double& number : x) number = random.number(point % 2 == 1);
    for (double& number : p) number = random.number(point % 2 == 1);
    std::vector<double> y_a(a.outputs().size()), y_b(b.outputs().size());
    replay_a.forward(x, p, y_a);
    replay_b.forward(x, p, y_b);
    ASSERT_EQ(y_a.size(), y_b.size());
    for (std::size_t i = 0; i < y_a.size(); ++i) {
      ASSERT_PRED2(same_number, y_a[i], y_b[i]) << "seed " << seed << " point " << point << " output " << i;
    }
    ASSERT_EQ(replay_a.broken_guard(), replay_b.broken_guard()) << "seed " << seed << " point " << point;
  }
}

TEST(Pipeline, IsExact) {
  ASSERT_FALSE(pipeline().empty());
  for (const Pass& pass : pipeline()) EXPECT_TRUE(pass.exact) << pass.name;
}

TEST(Pipeline, KeepsEveryBitEverywhere) {
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 100),
                                              .outputs = 1 + static_cast<std::uint32_t>(seed % 4),
                                              .wild = seed % 2 == 1});
    expect_same(g, optimize(g), seed);
    if (HasFatalFailure()) return;
  }
}

TEST(Pipeline, EachPassKeepsEveryBitEverywhere) {
  for (const Pass& pass : pipeline()) {
    SCOPED_TRACE(pass.name);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const Graph g = test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1});
      const Graph once = pass.run(g, nullptr);
      verify_same_values(g, once, pass.name);
      expect_same(g, once, seed);
      ASSERT_EQ(write(pass.run(once, nullptr)), write(once)) << "seed " << seed << ": twice is not once";
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Pipeline, KeepsTheInterface) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Graph g = test::random_graph(seed, {.outputs = 3, .wild = true});
    const Graph after = optimize(g);
    ASSERT_EQ(after.inputs().size(), g.inputs().size());
    ASSERT_EQ(after.parameters().size(), g.parameters().size());
    ASSERT_EQ(after.guards().size(), g.guards().size());
    for (std::size_t i = 0; i < g.inputs().size(); ++i) EXPECT_EQ(after.name(after.inputs()[i]), g.name(g.inputs()[i]));
    for (std::size_t i = 0; i < g.parameters().size(); ++i) {
      EXPECT_EQ(after.name(after.parameters()[i]), g.name(g.parameters()[i]));
    }
    for (std::size_t i = 0; i < g.outputs().size(); ++i) {
      EXPECT_EQ(after.text(after.outputs()[i].name), g.text(g.outputs()[i].name));
    }
    for (std::size_t i = 0; i < g.guards().size(); ++i) {
      EXPECT_EQ(after.text(after.guards()[i].where), g.text(g.guards()[i].where));
      EXPECT_EQ(after.guards()[i].outcome, g.guards()[i].outcome);
    }
    ASSERT_LE(after.size(), g.size() + 10) << "seed " << seed;
  }
}

TEST(Pipeline, TellsWhatNodesHaveBecome) {
  EXPECT_EQ(identity_map(graph_of("%0 = input 1 \"x\"\n%1 = sin %0\noutput \"y\" %1\n")), (NodeMap{{0}, {1}}));
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1});
    const std::vector<bool> live = live_nodes(g, g.outputs(), g.guards());
    const auto check = [&](const Graph& after, const NodeMap& became) {
      ASSERT_EQ(became.size(), g.size());
      for (std::size_t i = 0; i < g.inputs().size(); ++i) {
        EXPECT_EQ(became[g.inputs()[i].index], after.inputs()[i]);
      }
      for (std::size_t i = 0; i < g.outputs().size(); ++i) {
        EXPECT_EQ(became[g.outputs()[i].node.index], after.outputs()[i].node);
      }
      // The value is the same wherever it is evaluated.
      test::Random random(seed);
      std::vector<double> values(g.size()), values_after(after.size());
      for (std::uint32_t i = 0; i < g.size(); ++i) {
        const bool varies = g.op({i}) == Op::Input || g.op({i}) == Op::Parameter;
        values[i] = varies ? random.number(false) : g.value({i});
      }
      for (std::uint32_t i = 0; i < after.size(); ++i) values_after[i] = after.value({i});
      for (NodeId id : g.inputs()) values_after[became[id.index].index] = values[id.index];
      for (NodeId id : g.parameters()) values_after[became[id.index].index] = values[id.index];
      evaluate(g.tape(), values);
      evaluate(after.tape(), values_after);
      for (std::uint32_t i = 0; i < g.size(); ++i) {
        if (became[i] == no_node) continue;
        ASSERT_PRED2(same_number, values_after[became[i].index], values[i]) << "seed " << seed << ", node " << i;
      }
    };
    for (const Pass& pass : pipeline()) {
      SCOPED_TRACE(pass.name);
      NodeMap became = identity_map(g);
      check(pass.run(g, &became), became);
      for (std::uint32_t i = 0; i < g.size(); ++i) EXPECT_TRUE(became[i] != no_node || !live[i]) << "seed " << seed;
    }
    NodeMap became = identity_map(g);
    check(optimize(g, &became), became);
    ASSERT_FALSE(HasFailure());
  }
}

TEST(Pipeline, TakesAGraphWhoseLeavesHaveMovedSinceItWasRecorded) {
  // As after a step of training: the nodes still have the values of before.
  Graph g;
  Value w = g.parameter("w", 2.0);
  g.output("y", w * g.input("x", 3.0));
  w.set_data(5.0);
  const Graph after = optimize(g);
  EXPECT_EQ(after.value(after.outputs()[0].node), 15.0);
}

TEST(Pipeline, LeavesLittleOfALittle) {
  EXPECT_EQ(body_of(optimize(graph_of(R"(%0 = input 3 "x"
%1 = constant 2
%2 = constant 1
%3 = sub %1 %2
%4 = mul %0 %3
%5 = neg %4
%6 = mul %5 %5
%7 = mul %0 %0
%8 = add %6 %7
%9 = sin %8
output "y" %8
)"))),
            R"(%0 = input 3 "x"
%1 = mul %0 %0
%2 = add %1 %1
output "y" %2
)");
}

TEST(Verify, SeesWhatIsBroken) {
  Graph forward;
  forward.append_leaf(Op::Input, 1.0, "x");
  forward.append_leaf(Op::Input, 1.0, "y");
  EXPECT_EQ(message_of(forward), "fine");
  forward.tape().push(Op::Sin, 2, 0, 0.0);  // of itself
  EXPECT_EQ(message_of(forward), "after a test: an argument is not an earlier node (%2)");

  Graph guarded;
  guarded.append_leaf(Op::Input, 1.0, "x");
  guarded.append_guard({0}, true, "cost.h:1");
  EXPECT_EQ(message_of(guarded), "after a test: a guard that is not on a comparison (%0)");

  Graph guard_nowhere;
  guard_nowhere.append_leaf(Op::Input, 1.0, "x");
  guard_nowhere.tape().guards.push_back({NodeId{7}, true, {}});
  EXPECT_EQ(message_of(guard_nowhere), "after a test: a guard on no node (%7)");

  Graph output_nowhere;
  output_nowhere.append_leaf(Op::Input, 1.0, "x");
  output_nowhere.tape().outputs.push_back({{}, NodeId{1}});
  EXPECT_EQ(message_of(output_nowhere), "after a test: an output of no node (%1)");

  Graph open;
  open.open_scope("a");
  open.append_leaf(Op::Input, 1.0, "x");
  EXPECT_EQ(message_of(open), "after a test: a scope that does not end (%0)");
}

TEST(Verify, SeesAChangedValue) {
  const Graph one = graph_of("%0 = constant 1\noutput \"y\" %0\n"),
              two = graph_of("%0 = constant 2\noutput \"y\" %0\n");
  const Graph zero = graph_of("%0 = constant 0\noutput \"y\" %0\n");
  const Graph minus_zero = graph_of("%0 = constant -0\noutput \"y\" %0\n");
  const Graph twice = graph_of("%0 = constant 1\noutput \"y\" %0\noutput \"z\" %0\n");
  EXPECT_NO_THROW(verify_same_values(one, one, "a test"));
  EXPECT_THROW(verify_same_values(one, two, "a test"), std::logic_error);
  EXPECT_THROW(verify_same_values(zero, minus_zero, "a test"), std::logic_error);
  EXPECT_THROW(verify_same_values(one, twice, "a test"), std::logic_error);
}

/// Long and deep, with a scope, a guard and a condition on the way.
Graph chain(int links) {
  Graph g;
  const Value x = g.input("x", 0.5), w = g.parameter("w", 0.75);
  Value y = x;
  for (int i = 0; i < links; ++i) y = sin(y) * w + select(lt(y, x), x, y);
  g.output("y", y);
  return g;
}

TEST(Pipeline, TakesAMillionNodesInAChain) {
  Graph g = chain(test::sanitized ? 40000 : 200000);
  ASSERT_GT(g.size(), test::sanitized ? 200000u : 1000000u);
  const Value y = g.at(g.outputs()[0].node);
  g.backward(y);
  const Graph adjoints = optimize(gradient(g));
  ASSERT_EQ(adjoints.outputs().size(), 3u);
  EXPECT_PRED2(same_number, adjoints.value(adjoints.outputs()[0].node), y.data());
  EXPECT_PRED2(same_number, adjoints.value(adjoints.outputs()[1].node), g.adjoint(g.inputs()[0]));
  EXPECT_PRED2(same_number, adjoints.value(adjoints.outputs()[2].node), g.adjoint(g.parameters()[0]));
}

}  // namespace
}  // namespace mg
