// Every op through generated code, by a walk over the op table: a new op is tested without a line here.

#include "mg/core/ops.h"

#include <gtest/gtest.h>

#include <limits>

#include "emit/compiled.h"
#include "loaded.h"
#include "mg/check/check.h"
#include "support/random_graph.h"

namespace mg {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Where functions change their minds: poles, ends of domains, over- and underflow, and ordinary numbers.
constexpr double numbers[] = {0.0,
                              -0.0,
                              1.0,
                              -1.0,
                              0.5,
                              -0.5,
                              0.3,
                              -2.7,
                              2.0,
                              -3.0,
                              5e-324,
                              -5e-324,
                              1e-310,
                              2.2250738585072014e-308,
                              1e-17,
                              -1e-9,
                              1e300,
                              -1e300,
                              1e22,
                              710.0,
                              -746.0,
                              37.5,
                              -21.25,
                              1.0000000000000002,
                              0.9999999999999999,
                              infinity,
                              -infinity,
                              std::numeric_limits<double>::quiet_NaN()};

constexpr double exponents[] = {
    0.0, -0.0,    1.0,  2.0,  3.0,       -1.0,    0.5,   -0.5,     -2.0,      4.0,
    1.5, 1.0 / 3, 1e-8, 1e10, 12345.678, -1e-300, 1e300, infinity, -infinity, std::numeric_limits<double>::quiet_NaN()};

constexpr double slopes[] = {0.01, 0.0, -0.0, 1.0, -0.5, 1e300, infinity, std::numeric_limits<double>::quiet_NaN()};

std::vector<double> attributes_of(Op op) {
  if (op == Op::PowConst) return {std::begin(exponents), std::end(exponents)};
  if (op == Op::Relu) return {std::begin(slopes), std::end(slopes)};
  return {info(op).attribute.value_or(0.0)};
}

/// Calls each(op, attribute) for every op that is not a leaf, with every attribute of interest.
template <class Each> void for_each_op(Each&& each) {
  for (std::size_t i = 0; i < op_count; ++i) {
    const Op op = static_cast<Op>(i);
    if (is_leaf(op)) continue;
    for (const double attribute : attributes_of(op)) each(op, attribute);
  }
}

std::string called(Op op, double attribute) {
  return std::string(info(op).name) + (info(op).attribute ? " " + std::to_string(attribute) : std::string());
}

/// Every op over leaves of its own, so that no NaN of one hides another's gradient. Of the leaves of one op, those
/// whose bit is set in `parameters` are parameters.
Graph every_op(unsigned parameters, std::size_t number) {
  Graph g;
  for_each_op([&](Op op, double attribute) {
    std::array<NodeId, 3> arguments;
    for (int k = 0; k < info(op).arity; ++k) {
      const bool parameter = parameters >> k & 1;
      const double recorded = numbers[(number + static_cast<std::size_t>(k) * 5) % std::size(numbers)];
      arguments[k] = g.append_leaf(parameter ? Op::Parameter : Op::Input, recorded,
                                   called(op, attribute) + " argument " + std::to_string(k));
    }
    g.append_output(called(op, attribute), g.append(op, arguments, attribute));
  });
  return g;
}

/// Points at which all ops have the same arguments: every pair of numbers, with a third that varies along.
std::vector<std::vector<double>> points_for(const Graph& g) {
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < std::size(numbers); ++i) {
    for (std::size_t j = 0; j < std::size(numbers); ++j) {
      const double of_argument[] = {numbers[i], numbers[j], numbers[(i + 3 * j) % std::size(numbers)]};
      std::vector<double> point;
      for (const auto leaves : {g.inputs(), g.parameters()}) {
        for (NodeId id : leaves) point.push_back(of_argument[g.name(id).back() - '0']);
      }
      points.push_back(std::move(point));
    }
  }
  return points;
}

TEST(EveryOp, OfVariables) {
  const Graph g = every_op(0, 6);
  for (const std::string& compiler : test::compilers()) {
    for (const char* level : {"-O2", "-O3"}) {
      test::expect_same_bits(g, points_for(g), compiler, {level});
      if (HasFailure()) return;
    }
  }
}

