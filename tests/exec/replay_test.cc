#include "mg/exec/replay.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <type_traits>

#include "mg/base/error.h"
#include "mg/text/reader.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using exec::Replay;
using Numbers = std::vector<double>;

static_assert(!std::is_constructible_v<Replay, Graph>, "of a temporary, as of gradient(g), nothing would be left");

/// f = a·b + w, g = a²; two inputs, a parameter, two outputs.
Graph two_outputs() {
  return read(R"(mg-graph 1
%0 = input 2 "a"
%1 = input 3 "b"
%2 = parameter 10 "w"
%3 = mul %0 %1
%4 = add %3 %2
%5 = mul %0 %0
output "f" %4
output "g" %5
end 6
)");
}

void expect_usage_error(const char* message, auto&& call) {
  try {
    call();
    ADD_FAILURE() << "nothing thrown, expected: " << message;
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), message);
  }
}

TEST(Replay, EvaluatesOnOtherInputsAndParameters) {
  const Graph g = two_outputs();
  Replay replay(g);
  Numbers y(2);
  replay.forward(Numbers{5, 7}, Numbers{-1}, y);
  EXPECT_EQ(y, (Numbers{34, 25}));
  EXPECT_EQ(Numbers(replay.values().begin(), replay.values().end()), (Numbers{5, 7, -1, 35, 34, 25}));
  EXPECT_EQ(g.value({4}), 16.0) << "the graph keeps what was recorded";
}

TEST(Replay, EmptySpansStandForWhatWasRecorded) {
  const Graph g = two_outputs();
  Replay replay(g);
  EXPECT_EQ(Numbers(replay.values().begin(), replay.values().end()), (Numbers{2, 3, 10, 6, 16, 4}));
  Numbers y(2);
  replay.forward({}, {}, y);
  EXPECT_EQ(y, (Numbers{16, 4}));
  replay.forward(Numbers{5, 7}, {}, y);
  EXPECT_EQ(y, (Numbers{45, 25}));
  replay.forward({}, Numbers{0.5}, y);
  EXPECT_EQ(y, (Numbers{6.5, 4})) << "of the inputs, the recorded ones and not those of the call before";
  replay.forward({}, {});
  EXPECT_EQ(replay.values()[4], 16.0);
}

TEST(Replay, SweepsBackFromAllOutputs) {
  const Graph g = two_outputs();
  Replay replay(g);
  replay.forward(Numbers{5, 7}, {});
  Numbers x_bar(2), p_bar(1);
  replay.backward({}, x_bar, p_bar);
  EXPECT_EQ(x_bar, (Numbers{7 + 2 * 5, 5}));
  EXPECT_EQ(p_bar, (Numbers{1}));
  EXPECT_EQ(replay.adjoint({3}), 1.0);
}

TEST(Replay, TakesSeeds) {
  const Graph g = two_outputs();
  Replay replay(g);
  replay.forward({}, {});
  Numbers x_bar(2), p_bar(1);
  replay.backward(Numbers{10, -1}, x_bar, p_bar);
  EXPECT_EQ(x_bar, (Numbers{10 * 3 - 1 * 4, 10 * 2}));
  EXPECT_EQ(p_bar, (Numbers{10}));
  replay.backward(Numbers{0, 1}, x_bar, p_bar);
  EXPECT_EQ(x_bar, (Numbers{4, 0})) << "adjoints start at zero in each call";
}

TEST(Replay, FillsInOnlyWhatItIsGiven) {
  const Graph g = two_outputs();
  Replay replay(g);
  Numbers x_bar(2);
  replay.backward({}, x_bar);
  EXPECT_EQ(x_bar, (Numbers{3 + 4, 2})) << "before any forward, at what was recorded";
  replay.backward({});
  EXPECT_EQ(replay.adjoint({2}), 1.0);
}

TEST(Replay, SweepsBackFromOneOutput) {
  const Graph g = two_outputs();
  Replay replay(g);
  Numbers x_bar(2), p_bar(1);
  replay.backward_from(0, x_bar, p_bar);
  EXPECT_EQ(x_bar, (Numbers{3, 2}));
  EXPECT_EQ(p_bar, (Numbers{1}));
  EXPECT_EQ(replay.adjoint({5}), 0.0) << "not reached";
  replay.backward_from(1, x_bar, p_bar);
  EXPECT_EQ(x_bar, (Numbers{4, 0}));
  EXPECT_EQ(p_bar, (Numbers{0}));
  EXPECT_EQ(replay.adjoint({4}), 0.0);
}

TEST(Replay, HasNoAdjointsBeforeBackward) {
  const Graph g = two_outputs();
  EXPECT_EQ(Replay(g).adjoint({0}), 0.0);
}

