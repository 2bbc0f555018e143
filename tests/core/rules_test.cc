// A rule is written once, and means the same whatever it runs on.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/near.h"
#include "mg/core/ops.h"
#include "mg/core/pattern.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using test::is_same;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> numbers(std::size_t random_ones) {
  std::vector<double> numbers{0.0,   -0.0,   1.0,      -1.0,   0.5,    -0.5,      2.0,
                              -3.0,  1e-310, -1e-310,  5e-324, 709.7,  -745.1,    36.9,
                              -36.9, 1e300,  infinity, -1e300, -1e-17, -infinity, std::nan("")};
  test::Random random(1);
  for (std::size_t i = 0; i < random_ones; ++i) numbers.push_back(random.uniform(-40.0, 40.0));
  return numbers;
}

std::vector<double> attributes_of(Op op) {
  if (op == Op::PowConst) return {2.0, 3.0, -1.0, 0.5, 1.0, 0.0, -0.0, 2.5, -3.0, infinity};
  if (op == Op::Relu) return {0.01, 0.0, -0.0, 1.0, -2.0, infinity};
  return {info(op).attribute.value_or(0.0)};
}

std::vector<Op> operations() {
  std::vector<Op> ops;
  for (std::size_t i = 0; i < op_count; ++i) {
    if (!is_leaf(static_cast<Op>(i))) ops.push_back(static_cast<Op>(i));
  }
  return ops;
}

double call(std::string_view name, const std::array<double, 3>& x) {
  const auto is_called = [&](const OpInfo& row) { return row.name == name && !row.attribute; };
  const auto found = std::ranges::find_if(op_table, is_called);
  return evaluate(static_cast<Op>(found - op_table.begin()), x, 0.0);
}

/// What a node says, of the values of its arguments; a condition is 1 or 0.
double step(const OpPattern& pattern, const OpPattern::Node& node, const std::array<double, 3>& x,
            const std::array<double, 3>& operands) {
  const auto [a, b, c] = x;
  switch (node.primitive) {
    case Primitive::Operand:
      return operands[node.index];
    case Primitive::Literal:
      return pattern.literals[node.index];
    case Primitive::Add:
      return a + b;
    case Primitive::Sub:
      return a - b;
    case Primitive::Mul:
      return a * b;
    case Primitive::Div:
      return a / b;
    case Primitive::Neg:
      return -a;
    case Primitive::Sqrt:
      return std::sqrt(a);
    case Primitive::Abs:
      return std::fabs(a);
    case Primitive::Floor:
      return std::floor(a);
    case Primitive::Call:
      return call(library_functions[node.index].name, x);
    case Primitive::Less:
      return a < b;
    case Primitive::LessEqual:
      return a <= b;
    case Primitive::Greater:
      return a > b;
    case Primitive::GreaterEqual:
      return a >= b;
    case Primitive::Equal:
      return a == b;
    case Primitive::NotEqual:
      return a != b;
    case Primitive::Number:
      return a;
    case Primitive::Choose:
      return a != 0.0 ? b : c;
  }
  __builtin_unreachable();
}

double run(const OpPattern& pattern, const std::array<double, 3>& operands) {
  std::vector<double> values;
  for (const OpPattern::Node& node : pattern.nodes) {
    std::array<double, 3> x{};
    for (std::size_t k = 0; k < node.arity; ++k) x[k] = values.at(node.of[k]);
    values.push_back(step(pattern, node, x, operands));
  }
  return values.back();
}

TEST(Patterns, ComputeWhatTheirRulesCompute) {
  const std::vector<double> all = numbers(20);
  for (const Op op : operations()) {
    for (const double attribute : attributes_of(op)) {
      const OpPattern pattern = trace(op, attribute);
      for (std::size_t i = 0; i < all.size() * all.size(); ++i) {
        const std::array x{all[i % all.size()], all[i / all.size()], all[(i * 7 + 3) % all.size()]};
        ASSERT_TRUE(is_same(run(pattern, x), evaluate(op, x, attribute)))
            << info(op).name << " with " << attribute << " at " << testing::PrintToString(x);
      }
    }
  }
}