TEST(EveryOp, OfBakedParametersAndArguments) {
  // The first, the second or the third argument is a parameter; compilers know a baked one, and fold what they can.
  for (const unsigned parameters : {1u, 2u, 4u, 6u}) {
    for (const std::size_t number : {0u, 1u, 2u, 8u, 10u, 17u, 25u, 27u}) {
      const Graph g = every_op(parameters, number);
      const std::string compiler = test::compilers()[number % test::compilers().size()];
      test::expect_same_bits(g, points_for(g), compiler, {"-O2"});
      if (HasFailure()) return;
    }
  }
}

/// Functions are those of another library there, but hardly different ones.
TEST(EveryOp, InJavaScript) {
  if (!test::installed("node")) GTEST_SKIP() << "not installed: node";
  for (const std::size_t number : {4u, 8u, 17u}) {
    const check::Options options{.points = 100, .code = {.language = Language::Js, .backward = false}};
    const check::Report report = check::check(every_op(0, number), options);
    EXPECT_TRUE(report.has_the_bits());
    EXPECT_GT(report.comparisons[0].not_in_bits, 0u);
    EXPECT_LT(report.comparisons[0].largest_difference, 1e-14);
  }
}

TEST(EveryOp, OfConstantsThatACompilerCanSeeThroughASelect) {
  // Of f(x < 0 ? 1 : 0.5) a compiler makes x < 0 ? f(1) : f(0.5), and works these out by arithmetic of its own, unless
  // it does not know what f is.
  Graph g;
  const NodeId x = g.append_leaf(Op::Input, -1.0, "x"), zero = g.append_leaf(Op::Constant, 0.0);
  const NodeId negative = g.append(Op::Lt, {x, zero, no_node});
  std::vector<NodeId> either;
  for (std::size_t i = 0; i < std::size(numbers); ++i) {
    const NodeId a = g.append_leaf(Op::Constant, numbers[i]);
    const NodeId b = g.append_leaf(Op::Constant, numbers[(i + 1) % std::size(numbers)]);
    either.push_back(g.append(Op::Select, {negative, a, b}));
  }
  for_each_op([&](Op op, double attribute) {
    for (std::size_t i = 0; i < either.size(); ++i) {
      std::array<NodeId, 3> arguments;
      for (int k = 0; k < info(op).arity; ++k)
        arguments[k] = either[(i + 7 * static_cast<std::size_t>(k)) % either.size()];
      g.append_output(called(op, attribute) + " of pair " + std::to_string(i), g.append(op, arguments, attribute));
    }
  });
  for (const std::string& compiler : test::compilers()) {
    test::expect_same_bits(g, {{-1.0}, {1.0}, {-0.0}, {std::numeric_limits<double>::quiet_NaN()}}, compiler, {"-O2"});
  }
}

TEST(EveryOp, OfOrdinaryConstantsInsideOneAnother) {
  // f(g(constant)) with a variable that comes to nothing: exp(sin(0.3 + 0 * x)) and the like.
  Graph g;
  const NodeId x = g.append_leaf(Op::Input, 1.0, "x"), zero = g.append_leaf(Op::Constant, 0.0);
  const NodeId positive = g.append(Op::Lt, {zero, x, no_node});
  const NodeId pair =
      g.append(Op::Select, {positive, g.append_leaf(Op::Constant, 0.7), g.append_leaf(Op::Constant, 1.3)});
  for_each_op([&](Op outer, double attribute) {
    for (const Op inner : {Op::Exp, Op::Sin, Op::Log, Op::Tanh, Op::Sigmoid, Op::Cbrt, Op::Sqrt}) {
      const NodeId y = g.append(inner, {pair, no_node, no_node});
      g.append_output(called(outer, attribute), g.append(outer, {y, pair, y}, attribute));
    }
  });
  for (const std::string& compiler : test::compilers()) {
    test::expect_same_bits(g, {{1.0}, {-1.0}}, compiler, {"-O3"});
  }
}

}  // namespace
}  // namespace mg
