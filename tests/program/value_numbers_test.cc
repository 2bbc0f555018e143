#include "mg/program/value_numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/bodies.h"

namespace mg::program {
namespace {

TEST(ValueNumbers, EqualOnlyWhereTheValuesAreWhateverTheInputsAre) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = input 1 "y"
%2 = constant 1
%3 = constant 1
%4 = constant -0
%5 = constant 0
%6 = add %0 %1
%7 = add %1 %0
%8 = sub %0 %1
%9 = sub %1 %0
%10 = mul %6 %2
%11 = mul %3 %7
%12 = add %4 %10
%13 = add %10 %5
%14 = add %0 %4
%15 = relu %0 0.01
%16 = relu %14 0.01
%17 = relu %0 0.02
%18 = neg %4
output "y" %18
)");
  const ValueNumbers numbers(g);
  const std::uint32_t expected[] = {0, 1, 2, 2, 4, 5, 6, 6, 8, 9, 10, 10, 10, 13, 0, 15, 15, 17, 18};
  for (std::uint32_t i = 0; i < g.size(); ++i) EXPECT_EQ(numbers.of({i}).index, expected[i]) << i;
}

TEST(ValueNumbers, FindWhatTheGraphHas) {
  const Graph g = test::graph_of(R"(%0 = input 1 "x"
%1 = constant 2
%2 = mul %0 %1
%3 = pow %2 3
%4 = constant nan
output "y" %3
)");
  ValueNumbers numbers(g);
  const auto find = [&](Op op, const std::vector<NodeId>& arguments, double attribute) {
    std::array<const NodeId*, 3> x{};
    for (std::size_t k = 0; k < arguments.size(); ++k) x[k] = &arguments[k];
    NodeId found;
    numbers.find(op, attribute, &found, x, 1);
    return found;
  };
  const NodeId x{0}, two{1};
  EXPECT_EQ(numbers.find(2.0), two);
  EXPECT_EQ(numbers.find(3.0), no_node) << "an attribute is no constant";
  EXPECT_EQ(numbers.find(-std::nan("")).index, 4u);
  EXPECT_EQ(find(Op::Mul, {two, x}, 0.0).index, 2u);
  EXPECT_EQ(find(Op::Mul, {two, two}, 0.0), no_node);
  EXPECT_EQ(find(Op::Mul, {two, no_node}, 0.0), no_node);
  EXPECT_EQ(find(Op::PowConst, {NodeId{2}}, 3.0).index, 3u);
  EXPECT_EQ(find(Op::PowConst, {NodeId{2}}, 2.0), no_node);
  const NodeId minus_zero = numbers.find(-0.0);
  EXPECT_EQ(find(Op::Add, {minus_zero, x}, 0.0), x) << "the graph need not have it";
  EXPECT_EQ(find(Op::Add, {minus_zero, minus_zero}, 0.0), minus_zero);
  EXPECT_EQ(find(Op::Sub, {x, minus_zero}, 0.0), no_node);
}

}  // namespace
}  // namespace mg::program
