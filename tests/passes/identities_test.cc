// Each identity that passes rewrite by, by itself: both sides have the same bits, whatever the letters stand for.

#include "mg/passes/identities.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>

#include "mg/base/number.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/exec/replay.h"
#include "mg/passes/prune.h"
#include "mg/passes/simplify.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using Limits = std::numeric_limits<double>;

std::vector<double> special_numbers() {
  std::vector<double> numbers{Limits::quiet_NaN()};
  for (const double magnitude : {0.0,
                                 Limits::denorm_min(),
                                 1e-310,
                                 Limits::min(),
                                 1.5 * Limits::min(),
                                 1e-200,
                                 0.1,
                                 0.5,
                                 1.0 - Limits::epsilon() / 2,
                                 1.0,
                                 1.0 + Limits::epsilon(),
                                 2.0,
                                 3.0,
                                 0x1p52 + 0.5,
                                 0x1p53 + 2,
                                 1e200,
                                 0x1p1022,
                                 0x1p1023,
                                 Limits::max(),
                                 Limits::infinity()}) {
    numbers.push_back(magnitude);
    numbers.push_back(-magnitude);
  }
  return numbers;
}

/// Any bits, and numbers near to each other.
double random_number(test::Random& random) {
  return random.below(2) == 0 ? std::bit_cast<double>(random.next()) : random.uniform(-4, 4);
}

/// One that `letter` may stand for.
double random_number(test::Random& random, char letter) {
  if (letter == 'c') return random.below(2);
  if (letter == 'f') return random.below(2) == 0 ? 0.0 : -0.0;
  if (letter == 'p')
    return (random.below(2) == 0 ? 1 : -1) * std::ldexp(1.0, static_cast<int>(random.below(2045)) - 1022);
  for (;;) {
    if (const double number = random_number(random); may_be(letter, number)) return number;
  }
}

/// The letters of an identity, by their numbers.
std::string letters_of(const Identity& identity) {
  std::string letters;
  for (const auto* side : {&identity.left, &identity.right}) {
    for (const Term& term : *side) {
      if (term.kind != Term::Letter && term.kind != Term::Reciprocal) continue;
      letters.resize(std::max<std::size_t>(letters.size(), term.variable + 1u));
      letters[term.variable] = term.letter;
    }
  }
  return letters;
}

/// A side over nodes; where `is_turned`, with the other order of what commutes.
NodeId append(Graph& graph, const std::vector<Term>& side, std::size_t place, std::span<const NodeId> letters,
              bool is_turned = false) {
  const Term& term = side[place];
  if (term.kind == Term::Letter) return letters[term.variable];
  if (term.kind == Term::Number) return graph.append_leaf(Op::Constant, term.number);
  if (term.kind == Term::Reciprocal) {
    const NodeId number = letters[term.variable];
    if (graph.op(number) == Op::Constant) return graph.append_leaf(Op::Constant, 1.0 / graph.value(number));
    return graph.append(Op::Div, {graph.append_leaf(Op::Constant, 1.0), number});
  }
  std::array<NodeId, 3> arguments;
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(term.op).arity); ++k) {
    arguments[k] = append(graph, side, term.arguments[k], letters, is_turned);
  }
  if (is_turned && info(term.op).commutes) std::swap(arguments[0], arguments[1]);
  return graph.append(term.op, arguments, term.number);
}

/// Evaluates the outputs of a graph, which should be the same at every point.
class Comparison {
 public:
  explicit Comparison(const Graph& graph) : graph_(graph), replay_(graph) {}

  /// False once there is a difference.
  bool at(std::span<const double> x) {
    std::vector<double> y(graph_.outputs().size());
    replay_.forward(x, {}, y);
    for (const double other : y) {
      if (same_number(y.front(), other)) continue;
      difference_ = "at";
      for (const double number : x) difference_ += " " + number_text(number);
      difference_ += ": " + number_text(y.front()) + ", not " + number_text(other);
      return false;
    }
    return true;
  }
  const std::string& difference() const { return difference_; }

