// What loops could get wrong at the edges: signs of zero, infinities among the numbers, short sums, values that are
// several things at once, graphs that are hardly there.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "mg/exec/replay.h"
#include "mg/passes/pipeline.h"
#include "programs.h"
#include "run.h"
#include "support/bodies.h"
#include "support/computations.h"
#include "support/sanitizer.h"

namespace mg {
namespace {

using test::Rerolled;

constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

/// Numbers that recur: among `number(i)`, i in any order.
double odd_number(std::size_t i) {
  constexpr double numbers[] = {-0.0, 1.5, 0.0, -2.0, inf, 5e-324, -inf, 1e300, nan, -1.0, 0.0, -0.0, 3.0};
  return numbers[i % std::size(numbers)];
}

/// What one turn of a loop computes from the arrays x and w.
struct Turn {
  const char* what;
  Value (*body)(const Value* x, const Value* w);
  std::size_t baked = 0;  ///< operations that may be written where parameters are baked, if more than `most`
};
constexpr std::size_t most = 45;

Value sum_of(const Value* x, const Value* w, int terms) {
  Value sum = x[0] * w[0];
  for (int i = 1; i < terms; ++i) sum = sum + x[i] * w[i];
  return sum;
}

Value chain_of_differences(const Value* x, int terms) {
  Value sum = x[0];
  for (int i = 1; i < terms; ++i) sum = sum - x[i];
  return sum;
}

const Turn turns[] = {
    {"a product with itself", [](const Value* x, const Value*) { return x[0] * x[0]; }},
    {"a sum with itself", [](const Value* x, const Value* w) { return (x[0] + x[0]) * w[0]; }},
    {"a value of its own, twice", [](const Value* x, const Value*) { return sin(x[0]) * sin(x[0]); }},
    {"a sum of two", [](const Value* x, const Value* w) { return sum_of(x, w, 2); }},
    {"a sum of three", [](const Value* x, const Value* w) { return sum_of(x, w, 3); }},
    {"a sum of four", [](const Value* x, const Value* w) { return sum_of(x, w, 4); }},
    {"a sum of five", [](const Value* x, const Value* w) { return sum_of(x, w, 5); }},
    {"a sum of seventeen", [](const Value* x, const Value* w) { return sum_of(x, w, 17); }},
    {"differences, three", [](const Value* x, const Value*) { return chain_of_differences(x, 3); }},
    {"differences, four", [](const Value* x, const Value*) { return chain_of_differences(x, 4); }},
    {"differences, five", [](const Value* x, const Value*) { return chain_of_differences(x, 5); }},
    {"differences, twenty", [](const Value* x, const Value*) { return chain_of_differences(x, 20); }},
    {"a difference from a sum", [](const Value* x, const Value* w) { return w[0] - sum_of(x, w, 6); }},
    {"a sum from zero", [](const Value* x, const Value* w) { return 0.0 + sum_of(x, w, 6) + 0.0; }},
    {"a sum from minus zero", [](const Value* x, const Value*) { return -0.0 + x[0] + x[1] + x[2] + x[3] + x[4]; }},
    {"a sum of a sum and another",
     [](const Value* x, const Value* w) { return sum_of(x, w, 5) + chain_of_differences(x, 5) + w[0]; }},
    {"a run in a run",
     [](const Value* x, const Value* w) {
       Value sum = w[0];
       // Baked, sums that read the same x differ in numbers only, which do not tell their order.
       for (int i = 0; i < 5; ++i) sum = sum + sin(sum_of(x + i, w + i, 4)) * w[i];
       return sum;
     },
     135},
    {"added from the right",
     [](const Value* x, const Value* w) {
       Value sum = x[0] * w[0];
       for (int i = 1; i < 6; ++i) sum = x[i] * w[i] + sum;
       return sum;
     }},
    {"the same term over and over",
     [](const Value* x, const Value* w) {
       Value sum = w[0];
       for (int i = 0; i < 6; ++i) sum = sum + x[0];
       return sum;
     }},
    {"a run backwards",
     [](const Value* x, const Value* w) {
       Value sum = x[8] * w[0];
       for (int i = 1; i < 8; ++i) sum = sum + x[8 - i] * w[i];
       return sum;
     }},
    {"a run in no order",
     [](const Value* x, const Value* w) {
       constexpr int order[] = {3, 0, 7, 5, 1, 2, 6, 4};
       Value sum = w[0];
       for (const int i : order) sum = sum + x[i] * w[i];
       return sum;
     }},
    {"a long run in no order",
     [](const Value* x, const Value* w) {
       Value sum = w[0];
       for (int i = 0; i < 19; ++i) sum = sum + x[i * i % 19] * w[i];
       return sum;
     }},
    {"runs of two loops",
     [](const Value* x, const Value* w) {
       Value sum = w[0];
       for (int i = 0; i < 5; ++i) {
         for (int k = 0; k < 4; ++k) sum = sum + x[i] * w[k];
       }
       return sum;
     }},
    {"a quotient, which does not commute", [](const Value* x, const Value* w) { return x[0] / w[0] + w[0] / x[0]; }},
    {"arguments in either order", [](const Value* x, const Value* w) { return x[0] * w[0] + w[1] * x[1] + w[2]; }},
    {"a choice", [](const Value* x, const Value* w) { return select(x[0] < w[0], x[1] / x[0], max(x[1], w[1])); }},
    {"constants among it",
     [](const Value* x, const Value*) {
       Value sum = x[0] * 1.5;
       for (int i = 1; i < 8; ++i) sum = sum + x[i] * odd_number(static_cast<std::size_t>(i));
       return sum;
     }},
};

/// `count` turns over arrays that each begins one further on in, or `stride`; each an output.
Graph looped(const Turn& turn, std::size_t count, std::size_t stride, double (*x_at)(std::size_t),
             double (*w_at)(std::size_t)) {
  Graph g;
  std::vector<Value> x, w;
  for (std::size_t i = 0; i < count * stride + 24; ++i) x.push_back(g.input("x", x_at(i)));
  for (std::size_t i = 0; i < 24; ++i) w.push_back(g.parameter("w", w_at(i)));
  for (std::size_t i = 0; i < count; ++i) g.output("y", turn.body(&x[i * stride], w.data()));
  return g;
}

double zero(std::size_t) { return 0.0; }
double minus_zero(std::size_t) { return -0.0; }
double minus_one(std::size_t) { return -1.0; }
double ordinary(std::size_t i) { return std::sin(static_cast<double>(i * i)); }

TEST(RerollCorners, OfOneTurn) {
  for (const Turn& turn : turns) {
    for (const bool baked : {false, true}) {
      SCOPED_TRACE(testing::Message() << turn.what << (baked ? ", baked" : ""));
      const auto expect = [&](double (*x)(std::size_t), double (*w)(std::size_t), std::size_t stride) {
        return test::expect_rerolled_bits(looped(turn, 24, stride, x, w), {.baked = baked});
      };
      const Rerolled found = expect(&ordinary, &ordinary, 1);
      ASSERT_TRUE(found.forward);
      EXPECT_LE(found.forward->operations, baked ? std::max(turn.baked, most) : most);
      expect(&ordinary, &ordinary, 3);
      expect(&ordinary, &odd_number, 1);
      expect(&odd_number, &ordinary, 1);
      // Products that are -0 where they are added up.
      expect(&zero, &minus_one, 1);
      expect(&minus_zero, &minus_zero, 1);
      expect(&minus_zero, &minus_one, 1);
      if (HasFailure()) return;
    }
  }
}

TEST(RerollCorners, ASumKeepsTheSignOfZero) {
  // All terms are -0, and so is the sum; it must not begin with 0.
  const Turn row{"a row of a matrix", [](const Value* x, const Value* w) { return sum_of(x, w, 8); }};
  const Graph g = looped(row, 12, 1, &zero, &minus_one);
  const auto program = test::rolled(optimize(g), test::forward_layout(g));
  ASSERT_TRUE(program);
  const std::vector<double> x(g.inputs().size(), 0.0), w(g.parameters().size(), -1.0);
  const std::vector<double> y = test::run(*program, {x, w, {}}).y;
  ASSERT_EQ(y.size(), 12u);
  for (const double number : y) EXPECT_PRED2(same_bits<double>, number, -0.0);
}

TEST(RerollCorners, NumbersAreKeptApartByTheirBits) {
  // Data that is equal but for the sign of a zero, and NaN that is equal to nothing.
  const auto program = [](double number) {
    Graph g;
    test::Leaves leaves(g);
    const std::vector<Value> x = leaves.inputs(16);
    for (std::size_t i = 0; i < 16; ++i) g.output("a", x[i] * (i % 4 == 0 ? 0.0 : static_cast<double>(i + 2)));
    for (std::size_t i = 0; i < 16; ++i) g.output("b", sin(x[i]) * (i % 4 == 0 ? number : static_cast<double>(i + 2)));
    EXPECT_TRUE(test::expect_rerolled_bits(g, {.backward = false}).forward);
    return *test::rolled(optimize(g), test::forward_layout(g));
  };
  EXPECT_EQ(program(0.0).data.size(), 1u) << "equal data is kept once";
  EXPECT_EQ(program(-0.0).data.size(), 2u);
  EXPECT_EQ(program(nan).data.size(), 2u);
}

TEST(RerollCorners, AllNumbersEqualAreOne) {
  Graph g;
  test::Leaves leaves(g);
  const std::vector<Value> x = leaves.inputs(32);
  for (const Value& value : x) g.output("y", sin(value * 0.25) + 3.0);
  const auto program = test::rolled(optimize(g), test::forward_layout(g));
  ASSERT_TRUE(program);
  EXPECT_EQ(program->data.size(), 0u);
  EXPECT_EQ(program->numbers.size(), 2u);
  test::expect_rerolled_bits(g);
}

TEST(RerollCorners, ResultsThatAreSeveralThings) {
  Graph g;
  test::Leaves leaves(g);
  const std::vector<Value> x = leaves.inputs(20), p = leaves.parameters(20);
  std::vector<Value> a, b;
  for (std::size_t i = 0; i < 20; ++i) a.push_back(sin(x[i]) * p[i]);
  for (std::size_t i = 0; i < 20; ++i) b.push_back(a[i] * a[19 - i] + x[i]);
  for (const Value& value : a) g.output("used", value);
  for (const Value& value : b) g.output("result", value);
  for (const Value& value : b) g.output("again", value);
  for (std::size_t i = 20; i-- > 0;) g.output("input backwards", x[i]);
  for (const Value& value : p) g.output("parameter", value);
  for (std::size_t i = 0; i < 20; ++i) g.output("constant", g.constant(odd_number(i)));
  g.output("alone", x[3]);
  for (const std::uint32_t size : {1u, 2u, 7u, 256u}) {
    for (const bool baked : {false, true}) {
      const Rerolled found = test::expect_rerolled_bits(g, {.function_size = size, .baked = baked});
      ASSERT_TRUE(found.forward);
      EXPECT_LE(found.forward->operations, 6u);
      EXPECT_LE(found.forward->copies, 16u);
      ASSERT_TRUE(found.backward);
    }
  }
}

TEST(RerollCorners, HardlyAGraph) {
  constexpr const char* graphs[] = {
      "%0 = input 1 \"x\"\noutput \"y\" %0\n",
      "%0 = constant -0\noutput \"y\" %0\n",
      "%0 = parameter 2 \"w\"\noutput \"y\" %0\noutput \"z\" %0\n",
      "%0 = input 1 \"x\"\n%1 = sin %0\noutput \"y\" %1\noutput \"z\" %1\noutput \"x\" %0\n",
      "%0 = input 1 \"x\"\n%1 = add %0 %0\n%2 = add %1 %1\noutput \"y\" %2\n",
      "%0 = constant 3\n%1 = constant nan\n%2 = mul %0 %1\noutput \"y\" %2\noutput \"z\" %0\n",
  };
  for (const char* body : graphs) {
    SCOPED_TRACE(body);
    const Graph g = test::graph_of(body);
    for (const bool baked : {false, true}) {
      const Rerolled found = test::expect_rerolled_bits(g, {.baked = baked});
      EXPECT_EQ(found.numbers, 3 * (g.outputs().size() + g.inputs().size() + g.parameters().size()));
      EXPECT_FALSE(found.forward && found.forward->operations > 0) << "nothing repeats";
    }
  }
  const Graph nothing;
  const auto program = test::rolled(nothing, {});
  EXPECT_TRUE(!program || test::length(*program) == test::Length{}) << "no output";
  // Not optimised, and without outputs: inputs alone, an operation that nothing needs.
  Graph g;
  const Value x = g.input("x", 1.0), unused = sin(x);
  EXPECT_TRUE(unused.is_recorded());
  const auto none = test::rolled(g, test::forward_layout(g));
  EXPECT_TRUE(!none || test::length(*none) == test::Length{});
}

TEST(RerollCorners, WhatIsIrregularStaysStraight) {
  std::size_t straight = 0;
  constexpr std::size_t graphs = 150;
  for (std::uint64_t seed = 0; seed < graphs; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed) * 3,
                                              .outputs = 1 + static_cast<std::uint32_t>(seed % 4),
                                              .wild = seed % 2 == 1});
    const Rerolled found =
        test::expect_rerolled_bits(g, {.function_size = seed % 3 ? 256u : 7u, .baked = seed % 5 == 0});
    if (HasFailure()) return;
    straight += !found.forward;
  }
  EXPECT_GT(straight, graphs * 9 / 10);
}

TEST(RerollCorners, AnIrregularGraphBesideALoop) {
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 12 : 60); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Graph g;
    test::Leaves leaves(g, seed);
    std::vector<Value> y = leaves.inputs(48);
    for (int layer = 0; layer < 4; ++layer) {
      for (std::size_t i = 0; i + 1 < y.size(); ++i) y[i] = tanh(y[i + 1] * y[i] + 0.25) * exp(y[i]);
    }
    test::Random random(seed);
    std::vector<Value> all = y;
    for (int i = 0; i < 60; ++i) {
      const auto any = [&] { return all[random.below(static_cast<std::uint32_t>(all.size()))]; };
      const Value a = any(), b = any();
      all.push_back(random.below(3) == 0 ? a + b : random.below(2) ? a * b : random.below(2) ? sin(a) : a - b);
    }
    for (std::size_t i = 0; i < 20; ++i) g.output("irregular", all[all.size() - 1 - i]);
    for (const Value& value : y) g.output("y", value);
    const Rerolled found =
        test::expect_rerolled_bits(g, {.function_size = seed % 2 ? 256u : 2u, .baked = seed % 3 == 0});
    if (HasFailure()) return;
    EXPECT_TRUE(found.forward);
  }
}

}  // namespace
}  // namespace mg