TEST(Replay, RefusesSpansOfOtherLengths) {
  const Graph g = two_outputs();
  Replay replay(g);
  Numbers one(1), two(2), three(3);
  expect_usage_error("replay: 1 inputs given, the graph has 2", [&] { replay.forward(one, {}); });
  expect_usage_error("replay: 3 inputs given, the graph has 2", [&] { replay.forward(three, {}); });
  expect_usage_error("replay: 2 parameters given, the graph has 1", [&] { replay.forward({}, two); });
  expect_usage_error("replay: 3 places for outputs given, the graph has 2", [&] { replay.forward({}, {}, three); });
  expect_usage_error("replay: 1 seeds given, the graph has 2", [&] { replay.backward(one); });
  expect_usage_error("replay: 1 places for gradients of inputs given, the graph has 2",
                     [&] { replay.backward({}, one); });
  expect_usage_error("replay: 2 places for gradients of parameters given, the graph has 1",
                     [&] { replay.backward({}, two, two); });
  expect_usage_error("replay: 3 places for gradients of inputs given, the graph has 2",
                     [&] { replay.backward_from(0, three); });
  expect_usage_error("replay: there is no output 2 of 2", [&] { replay.backward_from(2); });
}

TEST(Replay, HasNoDerivativesOfOutputsThatWentWithTheirFrame) {
  Graph g;
  const Value x = g.input("x", 1.0);
  {
    const auto frame = g.frame();
    g.output("loss", x * 3.0);
  }
  Replay replay(g);
  expect_usage_error("the graph has no output: one was declared in a frame, and dropped with it",
                     [&] { replay.backward({}); });
}

