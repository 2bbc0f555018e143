// The passes in floats: what holds in doubles need not hold there.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mg/core/bits.h"
#include "mg/exec/replay.h"
#include "mg/passes/fold.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/passes/simplify.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::body_of;
using test::graph_of;

TEST(FloatFold, RoundsConstantsAndComputesInFloats) {
  const char* const before = R"(%0 = input 0.1 "x"
%1 = constant 0.1
%2 = constant 0.2
%3 = add %1 %2
%4 = mul %0 %3
%5 = constant 1e+300
%6 = constant -1e-300
%7 = select %6 %5 %4
output "y" %7
)";
  // The sum of the floats 0.1 and 0.2, rounded; that of the doubles is 0.30000000000000004.
  EXPECT_EQ(body_of(prune(fold<float>(graph_of(before)))), R"(%0 = input 0.1 "x"
%1 = constant 0.30000001192092896
%2 = mul %0 %1
%3 = constant inf
%4 = constant -0
%5 = select %4 %3 %2
output "y" %5
)");
}

std::string quotient_by(const char* divisor) {
  return "%0 = input 0.75 \"x\"\n%1 = constant " + std::string(divisor) + "\n%2 = div %0 %1\noutput \"y\" %2\n";
}

TEST(FloatSimplify, DividesByPowersOfTwoOfFloatsOnly) {
  const auto is_multiplied = [](const char* divisor) {
    return body_of(simplify<float>(graph_of(quotient_by(divisor)))).find("mul") != std::string::npos;
  };
  EXPECT_TRUE(is_multiplied("0.25"));
  EXPECT_TRUE(is_multiplied("0x1p126"));
  EXPECT_TRUE(is_multiplied("0x1p-126"));
  // Of these, the reciprocal is denormal, or the number.
  EXPECT_FALSE(is_multiplied("0x1p127"));
  EXPECT_FALSE(is_multiplied("0x1p-127"));
  EXPECT_FALSE(is_multiplied("0x1p-140"));
  EXPECT_NE(body_of(simplify(graph_of(quotient_by("0x1p-140")))).find("mul"), std::string::npos);
}

/// Compares outputs and guards of two graphs of the same interface.
void expect_same(const Graph& a, const Graph& b, std::uint64_t seed) {
  exec::FloatReplay replay_a(a), replay_b(b);
  test::Random random(seed);
  for (int point = 0; point < 6; ++point) {
    std::vector<float> x(a.inputs().size()), p(a.parameters().size());
    for (float& number : x) number = static_cast<float>(random.number(point % 2 == 1));
    for (float& number : p) number = static_cast<float>(random.number(point % 2 == 1));
    std::vector<float> y_a(a.outputs().size()), y_b(b.outputs().size());
    replay_a.forward(x, p, y_a);
    replay_b.forward(x, p, y_b);
    for (std::size_t i = 0; i < y_a.size(); ++i) {
      ASSERT_PRED2(same_number, y_a[i], y_b[i]) << "point " << point << " output " << i;
    }
    ASSERT_EQ(replay_a.broken_guard(), replay_b.broken_guard()) << "point " << point;
  }
}

TEST(FloatPipeline, KeepsEveryBitEverywhere) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(seed);
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 100),
                                              .outputs = 1 + static_cast<std::uint32_t>(seed % 4),
                                              .wild = seed % 2 == 1});
    expect_same(g, optimize<float>(g), seed);
    if (seed % 4 == 0) {
      const Graph adjoints = gradient(bake(g), {.seeds_are_inputs = true});
      expect_same(adjoints, optimize<float>(adjoints), seed);
    }
    if (HasFatalFailure()) return;
  }
}

TEST(FloatPipeline, EachPassKeepsEveryBitOfFloats) {
  for (const Pass& pass : pipeline<float>()) {
    SCOPED_TRACE(pass.name);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      SCOPED_TRACE(seed);
      // Passes find floats, as fold comes first.
      const Graph g = fold<float>(test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1}));
      const Graph once = pass.run(g, nullptr);
      verify_same_values<float>(g, once, pass.name);
      expect_same(g, once, seed);
      ASSERT_EQ(write(pass.run(once, nullptr)), write(once)) << "twice is not once";
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace mg
