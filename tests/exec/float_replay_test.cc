// Replay in floats: what it rounds, and the bits of a plain loop.

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

#include "core/plain_sweep.h"
#include "mg/base/error.h"
#include "mg/core/bits.h"
#include "mg/exec/replay.h"
#include "mg/text/reader.h"
#include "support/message_of.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using exec::FloatReplay;
using exec::Replay;
using test::message_of;
using Numbers = std::vector<double>;
using Floats = std::vector<float>;

TEST(FloatReplay, RoundsEveryOperation) {
  const Graph g = read(R"(mg-graph 1
%0 = input 16777216 "x"
%1 = constant 1
%2 = add %0 %1
%3 = sub %2 %0
output "y" %3
end 4
)");
  EXPECT_EQ(Replay(g).values()[3], 1.0);
  FloatReplay replay(g);
  EXPECT_EQ(replay.values()[3], 0.0f) << "from the start: 2^24 + 1 is 2^24";
  Floats y(1), x_bar(1);
  replay.forward(Floats{1.0f}, {}, y);
  EXPECT_EQ(y, Floats{1.0f});
  replay.backward({}, x_bar);
  EXPECT_EQ(x_bar, Floats{0.0f});
}

TEST(FloatReplay, RoundsLeavesAndAttributesOnce) {
  const Graph g = read(R"(mg-graph 1
%0 = input 0.1 "x"
%1 = parameter -0.1 "w"
%2 = constant 1e-50
%3 = constant -1e50
%4 = relu %1 0.3
%5 = lt %2 %0
%6 = pow %0 1.0000000001
output "y" %4
end 7
)");
  FloatReplay replay(g);
  replay.forward({}, {});
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(Floats(replay.values().begin(), replay.values().end()),
            (Floats{0.1f, -0.1f, 0.0f, -infinity, 0.3f * -0.1f, 1.0f, 0.1f}));
}

TEST(FloatReplay, ComparesFloats) {
  // Two doubles, one float.
  const Graph g = read(R"(mg-graph 1
%0 = input 0.1 "a"
%1 = input 0.10000000000000002 "b"
%2 = lt %0 %1
guard %2 1 "cost.h:1"
output "y" %2
end 3
)");
  EXPECT_EQ(Replay(g).broken_guard(), std::nullopt);
  FloatReplay replay(g);
  EXPECT_EQ(replay.broken_guard(), 0u);
  replay.forward(Floats{0.1f, 0.2f}, {});
  EXPECT_EQ(replay.broken_guard(), std::nullopt);
}

TEST(FloatReplay, RefusesWhatReplayRefuses) {
  Graph g;
  g.output("y", g.input("x", 1.0) * 3.0);
  FloatReplay replay(g);
  EXPECT_EQ(message_of<UsageError>([&] {
              replay.forward(Floats{1, 2}, {});
            }),
            "replay: 2 inputs given, the graph has 1");
  EXPECT_EQ(message_of<UsageError>([&] { replay.backward_from(2); }), "replay: there is no output 2 of 1");
  g.constant(1.0);
  EXPECT_EQ(message_of<UsageError>([&] { replay.forward({}, {}); }),
            "replay: the graph has grown from 3 nodes to 4: make another Replay of it");
}

TEST(FloatReplay, HasTheBitsOfThePlainLoop) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const std::uint32_t outputs = 1 + static_cast<std::uint32_t>(seed % 4);
    const bool wild = seed % 2 == 1;
    const Graph g = test::random_graph(seed, {.nodes = 80, .outputs = outputs, .wild = wild});
    test::Random random(seed);
    Numbers leaves(g.tape().values().begin(), g.tape().values().end()), seeds;
    Floats x, float_seeds, y(outputs), x_bar(g.inputs().size()), p_bar(g.parameters().size());
    for (const NodeId id : g.inputs()) {
      leaves[id.index] = random.number(wild);
      x.push_back(static_cast<float>(leaves[id.index]));
    }
    std::vector<NodeId> roots;
    for (const Output& output : g.outputs()) {
      roots.push_back(output.node);
      seeds.push_back(random.number(wild));
      float_seeds.push_back(static_cast<float>(seeds.back()));
    }
    const Floats values = test::plain_evaluation<float>(g, leaves);
    const Floats adjoints = test::plain_sweep(g, values, roots, seeds);

    FloatReplay replay(g);
    replay.forward(x, {}, y);
    replay.backward(float_seeds, x_bar, p_bar);
    for (std::uint32_t i = 0; i < g.size(); ++i) {
      ASSERT_PRED2(same_number, replay.values()[i], values[i]) << "seed " << seed << " %" << i;
      ASSERT_PRED2(same_number, replay.adjoint({i}), adjoints[i]) << "seed " << seed << " %" << i;
    }
    for (std::size_t i = 0; i < outputs; ++i) ASSERT_PRED2(same_number, y[i], values[roots[i].index]);
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_PRED2(same_number, x_bar[i], adjoints[g.inputs()[i].index]);
    for (std::size_t i = 0; i < p_bar.size(); ++i) {
      ASSERT_PRED2(same_number, p_bar[i], adjoints[g.parameters()[i].index]);
    }
  }
}

}  // namespace
}  // namespace mg