TEST(Replay, TellsTheFirstGuardThatDoesNotHold) {
  const Graph g = read(R"(mg-graph 1
%0 = input 2 "a"
%1 = input 3 "b"
%2 = lt %0 %1
guard %2 1 "cost.h:1"
%3 = le %1 %0
guard %3 0 "cost.h:2"
%4 = constant 0
%5 = eq %0 %4
guard %5 0 "cost.h:3"
output "y" %0
end 6
)");
  Replay replay(g);
  EXPECT_EQ(replay.broken_guard(), std::nullopt) << "as recorded";
  const auto broken_at = [&](double a, double b) {
    replay.forward(Numbers{a, b}, {});
    return replay.broken_guard();
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(broken_at(-1, 5), std::nullopt);
  EXPECT_EQ(broken_at(4, 3), 0u);
  EXPECT_EQ(broken_at(3, 3), 0u);
  EXPECT_EQ(broken_at(0, 3), 2u);
  EXPECT_EQ(broken_at(-0.0, 3), 2u);
  EXPECT_EQ(broken_at(2, nan), 0u) << "nothing is less than NaN";
  EXPECT_EQ(broken_at(-1, 5), std::nullopt) << "and back";
}

void expect_refused(Replay& replay, const char* message) {
  expect_usage_error(message, [&] { replay.forward({}, {}); });
  expect_usage_error(message, [&] { replay.backward({}); });
  expect_usage_error(message, [&] { replay.backward_from(0); });
  expect_usage_error(message, [&] { static_cast<void>(replay.broken_guard()); });
}

TEST(Replay, OfAGraphThatHasChangedIsRefused) {
  const char* const dropped = "replay: the graph has dropped nodes at the end of a frame: make another Replay of it";
  Graph g;
  const Value x = g.input("x", 1.0), y = x * 3.0;
  g.output("y", y);
  Replay replay(g);
  {
    const auto frame = g.frame();
    const Value z = y * y;
    expect_refused(replay, "replay: the graph has grown from 3 nodes to 4: make another Replay of it");
    g.output("z", z);
    Replay in_frame(g);
    in_frame.forward(Numbers{2.0}, {});
    EXPECT_EQ(in_frame.values()[3], 36.0);
    {
      const auto inner = g.frame();
      g.constant(1.0);
    }
    in_frame.forward({}, {});
    EXPECT_EQ(in_frame.values()[3], 9.0) << "what came and went leaves it as it was";
  }
  replay.forward(Numbers{2.0}, {});
  EXPECT_EQ(replay.values()[2], 6.0) << "back to the nodes that it was made for";

  std::optional<Replay> stale;
  {
    const auto frame = g.frame();
    g.output("z", y * 5.0);
    stale.emplace(g);
    stale->forward({}, {});
  }
  expect_refused(*stale, dropped);
  const auto frame = g.frame();
  g.output("z", y * 7.0);  // as many nodes, but others
  EXPECT_EQ(stale->values().size(), g.size());
  expect_refused(*stale, dropped);
  expect_usage_error("replay: there is no node %5 of 5", [&] { static_cast<void>(stale->adjoint({5})); });
}

TEST(Replay, OfAGraphThatWasMovedFromIsRefused) {
  Graph g;
  g.output("y", g.input("x", 1.0) * 3.0);
  Replay replay(g);
  const Graph moved = std::move(g);
  expect_refused(replay,
                 "the graph has been moved from: its nodes and Values are those of the graph that it was moved to");
}

TEST(Replay, LetsSpecialNumbersFlow) {
  const Graph g = read(R"(mg-graph 1
%0 = input 1 "n"
%1 = input 1 "x"
%2 = div %1 %0
%3 = mul %1 %1
%4 = select %0 %2 %3
output "y" %4
end 5
)");
  Replay replay(g);
  Numbers y(1), x_bar(2);
  // Not taken, the infinite partial of x / 0 leaks nothing.
  replay.forward(Numbers{0, 3}, {}, y);
  replay.backward({}, x_bar);
  EXPECT_EQ(y, (Numbers{9}));
  EXPECT_EQ(x_bar, (Numbers{0, 6}));
  // Taken, with n = inf: x / n = 0, 1 / n = 0.
  constexpr double infinity = std::numeric_limits<double>::infinity();
  replay.forward(Numbers{infinity, 3}, {}, y);
  replay.backward({}, x_bar);
  EXPECT_EQ(y, (Numbers{0}));
  EXPECT_EQ(x_bar, (Numbers{0, 0}));
  // NaN is not 0, so its side is taken.
  replay.forward(Numbers{std::numeric_limits<double>::quiet_NaN(), 3}, {}, y);
  replay.backward({}, x_bar);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_TRUE(std::isnan(x_bar[0]));
  EXPECT_TRUE(std::isnan(x_bar[1]));
}

TEST(Replay, OfAGraphWithoutOutputsOrLeaves) {
  Graph g;
  Replay replay(g);
  replay.forward({}, {});
  replay.backward({});
  EXPECT_TRUE(replay.values().empty());
  EXPECT_EQ(replay.broken_guard(), std::nullopt);
}

TEST(Replay, TakesLeavesAsTheyAreNow) {
  Graph g = two_outputs();
  g.at({0}).set_data(7.0);
  Replay replay(g);
  Numbers y(2);
  replay.forward({}, {}, y);
  EXPECT_EQ(y, (Numbers{31, 49})) << "leaves as they are now";
}

TEST(Replay, HasTheBitsOfTheEngine) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const std::uint32_t outputs = 1 + static_cast<std::uint32_t>(seed % 4);
    Graph g = test::random_graph(seed, {.nodes = 80, .outputs = outputs, .wild = seed % 2 == 1});
    test::Random random(seed);
    Numbers seeds(outputs), y(outputs), x_bar(g.inputs().size()), p_bar(g.parameters().size());
    for (double& number : seeds) number = random.number(seed % 4 == 3);
    std::vector<Value> roots;
    for (const Output& output : g.outputs()) roots.push_back(g.at(output.node));
    g.backward(roots, seeds);

    Replay replay(g);
    replay.forward({}, {}, y);
    replay.backward(seeds, x_bar, p_bar);
    for (std::uint32_t i = 0; i < g.size(); ++i) {
      ASSERT_PRED2(same_number, replay.values()[i], g.value({i})) << "seed " << seed << " %" << i;
      ASSERT_PRED2(same_number, replay.adjoint({i}), g.adjoint({i})) << "seed " << seed << " %" << i;
    }
    for (std::size_t i = 0; i < outputs; ++i) ASSERT_PRED2(same_number, y[i], roots[i].data());
    for (std::size_t i = 0; i < x_bar.size(); ++i) ASSERT_PRED2(same_number, x_bar[i], g.adjoint(g.inputs()[i]));
    for (std::size_t i = 0; i < p_bar.size(); ++i) ASSERT_PRED2(same_number, p_bar[i], g.adjoint(g.parameters()[i]));
  }
}

TEST(Replay, ComesBackToTheSameBits) {
  // Whatever was evaluated in between, nothing of it stays.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 60, .outputs = 2});
    Replay used(g), fresh(g);
    test::Random random(seed);
    Numbers x(g.inputs().size()), x_bar(x.size()), expected(x.size());
    for (double& number : x) number = random.number(true);
    used.forward(x, {});
    used.backward({}, x_bar);
    used.forward({}, {});
    used.backward({}, x_bar);
    fresh.backward({}, expected);
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_PRED2(same_number, x_bar[i], expected[i]) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mg