TEST(Patterns, HaveNothingUnusedAndFewOperandsWhereTheyAreFunctions) {
  for (const Op op : operations()) {
    for (const double attribute : attributes_of(op)) {
      const OpPattern pattern = trace(op, attribute);
      for (std::size_t i = 0; i < pattern.nodes.size(); ++i) {
        const OpPattern::Node& node = pattern.nodes[i];
        EXPECT_EQ(node.uses == 0, i + 1 == pattern.nodes.size()) << info(op).name;
        for (const std::uint8_t argument : node.arguments()) EXPECT_LT(argument, i);
      }
      // Functions are called for each lane, which is there for one operand and for two.
      EXPECT_TRUE(!pattern.shares || info(op).arity <= 2) << info(op).name;
    }
  }
}

TEST(Patterns, AreTracedOnceForEachAttribute) {
  OpPatterns patterns;
  const OpPattern& leaky = patterns.of(Op::Relu, 0.1);
  const OpPattern& plain = patterns.of(Op::Relu, 0.0);
  EXPECT_EQ(leaky.literals, (std::vector{0.0, 0.1})) << "in the order in which they are read";
  EXPECT_EQ(plain.literals, std::vector{0.0}) << "a literal stands once";
  EXPECT_EQ(&patterns.of(Op::Relu, 0.1), &leaky);
  EXPECT_EQ(&patterns.of(Op::Relu, 0.0), &plain);
  EXPECT_NE(&patterns.of(Op::Relu, -0.0), &plain) << "-0 is another number";
  EXPECT_EQ(&patterns.of(Op::Add, 0.0), &patterns.of(Op::Add, 1.0)) << "it has no attribute";
}

TEST(Patterns, SayWhatTheyNeed) {
  struct Row {
    Op op;
    double attribute;
    bool shares, calls;
    std::array<int, 3> uses;
  };
  const Row rows[] = {
      {Op::Add, 0.0, false, false, {1, 1, 0}},      {Op::Pow, 0.0, false, true, {1, 1, 0}},
      {Op::PowConst, 3.0, false, false, {3, 0, 0}}, {Op::PowConst, 2.5, false, true, {1, 0, 0}},
      {Op::PowConst, 1.0, false, false, {0, 0, 0}}, {Op::PowConst, 0.0, false, false, {0, 0, 0}},
      {Op::Min, 0.0, false, false, {2, 2, 0}},      {Op::Select, 0.0, false, false, {1, 1, 1}},
      {Op::Sigmoid, 0.0, true, true, {2, 0, 0}},    {Op::Softplus, 0.0, false, true, {3, 0, 0}},
      {Op::Relu, 0.1, false, false, {3, 0, 0}},     {Op::PowConst, 2.0, false, false, {2, 0, 0}},
  };
  for (const Row& row : rows) {
    const OpPattern pattern = trace(row.op, row.attribute);
    EXPECT_EQ(pattern.shares, row.shares) << info(row.op).name;
    EXPECT_EQ(pattern.calls_library(), row.calls) << info(row.op).name;
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(pattern.uses[k], row.uses[k]) << info(row.op).name;
  }
}

// The formulas that the design gives.

TEST(Sigmoid, IsWhatIsPublished) {
  for (const double x : numbers(100'000)) {
    const double expected = x >= 0.0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
    ASSERT_TRUE(is_same(op::Sigmoid::eval(x), expected)) << x;
  }
}

TEST(Softplus, IsWhatIsPublished) {
  for (const double x : numbers(100'000)) {
    const double expected = (0.0 > x ? 0.0 : x) + std::log1p(std::exp(-std::fabs(x)));
    ASSERT_TRUE(is_same(op::Softplus::eval(x), expected)) << x;
  }
}

}  // namespace
}  // namespace mg
