// Random loops, unrolled by recording: whatever is found of them keeps its bits; and regular ones are found again.

#include <gtest/gtest.h>

#include "mg/core/ops.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "programs.h"
#include "support/loop_nests.h"
#include "support/sanitizer.h"

namespace mg {
namespace {

using test::Length;
using test::Rerolled;

TEST(RerollProperty, AnyLoopsKeepTheirBits) {
  std::size_t numbers = 0, finite = 0, forward = 0, backward = 0;
  constexpr std::size_t graphs = test::sanitized ? 80 : 400;
  for (std::uint64_t seed = 0; seed < graphs; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Graph g = test::loop_nests(seed, {.regular = seed % 5 == 4, .wild = seed % 4 == 3});
    constexpr std::uint32_t sizes[] = {256, 7, 1, 40};
    const Rerolled found =
        test::expect_rerolled_bits(g, {.function_size = sizes[seed % 4], .points = 2, .baked = seed % 3 == 0});
    if (HasFailure()) return;
    numbers += found.numbers, finite += found.finite;
    forward += found.forward.has_value(), backward += found.backward.has_value();
  }
  // Else this proves little:
  EXPECT_GT(forward, graphs / 2);
  EXPECT_GT(backward, graphs / 2);
  EXPECT_GT(finite, numbers / 2);
}

TEST(RerollProperty, WhatIsAResultAndWhatIsNotAreOfTwoFamilies) {
  // Here a state that is read again and one that is a result had the same hash: each reads what the other is like.
  const Graph g = test::loop_nests(7692);
  EXPECT_TRUE(test::expect_rerolled_bits(g, {.baked = true}).forward);
}

std::size_t operations(const Graph& graph) {
  const Graph values = optimize(prune(graph));
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < values.size(); ++i) count += !is_leaf(values.op({i}));
  return count;
}

/// Whether about as much is written where loops are longer. Steps in time are in part written one after the other, as
/// expressions are: there it takes a few more.
bool about_as_long(const std::optional<Length>& shorter, const std::optional<Length>& longer) {
  return longer && longer->operations <= (shorter ? shorter->operations : longer->operations) + 30;
}

TEST(RerollProperty, RegularLoopsAreFound) {
  std::size_t found = 0, backward_found = 0;
  constexpr std::size_t graphs = test::sanitized ? 8 : 40;
  for (std::uint64_t seed = 0; seed < graphs; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Graph g = test::loop_nests(seed, {.regular = true, .longer = 5});
    const Graph longer = test::loop_nests(seed, {.regular = true, .longer = 9});
    const Rerolled a = test::expect_rerolled_bits(g, {.points = 0});
    const Rerolled b = test::expect_rerolled_bits(longer, {.points = 0});
    if (HasFailure()) return;
    if (!b.forward) {
      EXPECT_LE(operations(longer), 60u) << "nothing is found only where there is little to find";
      continue;
    }
    ++found;
    EXPECT_TRUE(about_as_long(a.forward, b.forward));
    EXPECT_LE(b.forward->operations, 160u);
    EXPECT_LE(b.forward->copies, 160u);
    backward_found += about_as_long(a.backward, b.backward);
  }
  EXPECT_GE(found, graphs * 3 / 4);
  // Not all: the adjoint of a value that each turn uses in several ways is a sum of several kinds of terms in turn,
  // which is no run.
  EXPECT_GE(backward_found, found * 3 / 4);
}

}  // namespace
}  // namespace mg
