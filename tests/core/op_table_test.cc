// Walks the op table, so that an op without data fails: values and derivatives against 60-digit arithmetic, derivatives
// against central differences, and each rule for Values against the same rule for numbers.

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/near.h"
#include "mg/core/graph.h"

namespace mg {
namespace {

using test::infinity;
using test::is_near;
using test::is_same;

struct Row {
  Op op;
  double attribute;
  std::array<double, 3> x;
  double value;
  std::array<double, 3> partials;
  double slack;
};

const Row rows[] = {
#include "core/op_table_data.inc"
};

// What the library's functions, and a formula of two or three roundings on top of one, may be off.
constexpr double value_units = 2.0;
constexpr double partial_units = 4.0;

struct NamedOp {
  Op op;
  std::string_view struct_name;
};
constexpr NamedOp all_ops[] = {
#define MG_NAMED(Name) {Op::Name, #Name},
    MG_OPS(MG_NAMED)
#undef MG_NAMED
};

void PrintTo(const NamedOp& named, std::ostream* out) { *out << named.struct_name; }

/// One op, recorded on inputs.
struct Recorded {
  Recorded(Op op, const std::array<double, 3>& x, double attribute) {
    std::array<NodeId, 3> arguments;
    for (int k = 0; k < info(op).arity; ++k) arguments[k] = graph.append_leaf(Op::Input, x[k]);
    node = graph.append(op, arguments, attribute);
  }
  double value() const { return graph.value(node); }
  std::array<double, 3> gradient() {
    graph.zero_grad();
    graph.backward(graph.at(node));
    std::array<double, 3> g{};
    for (std::size_t k = 0; k < graph.inputs().size(); ++k) g[k] = graph.adjoint(graph.inputs()[k]);
    return g;
  }