 private:
  const Graph& graph_;
  exec::Replay replay_;
  std::string difference_;
};

/// Calls `each` for every choice of one number for each letter, as long as it says true.
void for_each_choice(const std::vector<std::vector<double>>& numbers, auto&& each) {
  std::vector<std::size_t> chosen(numbers.size());
  std::vector<double> x(numbers.size());
  for (;;) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = numbers[i][chosen[i]];
    if (!each(x)) return;
    std::size_t i = 0;
    while (i < x.size() && ++chosen[i] == numbers[i].size()) chosen[i++] = 0;
    if (i == x.size()) return;
  }
}

/// Where the sides of an identity differ; empty where they do not.
std::string difference(const Identity& identity) {
  const std::string letters = letters_of(identity);
  Graph graph;
  std::vector<NodeId> leaves;
  for (const char letter : letters) leaves.push_back(graph.append_leaf(Op::Input, 1.0, std::string(1, letter)));
  graph.append_output("right", append(graph, identity.right, 0, leaves));
  graph.append_output("left", append(graph, identity.left, 0, leaves));
  graph.append_output("turned", append(graph, identity.left, 0, leaves, true));
  Comparison comparison(graph);
  std::vector<std::vector<double>> numbers;
  for (const char letter : letters) {
    numbers.emplace_back();
    std::ranges::copy_if(special_numbers(), std::back_inserter(numbers.back()),
                         [&](double number) { return may_be(letter, number); });
  }
  for_each_choice(numbers, [&](const std::vector<double>& x) { return comparison.at(x); });
  test::Random random(42);
  std::vector<double> x(letters.size());
  for (int i = 0; i < 5000 && comparison.difference().empty(); ++i) {
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = random_number(random, letters[k]);
    comparison.at(x);
  }
  return comparison.difference();
}

TEST(Identities, HoldToTheBit) {
  std::set<std::string_view> texts;
  for (const Identity& identity : identities()) {
    EXPECT_EQ(difference(identity), "") << identity.text;
    EXPECT_TRUE(texts.insert(identity.text).second) << identity.text << " is there twice";
  }
  EXPECT_GE(texts.size(), 20u);
}

TEST(Identities, WrongOnesAreFound) {
  for (const char* const text : {
           "add 0 a = a",            // wrong for -0 only
           "sub a -0 = a",           // likewise
           "sub 0 a = neg a",        // for 0 only
           "abs a = a",              // for what is negative
           "mul 0 a = 0",            // for infinities, NaN, and what is negative
           "sub a a = 0",            // for infinities and NaN
           "div a a = 1",            // likewise, and for 0
           "eq a a = 1",             // for NaN only
           "neg sub a b = sub b a",  // where a is b
           "neg add a b = sub neg a b",
           "mul a div 1 b = div a b",  // not rounded the same
           "sub add a b b = a",        // likewise
           "select a 1 0 = a",
           "max a b = max b a",  // for NaN, and two zeros
           "min a b = min b a",
           "pow:2 a = a",
       }) {
    EXPECT_NE(difference(parse_identity(text)), "") << text;
  }
}

TEST(Identities, SimplifyKnowsEach) {
  for (const Identity& identity : identities()) {
    SCOPED_TRACE(identity.text);
    for (const bool is_turned : {false, true}) {
      Graph left, right, turned;
      for (Graph* const graph : {&left, &right, &turned}) {
        std::vector<NodeId> leaves;
        for (const char letter : letters_of(identity)) {
          const NodeId x = graph->append_leaf(Op::Input, -1.5, "x");
          leaves.push_back(letter == 'z'                 ? graph->append(Op::Abs, {x})
                           : letter == 'c'               ? graph->append(Op::Lt, {x, x})
                           : stands_for_constant(letter) ? graph->append_leaf(Op::Constant, letter == 'f' ? -0.0 : 0.25)
                                                         : x);
        }
        const auto& side = graph == &left ? identity.left : identity.right;
        graph->append_output("y", append(*graph, side, 0, leaves, graph == &left ? is_turned : graph == &turned));
      }
      // In either order, where the right side commutes.
      const std::string simple = test::body_of(prune(simplify(left)));
      if (simple == test::body_of(prune(turned))) continue;
      EXPECT_EQ(simple, test::body_of(prune(right)));
    }
  }
}

