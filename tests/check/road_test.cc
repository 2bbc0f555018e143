// The whole road: a random graph is written, read, replayed, taken through the passes, generated, compiled, loaded and
// compared; the same bits at every stage.

#include <gtest/gtest.h>

#include "emit/compiled.h"
#include "loaded.h"
#include "mg/check/check.h"
#include "mg/exec/replay.h"
#include "mg/passes/pipeline.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"
#include "support/random_graph.h"

namespace mg {
namespace {

/// `exact`: of operations that have the same bits in every language.
void expect_road(std::uint64_t seed, std::uint32_t function_size, Language language = Language::Cplusplus,
                 bool exact = false) {
  SCOPED_TRACE(testing::Message() << "seed " << seed << ", function size " << function_size);
  const Graph recorded = test::random_graph(seed, {.nodes = 30 + static_cast<std::uint32_t>(seed * 7 % 120),
                                                   .parameters = static_cast<std::uint32_t>(seed % 3),
                                                   .outputs = 1 + static_cast<std::uint32_t>(seed % 5),
                                                   .wild = seed % 2 == 1,
                                                   .exact = exact});
  const std::string text = write(recorded);
  const Graph g = read(text);
  ASSERT_EQ(write(g), text);

  exec::Replay replay(g);
  replay.forward({}, {});
  const Graph optimized = optimize(g);
  for (std::uint32_t i = 0; i < g.size(); ++i) {
    ASSERT_PRED2(same_number, replay.values()[i], recorded.value({i})) << '%' << i;
  }
  for (std::size_t i = 0; i < g.outputs().size(); ++i) {
    ASSERT_PRED2(same_number, optimized.value(optimized.outputs()[i].node), recorded.value(recorded.outputs()[i].node));
  }

  const emit::Options code{.language = language, .wrt = Wrt::All, .function_size = function_size};
  const check::Report report = check::check(g, {.points = 20, .seed = seed, .code = code});
  const std::size_t points = report.points;
  EXPECT_EQ(points, 21u);
  ASSERT_EQ(report.comparisons.size(), g.parameters().empty() ? 1u : 2u);
  for (const check::Comparison& comparison : report.comparisons) {
    EXPECT_EQ(comparison.differing, 0u) << comparison.name;
    if (language != Language::Js || exact) {
      EXPECT_EQ(comparison.not_in_bits, 0u);
    }
    // By forward, and by backward with null for the seeds, and with seeds.
    EXPECT_EQ(comparison.values, 3 * points * g.outputs().size());
    EXPECT_EQ(comparison.guards, g.guards().empty() ? 0u : points);
    EXPECT_EQ(comparison.gradients, 2 * points * (g.inputs().size() + g.parameters().size()));
    for (const check::Mismatch& mismatch : comparison.first) {
      ADD_FAILURE() << comparison.name << ", point " << mismatch.point << ": " << mismatch.what << ": engine "
                    << mismatch.engine << ", generated " << mismatch.generated;
    }
  }
  EXPECT_EQ(report.differences.wrong, 0u);
  EXPECT_EQ(report.first_node, "");
}

TEST(Road, OfRandomGraphsInShortFunctions) {
  for (std::uint64_t seed = 0; seed < 20 && !HasFailure(); ++seed) expect_road(seed, 5);
}

TEST(Road, OfRandomGraphsInC) {
  for (std::uint64_t seed = 40; seed < 52 && !HasFailure(); ++seed) expect_road(seed, seed % 2 ? 5 : 400, Language::C);
}

TEST(Road, OfRandomGraphsInJavaScript) {
  if (!test::installed("node")) GTEST_SKIP() << "not installed: node";
  for (std::uint64_t seed = 60; seed < 84 && !HasFailure(); ++seed) {
    expect_road(seed, seed % 2 ? 5 : 400, Language::Js, seed % 4 != 0);
  }
}

TEST(Road, OfRandomGraphsInOneFunction) {
  for (std::uint64_t seed = 20; seed < 40 && !HasFailure(); ++seed) expect_road(seed, 400);
}

TEST(Road, OfChoicesThatBuildOnChoices) {
  // Compilers that try to work out constants must not try both sides of each: that would never end.
  Graph g;
  Value a = g.input("a", 1.0), b = g.input("b", 2.0);
  for (int i = 0; i < 300; ++i) {
    const Value next = max(a, b);
    a = b;
    b = next;
  }
  g.output("y", b);
  for (const std::string& compiler : test::compilers()) {
    test::expect_same_bits(g, {{1.0, 2.0}, {2.0, 1.0}, {-1.0, -1.0}}, compiler, {"-O0"});
  }
}

}  // namespace
}  // namespace mg