  Graph graph;
  NodeId node;
};

std::vector<Row> rows_of(Op op) {
  std::vector<Row> found;
  for (const Row& row : rows) {
    if (row.op == op) found.push_back(row);
  }
  return found;
}

std::string describe(const Row& row) {
  return testing::PrintToString(row.x) + ", attribute " + testing::PrintToString(row.attribute);
}

class EachOp : public testing::TestWithParam<NamedOp> {
 protected:
  Op op() const { return GetParam().op; }
  const OpInfo& row() const { return info(op()); }
};

TEST_P(EachOp, HasNameAndSymbol) {
  EXPECT_FALSE(row().name.empty());
  EXPECT_FALSE(row().symbol.empty());
  EXPECT_GE(row().arity, 0);
  EXPECT_LE(row().arity, 3);
}

TEST_P(EachOp, HasTabulatedPoints) {
  if (is_leaf(op())) return;
  EXPECT_GE(rows_of(op()).size(), 5u) << "add points for it to make_op_table.py";
}

TEST_P(EachOp, ComputesTheTabulatedValues) {
  for (const Row& row : rows_of(op())) {
    EXPECT_TRUE(is_near(Recorded(op(), row.x, row.attribute).value(), row.value, value_units)) << describe(row);
  }
}

TEST_P(EachOp, ComputesTheTabulatedDerivatives) {
  for (const Row& row : rows_of(op())) {
    const auto gradient = Recorded(op(), row.x, row.attribute).gradient();
    for (int k = 0; k < info(op()).arity; ++k) {
      EXPECT_TRUE(is_near(gradient[k], row.partials[k], partial_units, row.slack))
          << "to argument " << k << " at " << describe(row);
    }
  }
}

/// Central differences, extrapolated three times (Richardson): the error falls with the eighth power of the step.
template <class F> double central_difference(const F& f) {
  double step = 1.0 / 32.0;
  std::array<double, 4> table;
  for (double& entry : table) {
    entry = (f(step) - f(-step)) / (2.0 * step);
    step /= 2.0;
  }
  double power = 1.0;
  for (std::size_t last = table.size() - 1; last > 0; --last) {
    power *= 4.0;
    for (std::size_t i = 0; i < last; ++i) table[i] = (power * table[i + 1] - table[i]) / (power - 1.0);
  }
  return table[0];
}

TEST_P(EachOp, AgreesWithCentralDifferences) {
  if (is_leaf(op())) return;
  const auto [low, high] = row().domain;
  const double attribute = row().attribute.value_or(0.0);
  // Points well inside of the domain, no two arguments near each other and none near 0 or a whole number, where an op
  // that is not smooth has its kinks.
  const std::array<std::array<double, 3>, 4> places{
      {{0.085, 0.71, 0.33}, {0.33, 0.18, 0.9}, {0.71, 0.42, 0.18}, {0.9, 0.58, 0.71}}};
  for (const auto& place : places) {
    std::array<double, 3> x;
    for (std::size_t k = 0; k < 3; ++k) x[k] = low + (high - low) * place[k];
    const auto gradient = Recorded(op(), x, attribute).gradient();
    for (int k = 0; k < row().arity; ++k) {
      const double difference = central_difference([&](double offset) {
        auto moved = x;
        moved[k] += offset;
        return evaluate(op(), moved, attribute);
      });
      EXPECT_NEAR(gradient[k], difference, 1e-8 * std::max(1.0, std::abs(difference)))
          << "to argument " << k << " at " << testing::PrintToString(x);
    }
  }
}

TEST_P(EachOp, HasOneRuleForNumbersAndForValues) {
  visit(op(), [&]<class O>(O) {
    if constexpr (O::info.arity > 0) {
      constexpr std::size_t arity = O::info.arity;
      for (const Row& row : rows_of(op())) {
        Graph g;
        std::array<double, arity> numbers;
        std::array<Value, arity> values;
        for (std::size_t k = 0; k < arity; ++k) values[k] = g.input("x", numbers[k] = row.x[k]);
        const double y = eval_op<O>(numbers, row.attribute);
        std::array<NodeId, 3> arguments;
        for (std::size_t k = 0; k < arity; ++k) arguments[k] = values[k].id();
        const Value recorded = g.at(g.append(op(), arguments, row.attribute));
        EXPECT_TRUE(is_same(recorded.data(), y)) << describe(row);
        if constexpr (O::info.uses != Uses::Nothing) {
          const auto expected = partials_op<O>(numbers, y, row.attribute);
          const auto partials = partials_op<O>(values, recorded, row.attribute);
          for (std::size_t k = 0; k < arity; ++k) {
            EXPECT_TRUE(is_same(partials[k].data(), expected[k])) << "to argument " << k << " at " << describe(row);
          }
        }
        if constexpr (O::info.uses == Uses::Taken) {
          const auto expected = taken_op<O>(numbers);
          const auto taken = taken_op<O>(values);
          for (std::size_t k = 0; k < arity; ++k) EXPECT_EQ(taken[k].data() != 0.0, expected[k]) << describe(row);
        }
      }
    }
  });
}

TEST_P(EachOp, CommutesIfItSaysSo) {
  if (!row().commutes) return;
  ASSERT_EQ(row().arity, 2);
  for (const Row& row : rows_of(op())) {
    EXPECT_TRUE(is_same(evaluate(op(), {row.x[1], row.x[0]}, 0.0), evaluate(op(), row.x, 0.0))) << describe(row);
  }
}

INSTANTIATE_TEST_SUITE_P(OpTable, EachOp, testing::ValuesIn(all_ops),
                         [](const auto& named) { return std::string(named.param.struct_name); });

TEST(OpTable, NamesArePairwiseDifferentButForThePowers) {
  std::set<std::pair<std::string_view, int>> seen;
  for (const OpInfo& row : op_table) EXPECT_TRUE(seen.emplace(row.name, row.arity).second) << row.name;
}

TEST(OpTable, HasTheOpsOfTheFormat) {
  std::set<std::string_view> names;
  for (const OpInfo& row : op_table) names.insert(row.name);
  const std::set<std::string_view> expected{
      "input", "parameter", "constant", "add",      "sub",  "mul",  "div",   "neg",   "pow",   "abs",
      "sign",  "floor",     "min",      "max",      "sqrt", "cbrt", "exp",   "expm1", "log",   "log1p",
      "sin",   "cos",       "tan",      "asin",     "acos", "atan", "atan2", "sinh",  "cosh",  "tanh",
      "hypot", "erf",       "sigmoid",  "softplus", "relu", "lt",   "le",    "eq",    "select"};
  EXPECT_EQ(names, expected);
}

/// The functions that users call, each with the op that it has to record.
TEST(OpTable, EveryFunctionRecordsItsOp) {
  Graph g;
  const Value x = g.input("x", 0.5), y = g.input("y", 0.75), z = g.input("z", 0.25);
  const std::vector<std::pair<Op, Value>> calls{{Op::Add, x + y},
                                                {Op::Sub, x - y},
                                                {Op::Mul, x * y},
                                                {Op::Div, x / y},
                                                {Op::Neg, -x},
                                                {Op::Pow, pow(x, y)},
                                                {Op::PowConst, pow(x, 2)},
                                                {Op::Abs, abs(x)},
                                                {Op::Abs, fabs(x)},
                                                {Op::Sign, sign(x)},
                                                {Op::Floor, floor(x)},
                                                {Op::Min, min(x, y)},
                                                {Op::Max, max(x, y)},
                                                {Op::Sqrt, sqrt(x)},
                                                {Op::Cbrt, cbrt(x)},
                                                {Op::Exp, exp(x)},
                                                {Op::Expm1, expm1(x)},
                                                {Op::Log, log(x)},
                                                {Op::Log1p, log1p(x)},
                                                {Op::Sin, sin(x)},
                                                {Op::Cos, cos(x)},
                                                {Op::Tan, tan(x)},
                                                {Op::Asin, asin(x)},
                                                {Op::Acos, acos(x)},
                                                {Op::Atan, atan(x)},
                                                {Op::Atan2, atan2(x, y)},
                                                {Op::Sinh, sinh(x)},
                                                {Op::Cosh, cosh(x)},
                                                {Op::Tanh, tanh(x)},
                                                {Op::Hypot, hypot(x, y)},
                                                {Op::Erf, erf(x)},
                                                {Op::Sigmoid, sigmoid(x)},
                                                {Op::Softplus, softplus(x)},
                                                {Op::Relu, relu(x)},
                                                {Op::Lt, lt(x, y)},
                                                {Op::Le, le(x, y)},
                                                {Op::Eq, eq(x, y)},
                                                {Op::Select, select(x, y, z)}};
  std::set<Op> recorded;
  for (const auto& [op, value] : calls) {
    EXPECT_EQ(g.op(value.id()), op) << info(op).name;
    std::array<double, 3> numbers{};
    const auto arguments = g.arguments(value.id());
    const std::array<NodeId, 3> in_order{x.id(), y.id(), z.id()};
    for (int k = 0; k < info(op).arity; ++k) {
      EXPECT_EQ(arguments[k], in_order[k]) << info(op).name;
      numbers[k] = g.value(arguments[k]);
    }
    EXPECT_TRUE(is_same(value.data(), evaluate(op, numbers, g.attribute(value.id())))) << info(op).name;
    recorded.insert(op);
  }
  for (const NamedOp& named : all_ops) {
    EXPECT_TRUE(is_leaf(named.op) || recorded.contains(named.op)) << named.struct_name << " has no function";
  }
}

}  // namespace
}  // namespace mg