TEST(Identities, WhatIsNoneIsRefused) {
  for (const char* const text : {"", "add a b", "add a = a", "add q 0 = q", "add a b = a b", "plus a b = a",
                                 "pow a = a", "neg:1 a = a", "select a b select d e f = a"}) {
    EXPECT_THROW(parse_identity(text), std::logic_error) << text;
  }
}

/// That an operation is never -0, which a sum with 0 is left out for.
TEST(Identities, NeverMinusZeroIsNever) {
  const std::vector<double> numbers = special_numbers();
  for (std::size_t i = 0; i < op_count; ++i) {
    const Op op = static_cast<Op>(i);
    if (!info(op).never_minus_zero) continue;
    for_each_choice({numbers, numbers, info(op).arity > 2 ? numbers : std::vector{0.0}},
                    [&](const std::vector<double>& x) {
                      const double y = evaluate(op, {x[0], x[1], x[2]}, info(op).attribute.value_or(0.0));
                      EXPECT_TRUE(may_be('z', y)) << info(op).name << " of " << x[0] << ", " << x[1];
                      return may_be('z', y);
                    });
  }
}

/// Likewise of what simplify() tells from two operations: 0 is added to any over any other.
TEST(Identities, ASumWithZeroGoesWhereThatChangesNothing) {
  const std::vector<double> numbers{0.0, -0.0, 1.0, -1.0, Limits::denorm_min(), -Limits::min(), Limits::infinity()};
  std::size_t without = 0;
  for (std::size_t outer = 0; outer < op_count; ++outer) {
    for (std::size_t inner = 0; inner < op_count; ++inner) {
      const Op op = static_cast<Op>(outer), of = static_cast<Op>(inner);
      if (is_leaf(op) || is_leaf(of)) continue;
      Graph graph;
      const NodeId x = graph.append_leaf(Op::Input, 1.0, "x"), y = graph.append_leaf(Op::Input, 1.0, "y");
      const NodeId zero = graph.append_leaf(Op::Constant, 0.0);
      const auto of_two = [&](Op which, NodeId a, NodeId b) {
        std::array<NodeId, 3> arguments{a, b, a};
        std::fill(arguments.begin() + info(which).arity, arguments.end(), no_node);
        return graph.append(which, arguments, info(which).attribute.value_or(0.0));
      };
      const NodeId part = of_two(of, x, y);
      for (const NodeId whole : {of_two(op, part, x), of_two(op, x, part), of_two(op, part, part)}) {
        graph.append_output("y", graph.append(Op::Add, {whole, zero}));
      }
      const Graph simple = simplify(graph);
      exec::Replay before(graph), after(simple);
      std::vector<double> expected(3), found(3);
      for_each_choice({numbers, numbers}, [&](const std::vector<double>& point) {
        before.forward(point, {}, expected);
        after.forward(point, {}, found);
        const bool is_same = std::ranges::equal(expected, found, same_number);
        EXPECT_TRUE(is_same) << info(op).name << " over " << info(of).name << " at " << point[0] << ", " << point[1];
        return is_same;
      });
      for (const Output& output : simple.outputs()) without += simple.op(output.node) != Op::Add;
    }
  }
  EXPECT_GT(without, 0u);
}

/// Operations that simplify() and cse() take in either order.
TEST(Identities, WhatCommutesCommutes) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < op_count; ++i) {
    const Op op = static_cast<Op>(i);
    if (!info(op).commutes) continue;
    ++count;
    const std::string name(info(op).name), text = name + " a b = " + name + " b a";
    EXPECT_EQ(difference(parse_identity(text)), "") << text;
  }
  EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace mg
