// What a call that throws leaves behind: nothing; and which calls throw that cannot mean anything.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "support/message_of.h"

namespace mg {
namespace {

using test::message_of;

/// A graph as its user sees it.
struct Picture {
  struct Node {
    Op op;
    double value;
    std::string name;
    friend bool operator==(const Node&, const Node&) = default;
  };
  std::vector<Node> nodes;
  std::vector<NodeId> inputs, parameters, outputs, guards;
  std::size_t scopes;

  explicit Picture(const Graph& g) : scopes(g.scopes().size()) {
    for (std::uint32_t i = 0; i < g.size(); ++i) nodes.push_back({g.op({i}), g.value({i}), std::string(g.name({i}))});
    inputs.assign(g.inputs().begin(), g.inputs().end());
    parameters.assign(g.parameters().begin(), g.parameters().end());
    for (const Output& output : g.outputs()) outputs.push_back(output.node);
    for (const Guard& guard : g.guards()) guards.push_back(guard.comparison);
  }
  friend bool operator==(const Picture&, const Picture&) = default;
};

/// A plain number that the compiler does not see, so that recording takes the general way.
Value hidden(double number) {
  volatile double hidden = number;
  return hidden;
}

using Use = std::function<void(Graph& g, const Value& x)>;

/// One of each way to record, in one operation.
const std::vector<Use> recording{
    [](Graph&, const Value& x) { static_cast<void>(x * 2.0); },
    [](Graph&, const Value& x) { static_cast<void>(2.0 - x); },
    [](Graph&, const Value& x) { static_cast<void>(x * hidden(2.0)); },
    [](Graph&, const Value& x) { static_cast<void>(hidden(2.0) / x); },
    [](Graph&, const Value& x) { static_cast<void>(x + x); },
    [](Graph&, const Value& x) { static_cast<void>(-x); },
    [](Graph&, const Value& x) { static_cast<void>(relu(x, 0.25)); },
    [](Graph&, const Value& x) { static_cast<void>(pow(x, 2.5)); },
    [](Graph&, const Value& x) { static_cast<void>(select(1.0, x, 3.0)); },
    [](Graph&, const Value& x) { static_cast<void>(select(hidden(1.0), x, hidden(3.0))); },
    [](Graph&, const Value& x) { static_cast<void>(select(x, 2.0, 3.0)); },
    [](Graph&, const Value& x) { static_cast<void>(x < 2.0 ? 1 : 2); },
    [](Graph&, const Value& x) { static_cast<void>(hidden(2.0) != x ? 1 : 2); },
    [](Graph&, const Value& x) { static_cast<void>(static_cast<double>(x)); },
    [](Graph&, const Value& x) { static_cast<void>(static_cast<int>(x)); },
    [](Graph& g, const Value&) { g.output("two", 2.0); },
    [](Graph& g, const Value&) { g.input("input", 1.0); },
    [](Graph& g, const Value&) { g.parameter("parameter", 1.0); },
    [](Graph& g, const Value&) { g.constant(1.0); },
    [](Graph& g, const Value& x) {
      g.append(Op::Select, {x.id(), x.id(), x.id()});
    },
};

TEST(AFullGraph, IsAsItWas) {
  constexpr std::size_t largest = 16;
  for (std::size_t use = 0; use < recording.size(); ++use) {
    std::size_t refused = 0;
    for (std::size_t most = 1; most <= largest; ++most) {
      SCOPED_TRACE("use " + std::to_string(use) + ", at most " + std::to_string(most));
      Graph g{most};
      const Value x = g.input("x", 1.5);
      const Picture before(g);
      try {
        recording[use](g, x);
      } catch (const CapacityError&) {
        ++refused;
        EXPECT_TRUE(Picture(g) == before);
      }
      // Whatever it was, the graph is good.
      g.backward(x);
      EXPECT_EQ(x.grad(), 1.0);
    }
    EXPECT_GE(refused, 1u) << "use " << use;
    EXPECT_LT(refused, largest) << "use " << use;
  }
}

TEST(AFullGraph, SaysHowFull) {
  Graph g{2};
  const Value x = g.input("x", 1.0);
  EXPECT_EQ(message_of<CapacityError>([&] { static_cast<void>(x * 2.0); }),
            "the graph is full: it has 1 nodes of the 2 that are allowed, and 2 are wanted");
  static_cast<void>(-x);
  EXPECT_EQ(message_of<CapacityError>([&] { static_cast<void>(-x); }),
            "the graph is full: it has 2 nodes, and no more are allowed");
}

TEST(AWrongOperand, LeavesNoConstant) {
  Graph g, other;
  const Value x = g.input("x", 1.0), y = other.input("y", 1.0);
  Value dropped;
  {
    auto frame = g.frame();
    dropped = x * x;
  }
  const Picture before(g);
  for (const Value& wrong : {dropped, y}) {
    const std::vector<std::function<void()>> uses{
        [&] { static_cast<void>(select(1.0, x, wrong)); },
        [&] { static_cast<void>(select(hidden(1.0), x, wrong)); },
        [&] { static_cast<void>(x * 2.0 < wrong ? 1 : 2); },
        [&] { g.output("wrong", wrong); },
    };
    for (const auto& use : uses) EXPECT_THROW(use(), UsageError);
  }
  EXPECT_THROW(static_cast<void>(2.0 * dropped), UsageError);
  EXPECT_THROW(static_cast<void>(hidden(2.0) * dropped), UsageError);
  Picture after(g);
  EXPECT_EQ(after.nodes.size(), before.nodes.size() + 2 * 2) << "x * 2.0 is an operation of its own";
  after.nodes.resize(before.nodes.size());
  EXPECT_TRUE(after == before);
}

TEST(AMovedFromGraph, ReportsEveryUse) {
  Graph g;
  const Value x = g.input("x", 1.0), y = x * 3.0;
  Graph moved = std::move(g);
  const std::vector<std::function<void()>> uses{
      [&] { g.input("x", 1.0); },
      [&] { g.parameter("p", 1.0); },
      [&] { g.constant(1.0); },
      [&] { g.output("y", y); },
      [&] { g.output("two", 2.0); },
      [&] { g.name(y, "y"); },
      [&] { static_cast<void>(g.scope("scope")); },
      [&] { static_cast<void>(g.frame()); },
      [&] { g.backward(y); },
      [&] { g.backward(std::vector<Value>{y}, std::vector<double>{1.0}); },
      [&] { g.zero_grad(); },
      [&] { static_cast<void>(g.size()); },
      [&] { static_cast<void>(g.inputs()); },
      [&] { static_cast<void>(g.parameters()); },
      [&] { static_cast<void>(g.outputs()); },
      [&] { g.require_output(); },
      [&] { g.require_kept_output(); },
      [&] { static_cast<void>(g.guards()); },
      [&] { static_cast<void>(g.text({})); },
      [&] { static_cast<void>(g.scopes()); },
      [&] { static_cast<void>(g.scope_of_nodes()); },
      [&] { static_cast<void>(g.at({0})); },
      [&] { g.append_leaf(Op::Constant, 1.0); },
      [&] { g.append(Op::Neg, {NodeId{0}}); },
      [&] { g.append_output("y", {0}); },
      [&] { g.append_guard({0}, true, {}); },
      [&] { g.set_name({0}, "x"); },
      [&] { g.open_scope("scope"); },
      [&] { g.close_scope(); },
      [&] { static_cast<void>(g.tape()); },
  };
  for (std::size_t i = 0; i < uses.size(); ++i) {
    EXPECT_EQ(message_of<UsageError>(uses[i]),
              "the graph has been moved from: its nodes and Values are those of the graph that it was moved to")
        << "use " << i;
  }
  // The Values have gone with the nodes.
  moved.backward(y);
  EXPECT_EQ(x.grad(), 3.0);
  EXPECT_EQ((x + y).data(), 4.0);
  EXPECT_EQ(moved.size(), 4u);

  g = Graph();
  EXPECT_EQ(g.input("again", 2.0).data(), 2.0);
  EXPECT_EQ(g.size(), 1u);
  EXPECT_EQ(message_of<UsageError>([&] { g.backward(y); }), "backward from a Value of another graph");
}

TEST(Scopes, AreClosedOnlyWhileOneIsOpen) {
  const std::string message = "close_scope() without a scope that is open";
  Graph g;
  EXPECT_EQ(message_of<UsageError>([&] { g.close_scope(); }), message);
  g.open_scope("outer");
  g.open_scope("inner");
  g.close_scope();
  g.close_scope();
  EXPECT_EQ(message_of<UsageError>([&] { g.close_scope(); }), message);
  g.open_scope("next");
  g.constant(1.0);
  g.close_scope();
  EXPECT_EQ(g.scopes().size(), 3u);
  EXPECT_EQ(g.scope_of_nodes(), std::vector<ScopeId>{2});
}

TEST(Scopes, ThatTheirFrameHasDroppedEndInSilence) {
  Graph g;
  auto frame = std::make_unique<Frame>(g.tape());
  const Scope scope = g.scope("scope");
  frame.reset();
  EXPECT_TRUE(g.scopes().empty());
}

TEST(ById, WhatIsNotThereIsReported) {
  Graph g;
  const NodeId x = g.append_leaf(Op::Input, 2.0, "x");
  const Picture before(g);
  const std::string message = "there is no node %1 in a graph of 1 nodes";
  EXPECT_EQ(message_of<UsageError>([&] { g.append_output("y", {1}); }), message);
  EXPECT_EQ(message_of<UsageError>([&] { g.append_guard({1}, true, "cost.h:1"); }), message);
  EXPECT_EQ(message_of<UsageError>([&] { g.set_name({1}, "y"); }), message);
  EXPECT_EQ(message_of<UsageError>([&] { g.append(Op::Neg, {NodeId{1}}); }), message);
  EXPECT_EQ(message_of<UsageError>([&] { g.append(Op::Select, {x, x, NodeId{1}}); }), message);
  EXPECT_EQ(message_of<UsageError>([&] { g.append(Op::Input, {}); }), "input is a leaf: append_leaf(...) appends it");
  EXPECT_EQ(message_of<UsageError>([&] { g.append_leaf(Op::Add, 1.0); }), "add is no leaf: append(...) appends it");
  EXPECT_TRUE(Picture(g) == before);
  EXPECT_EQ(g.append(Op::Mul, {x, x}).index, 1u);
  g.append_output("y", {1});
}

}  // namespace
}  // namespace mg
