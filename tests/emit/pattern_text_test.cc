#include "mg/emit/pattern_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "mg/core/ops.h"
#include "mg/emit/js_file.h"

namespace mg::emit {
namespace {

const Text a{.text = "a"}, b{.text = "b"}, c{.text = "c"};
const Text sum{.text = "a + b", .binding = Binding::Sum}, product{.text = "a * b", .binding = Binding::Product};
const Text negative{.text = "-1.0", .binding = Binding::Prefix};
const Text choice{.text = "a < b ? a : b", .binding = Binding::Choice};
const Text less{.text = "a < b ? 1.0 : 0.0", .binding = Binding::Choice, .condition = "a < b"};
const Text u{.text = "u", .lanes = true}, v{.text = "v", .lanes = true};
const Text less_lanes{.text = "T::choose(u < v, 1.0, 0.0)", .lanes = true, .condition = "u < v"};

struct Row {
  Op op;
  double attribute;
  std::vector<Text> operands;
  const char* text;
};

std::string written(const Row& row, const Dialect& dialect = cplusplus) {
  return OperationWriter(dialect).write(row.op, row.attribute, row.operands).text;
}

TEST(PatternText, PutsParenthesesWhereTheyAreNeeded) {
  const Row rows[] = {
      {Op::Add, 0, {sum, sum}, "a + b + (a + b)"},
      {Op::Sub, 0, {product, product}, "a * b - a * b"},
      {Op::Mul, 0, {product, sum}, "a * b * (a + b)"},
      {Op::Div, 0, {sum, product}, "(a + b) / (a * b)"},
      {Op::Mul, 0, {negative, negative}, "-1.0 * -1.0"},
      {Op::Neg, 0, {negative}, "-(-1.0)"},
      {Op::Neg, 0, {a}, "-a"},
      {Op::Add, 0, {choice, a}, "(a < b ? a : b) + a"},
      {Op::Exp, 0, {choice}, "mg_exp(a < b ? a : b)"},
      {Op::Atan2, 0, {sum, choice}, "mg_atan2(a + b, a < b ? a : b)"},
      {Op::Abs, 0, {sum}, "std::fabs(a + b)"},
      {Op::Lt, 0, {sum, choice}, "a + b < (a < b ? a : b) ? 1.0 : 0.0"},
      {Op::Min, 0, {a, b}, "b < a ? b : a"},
      {Op::Select, 0, {a, choice, sum}, "a != 0.0 ? (a < b ? a : b) : a + b"},
      {Op::Relu, 0.1, {a}, "a > 0.0 ? a : 0.1 * a"},
      {Op::Relu, -0.1, {a}, "a > 0.0 ? a : -0.1 * a"},
      {Op::Sign, 0, {a}, "(a > 0.0 ? 1.0 : 0.0) - (a < 0.0 ? 1.0 : 0.0)"},
      {Op::Softplus, 0, {a}, "(0.0 > a ? 0.0 : a) + mg_log1p(mg_exp(-std::fabs(a)))"},
      {Op::Sigmoid, 0, {sum}, "sigmoid(a + b)"},
      {Op::PowConst, 3.0, {a}, "a * a * a"},
      {Op::PowConst, -1.0, {sum}, "1.0 / (a + b)"},
      {Op::PowConst, 0.5, {sum}, "std::sqrt(a + b)"},
      {Op::PowConst, 1.0, {sum}, "a + b"},
      {Op::PowConst, 0.0, {sum}, "1.0"},
      {Op::PowConst, -2.5, {sum}, "mg_pow(a + b, -2.5)"},
      {Op::PowConst, -std::numeric_limits<double>::infinity(), {a}, "mg_pow(a, -HUGE_VAL)"},
  };
  for (const Row& row : rows) EXPECT_EQ(written(row), row.text);
}

TEST(PatternText, AsksForAConditionRatherThanForItsNumber) {
  const Row rows[] = {
      {Op::Select, 0, {less, b, c}, "a < b ? b : c"},
      {Op::Select, 0, {less_lanes, u, c}, "T::choose(u < v, u, c)"},
      {Op::Eq, 0, {less, c}, "(a < b ? 1.0 : 0.0) == c ? 1.0 : 0.0"},
      {Op::Add, 0, {less, c}, "(a < b ? 1.0 : 0.0) + c"},
  };
  for (const Row& row : rows) EXPECT_EQ(written(row), row.text);
  OperationWriter writer(cplusplus);
  const auto condition = [&](Op op) { return writer.write(op, 0, std::array{a, b}).condition; };
  EXPECT_EQ(condition(Op::Lt), "a < b");
  EXPECT_EQ(condition(Op::Le), "a <= b");
  EXPECT_EQ(condition(Op::Eq), "a == b");
  EXPECT_EQ(condition(Op::Min), "");
  EXPECT_EQ(writer.condition(less), "a < b");
  EXPECT_EQ(writer.condition(a), "a != 0.0");
  EXPECT_EQ(writer.condition(choice), "(a < b ? a : b) != 0.0");
}

TEST(PatternText, OfLanesCallsForEach) {
  const Row rows[] = {
      {Op::Add, 0, {u, a}, "u + a"},
      {Op::Min, 0, {u, a}, "T::choose(a < u, a, u)"},
      {Op::Lt, 0, {u, v}, "T::choose(u < v, 1.0, 0.0)"},
      {Op::Exp, 0, {u}, "T::template each<op_exp>(u)"},
      {Op::Abs, 0, {u}, "T::template each<op_fabs>(u)"},
      {Op::Pow, 0, {a, u}, "T::template each<op_pow>(a, u)"},
      {Op::PowConst, 2.5, {u}, "T::template each<op_pow>(u, 2.5)"},
      {Op::PowConst, 0.0, {u}, "1.0"},
      {Op::Sigmoid, 0, {u}, "T::template each<op_sigmoid>(u)"},
      {Op::Relu, 0.1, {u}, "T::choose(u > 0.0, u, 0.1 * u)"},
  };
  for (const Row& row : rows) EXPECT_EQ(written(row), row.text);

  OperationWriter writer(cplusplus);
  EXPECT_TRUE(writer.write(Op::Add, 0, std::array{u, a}).lanes);
  EXPECT_FALSE(writer.write(Op::Add, 0, std::array{b, a}).lanes);
  EXPECT_FALSE(writer.write(Op::PowConst, 0.0, std::array{u}).lanes);
  EXPECT_TRUE(writer.called_in_lanes().empty());
  writer.write(Op::Pow, 0, std::array{u, a});
  writer.write(Op::PowConst, 2.5, std::array{u});
  writer.write(Op::Sigmoid, 0, std::array{u});
  writer.write(Op::Sqrt, 0, std::array{a});
  const std::map<std::string, std::string> called{
      {"op_pow", "inline double op_pow(double a, double b) { return mg_pow(a, b); }\n"},
      {"op_sigmoid", "inline double op_sigmoid(double a) { return sigmoid(a); }\n"}};
  EXPECT_EQ(writer.called_in_lanes(), called);
}

TEST(PatternText, SaysFunctionsInEachDialect) {
  EXPECT_EQ(function_name(Op::Sigmoid, 0.0), "sigmoid");
  EXPECT_EQ(function_text(Op::Sigmoid, 0.0, trace(Op::Sigmoid, 0.0), cplusplus),
            "inline double sigmoid(double x) {\n"
            "  double t0 = mg_exp(-std::fabs(x));\n"
            "  return (x >= 0.0 ? 1.0 : t0) / (1.0 + t0);\n"
            "}\n");
  EXPECT_EQ(function_text(Op::Sigmoid, 0.0, trace(Op::Sigmoid, 0.0), javascript),
            "function sigmoid(x) {\n"
            "  let t0 = mg_exp(-Math.abs(x));\n"
            "  return (x >= 0 ? 1 : t0) / (1 + t0);\n"
            "}\n");
  EXPECT_EQ(written({Op::Sqrt, 0, {sum}, ""}, javascript), "Math.sqrt(a + b)");
}

}  // namespace
}  // namespace mg::emit
