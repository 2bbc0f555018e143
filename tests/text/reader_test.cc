// What the reader makes of texts that are right.

#include "mg/text/reader.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "mg/core/graph.h"

namespace mg {
namespace {

constexpr std::string_view neuron = R"(mg-graph 1
# micrograd's neuron, one input
%0 = input 0.5 "x"
%1 = parameter -1.25 "w"
scope "neuron0" {
  %2 = mul %1 %0
  %3 = constant 3
  %4 = add %2 %3 "pre-activation"
  %5 = relu %4 0.01
}
%6 = lt %5 %0
guard %6 1 "cost.h:12"
output "y" %5
end 7
)";

TEST(Reader, TakesAGraphApart) {
  const Graph g = read(neuron);
  ASSERT_EQ(g.size(), 7u);
  EXPECT_EQ(g.op(NodeId{4}), Op::Add);
  EXPECT_EQ(g.arguments(NodeId{4})[0], NodeId{2});
  EXPECT_EQ(g.arguments(NodeId{4})[1], NodeId{3});
  EXPECT_EQ(g.arguments(NodeId{4})[2], no_node);
  EXPECT_EQ(g.name(NodeId{4}), "pre-activation");
  EXPECT_EQ(g.name(NodeId{5}), "");
  EXPECT_EQ(g.attribute(NodeId{5}), 0.01);
  ASSERT_EQ(g.inputs().size(), 1u);
  EXPECT_EQ(g.inputs()[0], NodeId{0});
  ASSERT_EQ(g.parameters().size(), 1u);
  EXPECT_EQ(g.parameters()[0], NodeId{1});
  ASSERT_EQ(g.scopes().size(), 1u);
  EXPECT_EQ(g.text(g.scopes()[0].name), "neuron0");
  EXPECT_EQ(g.scopes()[0].begin, 2u);
  EXPECT_EQ(g.scopes()[0].end, 6u);
  ASSERT_EQ(g.guards().size(), 1u);
  EXPECT_EQ(g.guards()[0].comparison, NodeId{6});
  EXPECT_TRUE(g.guards()[0].outcome);
  EXPECT_EQ(g.text(g.guards()[0].where), "cost.h:12");
  ASSERT_EQ(g.outputs().size(), 1u);
  EXPECT_EQ(g.text(g.outputs()[0].name), "y");
  EXPECT_EQ(g.outputs()[0].node, NodeId{5});
}

TEST(Reader, ComputesTheValues) {
  const Graph g = read(neuron);
  EXPECT_EQ(g.value(NodeId{2}), -0.625);
  EXPECT_EQ(g.value(NodeId{4}), 2.375);
  EXPECT_EQ(g.value(NodeId{5}), 2.375);
  EXPECT_EQ(g.value(NodeId{6}), 0.0);
}

/// The graph of `statements` on an input %0 of 3, whose output is the last node.
Graph read_statements(std::string_view statements, int last) {
  return read("mg-graph 1\n%0 = input 3\n" + std::string(statements) + "\noutput \"y\" %" + std::to_string(last) +
              "\nend " + std::to_string(last + 1) + "\n");
}

TEST(Reader, PowHasAnExponentOrTwoArguments) {
  const Graph constant = read_statements("%1 = pow %0 2", 1);
  EXPECT_EQ(constant.op(NodeId{1}), Op::PowConst);
  EXPECT_EQ(constant.attribute(NodeId{1}), 2.0);
  EXPECT_EQ(constant.value(NodeId{1}), 9.0);
  const Graph two = read_statements("%1 = pow %0 %0", 1);
  EXPECT_EQ(two.op(NodeId{1}), Op::Pow);
  EXPECT_EQ(two.value(NodeId{1}), 27.0);
}

TEST(Reader, ReluHasASlopeOrTheUsualOne) {
  for (const auto& [text, slope] :
       {std::pair{"%1 = relu %0", 0.01}, std::pair{"%1 = relu %0 0.2", 0.2}, std::pair{"%1 = relu %0 \"named\"", 0.01},
        std::pair{"%1 = relu %0 # c", 0.01}, std::pair{"%1 = relu %0 0 \"named\"", 0.0}}) {
    EXPECT_EQ(read_statements(text, 1).attribute(NodeId{1}), slope) << text;
  }
}

TEST(Reader, KnowsEveryOp) {
  for (const OpInfo& row : op_table) {
    std::string text = "%1 = " + std::string(row.name);
    for (int k = 0; k < row.arity; ++k) text += " %0";
    if (row.arity == 0 || row.attribute) text += " 0.5";
    const Graph g = read_statements(text, 1);
    EXPECT_EQ(&info(g.op(NodeId{1})), &row) << text;
  }
}

TEST(Reader, ReadsNumbers) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::pair<const char*, double> rows[] = {
      {"1", 1.0},
      {"-1.5", -1.5},
      {"1e3", 1000.0},
      {"1E-3", 0x1.0624dd2f1a9fcp-10},
      {".5", 0.5},
      {"5.", 5.0},
      {"007", 7.0},
      {"0.1", 0x1.999999999999ap-4},
      {"0.1000000000000000055511151231257827", 0x1.999999999999ap-4},
      {"9007199254740993", 9007199254740992.0},  // halfway: to even
      {"1.7976931348623157e308", std::numeric_limits<double>::max()},
      {"2.2250738585072014e-308", std::numeric_limits<double>::min()},
      {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
      {"5e-324", std::numeric_limits<double>::denorm_min()},
      {"-0", -0.0},
      {"0e99999", 0.0},
      {"0x1.8p+3", 12.0},
      {"-0x1.8p3", -12.0},
      {"0X1P-1074", std::numeric_limits<double>::denorm_min()},
      {"0x10", 16.0},
      {"0x.8", 0.5},
      {"inf", inf},
      {"-inf", -inf},
      {"nan", nan},
      {"-nan", -nan},
  };
  for (const auto& [text, number] : rows) {
    const Graph g = read_statements("%1 = constant " + std::string(text), 1);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(g.value(NodeId{1})), std::bit_cast<std::uint64_t>(number)) << text;
  }
}

