#include <gtest/gtest.h>

#include <algorithm>

#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/program/text.h"
#include "programs.h"
#include "reordered.h"
#include "support/computations.h"

namespace mg {
namespace {

using test::Length;
using test::Rerolled;

/// What is written of a computation that takes any number of operations.
struct Written {
  std::size_t most;      ///< operations
  std::size_t per_turn;  ///< more for each by which its size grows
  std::size_t loops, tables;
  bool lanes;
};

struct Computation {
  const char* name;
  Graph (*record)(std::size_t size);
  std::size_t small, large;
  Written forward, backward;
};

const Computation computations[] = {
    {"mlp", &test::mlp, 17, 34, {12, 0, 5, 0, true}, {35, 0, 13, 0, true}},
    {"batch", &test::batch, 10, 40, {15, 0, 3, 0, true}, {32, 0, 22, 0, true}},
    {"convolution", &test::convolution, 24, 48, {55, 0, 17, 0, true}, {220, 0, 40, 10, true}},
    {"recurrent", &test::recurrent, 12, 36, {30, 0, 19, 0, true}, {60, 0, 42, 2, true}},
    {"runge_kutta", &test::runge_kutta, 12, 36, {240, 0, 1, 0, false}, {900, 0, 23, 8, false}},
    // Each parameter's adjoint is one sum, with several kinds of terms from each step: not a run.
    {"kalman", &test::kalman, 12, 36, {115, 0, 3, 0, false}, {530, 12, 13, 1, true}},
    {"mixture", &test::mixture, 17, 34, {25, 0, 9, 0, true}, {120, 4, 29, 2, true}},
    // Of a triangle, each row is a loop.
    {"bodies", &test::bodies, 12, 20, {110, 9, 33, 0, true}, {230, 22, 76, 0, true}},
    {"product", &test::product, 8, 16, {2, 0, 3, 0, true}, {6, 0, 11, 0, true}},
};

void expect_written(const Written& written, const std::optional<Length>& small, const std::optional<Length>& large,
                    std::size_t turns) {
  ASSERT_TRUE(small);
  ASSERT_TRUE(large);
  EXPECT_LE(small->operations, written.most);
  EXPECT_LE(large->operations, small->operations + turns * written.per_turn);
  if (written.per_turn == 0) {
    EXPECT_EQ(large->loops, small->loops);
  }
  EXPECT_GT(small->loops, 0u);
  EXPECT_LE(small->loops, written.loops);
  EXPECT_LE(small->tables, written.tables);
  EXPECT_EQ(small->lanes > 0, written.lanes);
}

TEST(Reroll, FindsTheLoopsOfWhatPeopleWrite) {
  for (const Computation& it : computations) {
    for (const bool baked : {false, true}) {
      SCOPED_TRACE(testing::Message() << it.name << (baked ? ", baked" : ""));
      const Rerolled small = test::expect_rerolled_bits(it.record(it.small), {.baked = baked});
      const Rerolled large = test::expect_rerolled_bits(it.record(it.large), {.baked = baked});
      EXPECT_GT(small.finite, small.numbers / 4) << "else this proves little";
      expect_written(it.forward, small.forward, large.forward, it.large - it.small);
      expect_written(it.backward, small.backward, large.backward, it.large - it.small);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Reroll, KeepsTheBitsAtEverySize) {
  for (const Computation& it : computations) {
    for (const std::size_t size : {5u, 6u, 7u, 8u, 9u, 15u, 16u, 17u}) {
      if (it.record == &test::convolution && size < 9) continue;  // too short for two of them
      SCOPED_TRACE(testing::Message() << it.name << " of size " << size);
      const std::uint32_t function_size = size % 2 ? 7 : 256;
      test::expect_rerolled_bits(it.record(size),
                                 {.function_size = function_size, .points = 1, .baked = size % 3 == 0});
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Reroll, FunctionsOfAnySize) {
  for (const Computation& it : computations) {
    for (const std::uint32_t function_size : {1u, 2u, 7u, 256u}) {
      SCOPED_TRACE(testing::Message() << it.name << ", function size " << function_size);
      test::expect_rerolled_bits(it.record(it.small), {.function_size = function_size, .points = 1});
      if (HasFatalFailure()) return;
      const Graph values = optimize(it.record(it.small));
      const auto program = test::rolled(values, test::forward_layout(values), function_size);
      ASSERT_TRUE(program);
      for (const program::Function& function : program->functions) EXPECT_LT(function.begin, function.end);
    }
  }
  // Many nests that are not alike, and cannot run in one loop: they do not all end up in one function.
  Graph g;
  test::Leaves leaves(g);
  std::vector<Value> x = leaves.inputs(40);
  for (int layer = 0; layer < 30; ++layer) {
    const std::vector<Value> before = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
      Value y = before[i] / before[x.size() - 1 - i];
      for (int k = 0; k < layer % 7; ++k) y = k % 2 ? exp(-y * y) : cos(y);
      x[i] = layer % 3 == 0 ? y + 1.0 : layer % 3 == 1 ? y * y : tanh(y);
    }
  }
  for (const Value& value : x) g.output("y", value);
  const Graph values = optimize(g);
  const auto one = test::rolled(values, test::forward_layout(values), 100000),
             many = test::rolled(values, test::forward_layout(values), 1);
  ASSERT_TRUE(one && many);
  EXPECT_EQ(one->functions.size(), 1u);
  EXPECT_GT(many->functions.size(), 1u);
  EXPECT_EQ(test::length(*one).operations, test::length(*many).operations);
}

TEST(Reroll, NoMoreRunsInALoopThanAFunctionMayHold) {
  // Nests of 3, 4, … and 16 operations, 133 in all: each goes on, turn by turn, with what the one before has made.
  Graph g;
  test::Leaves leaves(g);
  for (Value y : leaves.inputs(40)) {
    for (int nest = 1; nest <= 14; ++nest) {
      Value inner = y;
      for (int i = 0; i < nest; ++i) inner = sin(inner);
      y = y / (inner + 2.0);
    }
    g.output("y", y);
  }
  const Graph values = optimize(g);
  const auto loops = [&](std::uint32_t function_size) {
    return test::length(test::rolled(values, test::forward_layout(values), function_size).value()).loops;
  };
  EXPECT_EQ(loops(133), 1u);
  EXPECT_EQ(loops(132), 2u);
  EXPECT_EQ(loops(70), 2u) << "3 to 11, then 12 to 16: 70 together";
  EXPECT_EQ(loops(69), 3u);
}

TEST(Reroll, ASumOverTwoLoops) {
  // Over parts of rows, so that it is not one.
  Graph g;
  test::Leaves leaves(g);
  constexpr std::size_t rows = 5, columns = 4, width = 7;
  const std::vector<Value> x = leaves.inputs(12 * rows * width), w = leaves.parameters(rows * width);
  for (std::size_t t = 0; t < 12; ++t) {
    Value sum = 1.0;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t k = 0; k < columns; ++k) sum = sum + x[(t * rows + i) * width + k] * w[i * width + k];
    }
    g.output("y", sum);
  }
  const Rerolled found = test::expect_rerolled_bits(g);
  EXPECT_EQ(found.forward,
            (test::Length{.operations = 2, .copies = 2, .loops = 3, .lanes = 1, .tables = 0, .work = 0}));
}

TEST(Reroll, WhatAStepReadsOfTheOneBeforeStaysInTheLoop) {
  // Points beside each other; the place goes by the speed of this step and of the one before.
  const auto points = [](std::size_t steps) {
    Graph g;
    test::Leaves leaves(g);
    std::vector<Value> x = leaves.inputs(8), v = leaves.inputs(8);
    for (std::size_t t = 0; t < steps; ++t) {
      for (std::size_t j = 0; j < x.size(); ++j) {
        const Value before = v[j];
        v[j] = before * 0.99 - sin(x[j]);
        x[j] = x[j] * 1.01 + (before / v[j]);
      }
    }
    for (const Value& value : x) g.output("x", value);
    return g;
  };
  const Rerolled found = test::expect_rerolled_bits(points(12)), longer = test::expect_rerolled_bits(points(24));
  ASSERT_TRUE(found.forward && longer.forward);
  EXPECT_LE(found.forward->loops, 4u);
  EXPECT_EQ(longer.forward->loops, found.forward->loops);
  EXPECT_EQ(longer.forward->operations, found.forward->operations);
}

TEST(Reroll, SumsWithoutAnEnd) {
  // Of several kinds of terms in turn, added from either side; they are cut into pieces.
  for (const int terms : {63, 64, 65, 66, 128, 150}) {
    for (const bool right : {false, true}) {
      SCOPED_TRACE(testing::Message() << terms << " terms" << (right ? ", from the right" : ""));
      Graph g;
      test::Leaves leaves(g);
      const std::vector<Value> x = leaves.inputs(20), w = leaves.parameters(200);
      for (std::size_t t = 0; t < 20; ++t) {
        Value sum = w[0];
        for (int i = 1; i < terms; ++i) {
          const Value term = i % 3 == 0 ? x[t] / w[i] : i % 3 == 1 ? w[i] : sin(x[t] * w[i]);
          sum = right ? term + sum : sum + term;
        }
        g.output("y", sum);
      }
      const Rerolled found = test::expect_rerolled_bits(g, {.backward = false});
      ASSERT_TRUE(found.forward);
      EXPECT_LE(found.forward->operations, 3u * static_cast<std::size_t>(terms)) << "one of each of the twenty";
      if (HasFailure()) return;
    }
  }
}

// --- the order of recording ---

std::string rerolled_text(const Graph& graph, const program::Layout& layout) {
  const auto program = test::rolled(graph, layout, 256);
  return program ? to_text(*program) : "nothing";
}

TEST(Reroll, TheOrderOfRecordingAndNamesMakeNoDifference) {
  for (const Computation& it : computations) {
    SCOPED_TRACE(it.name);
    const Graph g = it.record(it.small);
    const program::Layout forward = test::forward_layout(g), backward = test::gradient_layout(g);
    const Graph values = optimize(g), adjoints = optimize(gradient(g, {.seeds_are_inputs = true}));
    const std::string values_text = rerolled_text(values, forward), adjoints_text = rerolled_text(adjoints, backward);
    ASSERT_NE(values_text, "nothing");
    ASSERT_NE(adjoints_text, "nothing");
    EXPECT_EQ(rerolled_text(values, forward), values_text) << "twice the same";
    EXPECT_EQ(rerolled_text(without_names(values), forward), values_text);
    EXPECT_EQ(rerolled_text(without_names(adjoints), backward), adjoints_text);
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      EXPECT_EQ(rerolled_text(test::reordered(values, seed), forward), values_text) << "seed " << seed;
      EXPECT_EQ(rerolled_text(test::reordered(adjoints, seed), backward), adjoints_text) << "seed " << seed;
    }
    if (HasFailure()) return;
  }
}

/// A product of matrices, its loops nested as `order` says: "ijk" is i outside.
Graph product(const std::string& order, std::size_t size) {
  Graph g;
  test::Leaves leaves(g);
  const std::vector<Value> a = leaves.inputs(size * size), b = leaves.parameters(size * size);
  std::vector<Value> c(size * size);
  const std::size_t turns = size * size * size;
  for (std::size_t turn = 0; turn < turns; ++turn) {
    std::size_t left = turn, index[3];
    for (std::size_t level = 3; level-- > 0; left /= size) index[order[level] - 'i'] = left % size;
    const auto [i, j, k] = std::tuple(index[0], index[1], index[2]);
    const Value term = a[i * size + k] * b[k * size + j];
    c[i * size + j] = k == 0 ? term : c[i * size + j] + term;
  }
  for (const Value& value : c) g.output("c", value);
  return g;
}

TEST(Reroll, LoopsNestedTheOtherWayAreTheSame) {
  const Graph straight = optimize(product("ijk", 6));
  const std::string expected = rerolled_text(straight, test::forward_layout(straight));
  ASSERT_NE(expected, "nothing");
  for (std::string order = "ijk"; std::ranges::next_permutation(order).found;) {
    const Graph other = optimize(product(order, 6));
    EXPECT_EQ(rerolled_text(other, test::forward_layout(other)), expected) << order;
  }
}

/// `size` neurons beside each other, recorded in an order that depends on `seed`, and a neuron over them.
Graph layer(std::size_t size, std::uint64_t seed) {
  Graph g;
  test::Leaves leaves(g);
  const std::vector<Value> x = leaves.inputs(size), w = leaves.parameters(size * size), v = leaves.parameters(size);
  std::vector<std::size_t> order(size);
  for (std::size_t j = 0; j < size; ++j) order[j] = j;
  test::Random random(seed);
  for (std::size_t j = size; seed > 0 && j > 1; --j) {
    std::swap(order[j - 1], order[random.below(static_cast<std::uint32_t>(j))]);
  }
  std::vector<Value> h(size);
  for (const std::size_t j : order) {
    Value sum = w[j * size] * x[0];
    for (std::size_t i = 1; i < size; ++i) sum = sum + w[j * size + i] * x[i];
    h[j] = tanh(sum);
  }
  Value y = v[0] * h[0];
  for (std::size_t j = 1; j < size; ++j) y = y + v[j] * h[j];
  g.output("y", y);
  return g;
}

TEST(Reroll, NeuronsRecordedInAnyOrderAreALoop) {
  const Graph straight = layer(20, 0);
  const std::string expected = rerolled_text(optimize(straight), test::forward_layout(straight));
  const Rerolled in_order = test::expect_rerolled_bits(straight);
  ASSERT_TRUE(in_order.forward && in_order.backward);
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const Graph shuffled = layer(20, seed);
    EXPECT_EQ(rerolled_text(optimize(shuffled), test::forward_layout(shuffled)), expected) << "seed " << seed;
    // The sweep adds adjoints in the order of recording, which is another computation, but of the same length.
    const Rerolled found = test::expect_rerolled_bits(shuffled);
    ASSERT_TRUE(found.backward);
    EXPECT_EQ(found.backward->operations, in_order.backward->operations) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mg
