// Handles and their graphs: what a wrong use reports, and what stays valid.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "support/message_of.h"

namespace mg {
namespace {

using test::message_of;

const std::string dropped = "a Value refers to a node that was dropped when its frame was left";
const std::string two_graphs = "Values of two graphs meet in one operation";

Value left_behind(Graph& g, const Value& x) {
  auto frame = g.frame();
  return x * 2.0;
}

TEST(DroppedHandle, EveryUseIsReported) {
  Graph g;
  const Value x = g.input("x", 1.0);
  Value y = left_behind(g, x);
  const std::vector<std::function<void()>> uses{
      [&] { static_cast<void>(y.data()); },
      [&] { static_cast<void>(y.grad()); },
      [&] { static_cast<void>(y.id()); },
      [&] { static_cast<void>(static_cast<double>(y)); },
      [&] { y.set_data(1.0); },
      [&] { static_cast<void>(x + y); },
      [&] { static_cast<void>(1.0 - y); },
      [&] { static_cast<void>(sin(y)); },
      [&] { static_cast<void>(relu(y)); },
      [&] { static_cast<void>(pow(y, 2)); },
      [&] { static_cast<void>(select(x, x, y)); },
      [&] { static_cast<void>(static_cast<bool>(y < x)); },
      [&] { Value(x) += y; },
      [&] { g.backward(y); },
      [&] { g.output("y", y); },
      [&] { g.name(y, "y"); },
  };
  for (std::size_t i = 0; i < uses.size(); ++i) EXPECT_EQ(message_of<UsageError>(uses[i]), dropped) << "use " << i;
}

TEST(DroppedHandle, IsReportedAfterItsIdIsTakenByAnotherNode) {
  Graph g;
  const Value x = g.input("x", 1.0);
  const Value old = left_behind(g, x);
  const Value constant = g.constant(2.0), y = x * constant;
  EXPECT_EQ(y.id().index, 2u) << "the id that the dropped node had";
  EXPECT_EQ(message_of<UsageError>([&] { static_cast<void>(old.data()); }), dropped);
  EXPECT_EQ(y.data(), 2.0);
}

TEST(DroppedHandle, CopiesAreReportedToo) {
  Graph g;
  const Value x = g.input("x", 1.0);
  const Value old = left_behind(g, x);
  const Value copy = old;
  std::vector<Value> many(10, copy);
  for (const Value& value : many) EXPECT_THROW(static_cast<void>(value.data()), UsageError);
  many[0] = x;
  EXPECT_EQ(many[0].data(), 1.0);
}

TEST(DroppedHandle, InNestedFrames) {
  Graph g;
  const Value x = g.input("x", 1.0);
  Value in_outer, in_inner, in_second, after_inner;
  {
    auto outer = g.frame();
    in_outer = x + 1.0;
    {
      auto inner = g.frame();
      in_inner = in_outer + 1.0;
      EXPECT_EQ(in_inner.data(), 3.0);
    }
    EXPECT_EQ(in_outer.data(), 2.0);
    EXPECT_THROW(static_cast<void>(in_inner.data()), UsageError);
    after_inner = in_outer + 10.0;
    {
      auto second = g.frame();
      in_second = after_inner + 1.0;
      EXPECT_EQ(in_second.data(), 13.0);
      EXPECT_EQ(after_inner.data(), 12.0);
    }
    EXPECT_EQ(after_inner.data(), 12.0);
    EXPECT_THROW(static_cast<void>(in_second.data()), UsageError);
    EXPECT_THROW(static_cast<void>(in_inner.data()), UsageError) << "its id is taken again";
  }
  for (const Value& value : {in_outer, in_inner, in_second, after_inner}) {
    EXPECT_THROW(static_cast<void>(value.data()), UsageError);
  }
  EXPECT_EQ(x.data(), 1.0);
}

TEST(DroppedHandle, AFrameThatRecordedNothingDropsNothing) {
  Graph g;
  const Value x = g.input("x", 1.0);
  {
    auto outer = g.frame();
    const Value y = x + 1.0;
    { auto inner = g.frame(); }
    EXPECT_EQ(y.data(), 2.0);
  }
  EXPECT_EQ(x.data(), 1.0);
}

TEST(PersistentHandle, StaysValidOverThousandsOfFrames) {
  Graph g;
  Value before = g.parameter("before", 1.0);
  { auto frame = g.frame(); }
  left_behind(g, before);
  const Value between = g.parameter("between", 2.0);
  std::vector<Value> stale;
  for (int step = 0; step < 5000; ++step) {
    auto frame = g.frame();
    const Value y = before * between;
    {
      auto inner = g.frame();
      const Value z = y + 1.0;
      g.zero_grad();
      g.backward(z);
    }
    if (step % 500 == 0) stale.push_back(y);
    before.set_data(before.data() + 1.0);
  }
  EXPECT_EQ(before.data(), 5001.0);
  EXPECT_EQ(between.data(), 2.0);
  EXPECT_EQ(between.grad(), 5000.0);
  const Value after = before * between;
  EXPECT_EQ(after.data(), 10002.0);
  for (const Value& value : stale) EXPECT_THROW(static_cast<void>(value.data()), UsageError);
}

TEST(PersistentHandle, RecordedBetweenFramesIsToldFromTheDropped) {
  Graph g;
  std::vector<Value> persistent, stale;
  for (int i = 0; i < 100; ++i) {
    persistent.push_back(g.parameter("p", i));
    auto frame = g.frame();
    stale.push_back(persistent.back() * 2.0);
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(persistent[i].data(), i);
    EXPECT_THROW(static_cast<void>(stale[i].data()), UsageError) << i;
  }
}

// A handle is told from another by the bits of its epoch: over many frames, none must pass for another.
TEST(DroppedHandle, IsToldFromThoseOfTheFramesAfterIt) {
  Graph g;
  const Value x = g.input("x", 1.0);
  std::vector<Value> stale;
  for (int step = 0; step < 20000; ++step) {
    auto frame = g.frame();
    const Value y = -x;
    for (std::size_t i = stale.size() - std::min<std::size_t>(stale.size(), 20); i < stale.size(); ++i) {
      ASSERT_THROW(static_cast<void>(stale[i] * y), UsageError) << step << ", " << i;
    }
    if (step % 10 == 0) stale.push_back(y);
  }
  auto frame = g.frame();
  const Value y = -x;
  for (const Value& value : stale) ASSERT_THROW(static_cast<void>(value + y), UsageError);
  EXPECT_EQ((x + y).data(), 0.0);
}

TEST(PersistentHandle, FromInsideOfAFrame) {
  Graph g;
  g.input("x", 2.0);
  Value x, y;
  {
    auto frame = g.frame();
    x = g.at({0});
    y = x * x;
  }
  EXPECT_EQ(x.data(), 2.0);
  EXPECT_EQ((x + x).data(), 4.0);
  EXPECT_THROW(static_cast<void>(y.data()), UsageError);
}

TEST(Frames, LeftInAnyOrder) {
  Graph g;
  const Value x = g.input("x", 2.0);
  auto outer = std::make_unique<Frame>(g.tape());
  const Value y = x * x;
  auto inner = std::make_unique<Frame>(g.tape());
  const Value z = y * x;
  outer.reset();
  EXPECT_EQ(g.size(), 1u);
  for (const Value& value : {y, z}) EXPECT_THROW(static_cast<void>(value.data()), UsageError);
  const Value below = x * x, above = below * x;  // below and above where the inner frame began
  inner.reset();
  EXPECT_EQ(g.size(), 2u);
  EXPECT_EQ(below.data(), 4.0);
  EXPECT_THROW(static_cast<void>(above.data()), UsageError);
  { auto frame = g.frame(); }
  EXPECT_EQ((below + x).data(), 6.0);
  EXPECT_THROW(static_cast<void>(z.data()), UsageError);
}

TEST(TwoGraphs, MeetingIsReported) {
  Graph g, h;
  const Value x = g.input("x", 1.0), y = h.input("y", 2.0);
  EXPECT_EQ(message_of<UsageError>([&] { static_cast<void>(x + y); }), two_graphs);
  EXPECT_EQ(message_of<UsageError>([&] { static_cast<void>(atan2(y, x)); }), two_graphs);
  EXPECT_EQ(message_of<UsageError>([&] { static_cast<void>(select(1.0, x, y)); }), two_graphs);
  EXPECT_EQ(message_of<UsageError>([&] { static_cast<void>(static_cast<bool>(x < y)); }), two_graphs);
  EXPECT_EQ(message_of<UsageError>([&] { g.output("y", y); }), two_graphs);
  EXPECT_EQ(message_of<UsageError>([&] { g.backward(y); }), "backward from a Value of another graph");
  EXPECT_EQ(message_of<UsageError>([&] { g.name(y, "y"); }), "only a Value that this graph has recorded can be named");
}

TEST(TwoGraphs, AreIndependent) {
  Graph g, h;
  const Value x = g.input("x", 1.0), y = h.input("y", 2.0);
  const Value a = x * 3.0, b = y * 5.0;
  g.backward(a);
  EXPECT_EQ(x.grad(), 3.0);
  EXPECT_EQ(y.grad(), 0.0);
  h.backward(b);
  EXPECT_EQ(y.grad(), 5.0);
  EXPECT_EQ(x.grad(), 3.0);
}

TEST(TwoGraphs, OnTwoThreads) {
  const auto train = [](double start, double* result) {
    Graph g;
    Value x = g.parameter("x", start);
    for (int step = 0; step < 2000; ++step) {
      auto frame = g.frame();
      const Value loss = pow(x - 3.0, 2);
      g.zero_grad();
      g.backward(loss);
      x.set_data(x.data() - 0.125 * x.grad());
    }
    *result = x.data();
  };
  double a = 0.0, b = 0.0;
  std::thread first(train, -10.0, &a);
  std::thread second(train, 50.0, &b);
  first.join();
  second.join();
  EXPECT_NEAR(a, 3.0, 1e-12);
  EXPECT_NEAR(b, 3.0, 1e-12);
}

TEST(PlainNumber, HasNoNode) {
  EXPECT_EQ(message_of<UsageError>([] { static_cast<void>(Value(1.0).id()); }),
            "a Value that no graph has recorded has no node");
  Graph g;
  EXPECT_EQ(message_of<UsageError>([&] { g.backward(Value(1.0)); }),
            "backward from a Value that no graph has recorded");
  EXPECT_EQ(message_of<UsageError>([&] { g.name(1.0, "one"); }),
            "only a Value that this graph has recorded can be named");
}

TEST(SetData, OnlyLeavesTakeIt) {
  Graph g;
  Value x = g.input("x", 1.0), p = g.parameter("p", 2.0), c = g.constant(3.0);
  for (Value* leaf : {&x, &p, &c}) {
    leaf->set_data(9.0);
    EXPECT_EQ(leaf->data(), 9.0);
  }
  Value y = x * p;
  EXPECT_EQ(message_of<UsageError>([&] { y.set_data(1.0); }),
            "only inputs, parameters and constants can be given a value; node %3 is computed (mul)");
  EXPECT_EQ(y.data(), 81.0);
}

TEST(Capacity, NoMoreNodesThanAllowed) {
  Graph g{10};
  const Value x = g.input("x", 1.0);
  Value y = x;
  EXPECT_EQ(message_of<CapacityError>([&] {
              for (int i = 0; i < 100; ++i) y = -y;
            }),
            "the graph is full: it has 10 nodes, and no more are allowed");
  EXPECT_EQ(g.size(), 10u);
  g.backward(y);
  EXPECT_EQ(x.grad(), -1.0) << "what was recorded before is still good";
}

TEST(Capacity, LeavesCountToo) {
  Graph g{2};
  g.input("x", 1.0);
  g.parameter("p", 1.0);
  EXPECT_THROW(g.constant(1.0), CapacityError);
  EXPECT_THROW(Graph{0}.constant(1.0), CapacityError);
}

TEST(Capacity, AFrameMakesRoomAgain) {
  Graph g{10};
  const Value x = g.input("x", 1.0);
  for (int step = 0; step < 100; ++step) {
    auto frame = g.frame();
    const Value y = x + x + x + x;
    EXPECT_EQ(y.data(), 4.0);
  }
}

TEST(Capacity, BoundaryOfTheFirstBlock) {
  Graph g{1500};
  Value y = g.input("x", 1.0);
  for (int i = 1; i < 1500; ++i) y = -y;
  EXPECT_EQ(g.size(), 1500u);
  EXPECT_THROW(y = -y, CapacityError);
  EXPECT_EQ(y.data(), -1.0);
}

TEST(Capacity, IsExactWhateverItIs) {
  for (std::size_t most = 1; most < 2100; most < 12 || (most > 1018 && most < 1032) ? ++most : most += 97) {
    SCOPED_TRACE(most);
    Graph g{most};
    Value y = g.input("x", 1.0);
    std::size_t done = 0, next = 0;  // operations; nodes that the next one takes
    EXPECT_THROW(
        while (true) {
          next = done % 3 == 0 ? 2 : done % 3 == 1 ? 3 : 1;
          y = (done % 3 == 0) ? y * 2.0 : (done % 3 == 1) ? select(1.0, y, 3.0) : y + y;
          ++done;
        },
        CapacityError);
    EXPECT_LE(g.size(), most);
    EXPECT_GT(g.size() + next, most);
    EXPECT_EQ(g.size(), 1 + done / 3 * 6 + (done % 3 == 0 ? 0 : done % 3 == 1 ? 2 : 5)) << "nothing but operations";
    g.backward(y);
    EXPECT_EQ(y.grad(), 1.0);
  }
}

TEST(At, GivesAHandleOrReports) {
  Graph g;
  const Value x = g.input("x", 2.0);
  const Value y = x * x;
  EXPECT_EQ(g.at({1}).id(), y.id());
  EXPECT_EQ((g.at({0}) + 1.0).data(), 3.0);
  EXPECT_EQ(g.size(), 4u) << "the sum and its constant";
  EXPECT_EQ(g.at({3}).data(), 3.0);
}

TEST(At, OutOfRange) {
  Graph g;
  EXPECT_EQ(message_of<UsageError>([&] { g.at({0}); }), "there is no node %0 in a graph of 0 nodes");
  g.input("x", 2.0);
  EXPECT_EQ(message_of<UsageError>([&] { g.at({7}); }), "there is no node %7 in a graph of 1 nodes");
  EXPECT_THROW(g.at(no_node), UsageError);
}

TEST(MovingAGraph, KeepsItsHandles) {
  Graph g;
  const Value x = g.input("x", 2.0);
  Graph moved = std::move(g);
  const Value y = x * x;
  moved.backward(y);
  EXPECT_EQ(x.grad(), 4.0);
  auto on_the_heap = std::make_unique<Graph>(std::move(moved));
  on_the_heap->zero_grad();
  on_the_heap->backward(y * 2.0);
  EXPECT_EQ(x.grad(), 8.0);
  Graph assigned;
  assigned.input("other", 1.0);
  assigned = std::move(*on_the_heap);
  EXPECT_EQ(assigned.name(x.id()), "x");
  EXPECT_EQ(assigned.size(), 4u);
}

TEST(MovingAGraph, InsideOfAFrame) {
  Graph g;
  const Value x = g.input("x", 2.0);
  Graph moved;
  {
    auto frame = g.frame();
    const Value y = x * x;
    moved = std::move(g);
    EXPECT_EQ(moved.size(), 2u);
    EXPECT_EQ(y.data(), 4.0);
  }
  EXPECT_EQ(moved.size(), 1u);
}

}  // namespace
}  // namespace mg