TEST(Reader, TakesBlanksAndCommentsAnywhereBetween) {
  const Graph g = read(
      "mg-graph\t1  # a comment\n\n \t \n# caf\xc3\xa9\n%0=input 1\"a\"#c\n\t%1  =\tneg   %0  \"b # not a comment\" # "
      "c\n"
      "scope\"s\"{ # c\n} # c\n  output\t\"y\"  %1 # c\nend 2 # c\n\n# c");
  EXPECT_EQ(g.size(), 2u);
  EXPECT_EQ(g.name(NodeId{0}), "a");
  EXPECT_EQ(g.name(NodeId{1}), "b # not a comment");
  EXPECT_EQ(g.scopes().size(), 1u);
}

TEST(Reader, LastLineNeedsNoLineFeed) {
  EXPECT_EQ(read("mg-graph 1\n%0 = input 1\noutput \"y\" %0\nend 1").size(), 1u);
}

TEST(Reader, UndoesEscapes) {
  const Graph g = read_statements(R"(%1 = neg %0 "\"\\\n\t\x41\xfF\x00z")", 1);
  EXPECT_EQ(g.name(NodeId{1}), std::string("\"\\\n\tA\xff\0z", 8));
}

TEST(Reader, GuardsAndOutputsMayStandAnywhereBehindTheirNodes) {
  const Graph g = read(
      "mg-graph 1\n%0 = input 1\n%1 = le %0 %0\nscope \"s\" {\n  output \"a\" %0\n  %2 = neg %0\n  guard %1 1\n}\n"
      "output \"b\" %2\noutput \"\" %2\nend 3\n");
  ASSERT_EQ(g.outputs().size(), 3u);
  EXPECT_EQ(g.text(g.outputs()[2].name), "");
  ASSERT_EQ(g.guards().size(), 1u);
  EXPECT_EQ(g.text(g.guards()[0].where), "");
}

TEST(Reader, AMillionScopesDeep) {
  constexpr int depth = 1'000'000;
  std::string text = "mg-graph 1\n";
  for (int i = 0; i < depth; ++i) text += "scope \"s\" {\n";
  text += "%0 = input 1\n";
  for (int i = 0; i < depth; ++i) text += "}\n";
  text += "output \"y\" %0\nend 1\n";
  const Graph g = read(text);
  EXPECT_EQ(g.scopes().size(), static_cast<std::size_t>(depth));
  EXPECT_EQ(g.scopes().back().parent, static_cast<ScopeId>(depth - 2));
}

TEST(Reader, AChainOfAMillionNodes) {
  constexpr int count = 1'000'000;
  std::string text = "mg-graph 1\n%0 = input 1\n";
  for (int i = 1; i < count; ++i) text += "%" + std::to_string(i) + " = neg %" + std::to_string(i - 1) + "\n";
  text += "output \"y\" %" + std::to_string(count - 1) + "\nend " + std::to_string(count) + "\n";
  const Graph g = read(text);
  EXPECT_EQ(g.size(), static_cast<std::uint32_t>(count));
  EXPECT_EQ(g.value(NodeId{count - 1}), -1.0);  // an odd number of signs
}

}  // namespace
}  // namespace mg
