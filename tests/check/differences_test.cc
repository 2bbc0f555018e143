// Central differences: what is right is not called wrong, what is wrong is found, and what cannot be told is counted.

#include "mg/check/differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "mg/core/ops.h"
#include "mg/exec/replay.h"
#include "mg/text/reader.h"
#include "support/computations.h"
#include "support/loop_nests.h"
#include "support/random_graph.h"

namespace mg {
namespace {

using check::DifferenceResult;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Point {
  std::vector<double> x, p;
};

Point recorded(const Graph& graph) {
  Point point;
  for (NodeId id : graph.inputs()) point.x.push_back(graph.value(id));
  for (NodeId id : graph.parameters()) point.p.push_back(graph.value(id));
  return point;
}

std::vector<double> engine_gradient(const Graph& graph, const Point& point, std::size_t output) {
  std::vector<double> g(point.x.size() + point.p.size());
  exec::Replay engine(graph);
  engine.forward(point.x, point.p);
  engine.backward_from(output, std::span(g).first(point.x.size()), std::span(g).subspan(point.x.size()));
  return g;
}

/// What an engine might make of a gradient.
using Mistake = std::function<void(std::vector<double>&)>;

Mistake times(double factor) {
  return [factor](std::vector<double>& g) {
    for (double& slope : g) slope *= factor;
  };
}
Mistake missing(std::size_t leaf) {
  return [leaf](std::vector<double>& g) { g[leaf] = 0.0; };
}

DifferenceResult compare(const Graph& graph, const Point& point) {
  return check::compare_with_differences(graph, point.x, point.p, 32, 1);
}
DifferenceResult compare(const Graph& graph, const Point& point, const Mistake& mistake) {
  const auto gradient = [&](std::size_t output) {
    std::vector<double> g = engine_gradient(graph, point, output);
    mistake(g);
    return g;
  };
  return check::compare_with_differences(graph, point.x, point.p, gradient, 32, 1);
}

Graph graph_of(const std::string& body) { return read("mg-graph 1\n" + body); }

DifferenceResult compare(const std::string& body, const std::vector<double>& x) {
  return compare(graph_of(body), Point{x, {}});
}

/// A function of one number, recorded.
using Function = Value (*)(const Value&);

Graph graph_of(Function f, double x) {
  Graph g;
  g.output("y", f(g.input("x", x)));
  return g;
}

TEST(Differences, ComparesEveryLeafOfASmoothFunction) {
  // x·exp(y) + sin(x)/z
  const auto result = compare(R"(%0 = input 1 "x"
%1 = input 2 "y"
%2 = input 3 "z"
%3 = exp %1
%4 = mul %0 %3
%5 = sin %0
%6 = div %5 %2
%7 = add %4 %6
output "f" %7
end 8
)",
                              {0.7, -0.3, 1.9});
  EXPECT_EQ(result.compared, 3u);
  EXPECT_EQ(result.skipped(), 0u);
  EXPECT_EQ(result.wrong, 0u);
  EXPECT_LT(result.largest_error, 1e-9);
}

TEST(Differences, ComparesWhereTheFunctionOrItsSlopeIsZero) {
  const struct {
    Function f;
    double x;
  } rows[] = {
      {[](const Value& x) { return log(x); }, 1.0},
      {[](const Value& x) { return sin(x); }, 0.0},
      {[](const Value& x) { return cos(x); }, 0.0},
      {[](const Value& x) { return (x - 1.0) * (x - 1.0); }, 1.0},
      {[](const Value& x) { return 1e6 + (x - 1.0) * (x - 1.0); }, 1.0},
      {[](const Value& x) { return pow(x, 3.0); }, 0.0},
      {[](const Value& x) { return 7.0 + 0.0 * x; }, 2.0},
  };
  for (const auto& row : rows) {
    const Graph g = graph_of(row.f, row.x);
    EXPECT_EQ(compare(g, recorded(g)).compared, 1u) << "row " << &row - rows;
    EXPECT_EQ(compare(g, recorded(g)).wrong, 0u) << "row " << &row - rows;
    const auto more = compare(g, recorded(g), [](std::vector<double>& slope) { slope[0] += 0.01; });
    EXPECT_EQ(more.wrong, 1u) << "row " << &row - rows;
  }
}

TEST(Differences, SkipsKinksAndWhatIsNotFinite) {
  const char* relu = "%0 = input 0 \"x\"\n%1 = relu %0 0\noutput \"y\" %1\nend 2\n";
  EXPECT_EQ(compare(relu, {0.0}).not_smooth, 1u) << "no step is on one side";
  EXPECT_EQ(compare(relu, {0.0}).compared, 0u);
  EXPECT_EQ(compare(relu, {1e-3}).compared, 1u) << "short steps are";
  EXPECT_EQ(compare(relu, {1e-12}).compared, 1u);
  EXPECT_EQ(compare(relu, {-2.0}).compared, 1u);
  const char* log = "%0 = input 1 \"x\"\n%1 = log %0\noutput \"y\" %1\nend 2\n";
  EXPECT_EQ(compare(log, {-1.0}).not_finite, 1u);
  EXPECT_EQ(compare(log, {0.0}).not_finite, 1u);
  EXPECT_EQ(compare(log, {nan}).not_finite, 1u);
  EXPECT_EQ(compare(log, {inf}).not_finite, 1u);
  EXPECT_EQ(compare(log, {3.0}).compared, 1u);
  EXPECT_EQ(compare(log, {6.6e-34}).compared, 1u) << "steps are as small as the leaf";
  const char* floor = "%0 = input 1 \"x\"\n%1 = floor %0\noutput \"y\" %1\nend 2\n";
  EXPECT_EQ(compare(floor, {2.0}).not_smooth, 1u);
  EXPECT_EQ(compare(floor, {2.5}).compared, 1u);
  EXPECT_EQ(compare(floor, {2.5}).wrong, 0u);
  const char* rough = "%0 = input 1 \"x\"\n%1 = sin %0\noutput \"y\" %1\nend 2\n";
  EXPECT_EQ(compare(rough, {1e200}).too_rough, 1u) << "neighbouring numbers have unrelated sines";
}

TEST(Differences, TakeAKinkForOneOnlyOfOutputsThatDependOnIt) {
  const auto result = compare(R"(%0 = input 0 "x"
%1 = abs %0
%2 = exp %0
%3 = floor %0
output "kink" %1
output "smooth" %2
end 4
)",
                              {0.0});
  EXPECT_EQ(result.compared, 1u);
  EXPECT_EQ(result.not_smooth, 1u);
}

TEST(Differences, TakesRandomDirectionsWhereLeavesAreMany) {
  Graph g;
  Value sum = 0.0;
  for (int i = 0; i < 100; ++i) sum += sin(g.input("x", 0.1 * i - 5) * (1.0 + i));
  g.output("y", sum);
  const auto result = compare(g, recorded(g));
  EXPECT_EQ(result.compared + result.skipped(), 32u);
  EXPECT_GE(result.compared, 30u);
  EXPECT_EQ(result.wrong, 0u);
  EXPECT_GE(compare(g, recorded(g), times(1.01)).wrong, 30u);
  EXPECT_GE(compare(g, recorded(g), missing(99)).wrong, 30u);
}

TEST(Differences, OfEachOutputOnItsOwn) {
  Graph g;
  const Value x = g.input("x", 0.5), y = g.input("y", 2.0);
  g.output("huge", 1e300 * y);
  g.output("rough", 1e16 + x);
  g.output("small", sin(x) * y);
  g.output("tiny", 1e-200 * exp(x));
  const auto right = compare(g, recorded(g));
  EXPECT_EQ(right.compared, 7u);
  EXPECT_EQ(right.too_rough, 1u) << "the slope of 1e16 + x by x";
  EXPECT_EQ(right.wrong, 0u);
  EXPECT_EQ(compare(g, recorded(g), times(1.01)).wrong, 4u) << "all slopes that are not 0";
}

TEST(Differences, OfSixteenOutputsWhereThereAreMore) {
  Graph g;
  const Value x = g.input("x", 0.5);
  for (int i = 0; i < 50; ++i) g.output("y", sin(x * (1.0 + i)));
  const auto result = compare(g, recorded(g));
  EXPECT_EQ(result.compared, 16u);
  EXPECT_EQ(result.wrong, 0u);
}

TEST(Differences, AddUp) {
  DifferenceResult a{.compared = 1, .wrong = 2, .not_smooth = 3, .not_finite = 4, .too_rough = 5, .largest_error = 0.5};
  a.add({.compared = 10, .wrong = 20, .not_smooth = 30, .not_finite = 40, .too_rough = 50, .largest_error = 0.25});
  EXPECT_EQ(a.compared, 11u);
  EXPECT_EQ(a.wrong, 22u);
  EXPECT_EQ(a.not_smooth, 33u);
  EXPECT_EQ(a.not_finite, 44u);
  EXPECT_EQ(a.too_rough, 55u);
  EXPECT_EQ(a.skipped(), 132u);
  EXPECT_EQ(a.largest_error, 0.5);
}

TEST(WrongGradients, AreShownWithTheSlopeThatWasMeasured) {
  Graph g;
  const Value x = g.input("x", 0.5), y = g.parameter("y", 2.0);
  g.output("constant", x - x);
  g.output("product", x * y);
  const auto wrong = compare(g, recorded(g), [](std::vector<double>& slopes) { slopes[1] *= 1.5; });
  ASSERT_EQ(wrong.first.size(), 1u);
  EXPECT_EQ(wrong.first[0].output, 1u);
  EXPECT_EQ(wrong.first[0].leaf, 1u);
  EXPECT_EQ(wrong.first[0].engine, 0.75);
  EXPECT_NEAR(wrong.first[0].measured, 0.5, 1e-5);
  EXPECT_LT(wrong.first[0].error, 1e-5);
  EXPECT_NEAR(wrong.largest_error, 1.0 / 3, 1e-5);
}

// --- what is wrong is found ---

TEST(WrongGradients, AreFoundInEachOp) {
  test::Random random(1);
  for (std::size_t i = 0; i < op_count; ++i) {
    const Op op = static_cast<Op>(i);
    const OpInfo& row = info(op);
    if (is_leaf(op) || row.uses == Uses::Nothing) continue;
    const std::vector<double> attributes = op == Op::PowConst ? std::vector<double>{2, 3, -1, 0.5, 1, 1.0 / 3, -2.5, 7}
                                           : row.attribute    ? std::vector<double>{*row.attribute}
                                                              : std::vector<double>{0.0};
    for (int turn = 0; turn < 10; ++turn) {
      const double attribute = attributes[static_cast<std::size_t>(turn) % attributes.size()];
      Graph g;
      std::array<NodeId, 3> arguments;
      for (int k = 0; k < row.arity; ++k) {
        arguments[k] = g.append_leaf(Op::Input, random.uniform(row.domain.low, row.domain.high));
      }
      g.append_output("y", g.append(op, arguments, attribute));
      const Point point = recorded(g);
      const std::vector<double> slopes = engine_gradient(g, point, 0);
      const auto nonzero = static_cast<std::size_t>(std::ranges::count_if(slopes, [](double s) { return s != 0.0; }));
      SCOPED_TRACE(testing::Message() << row.name << ' ' << attribute << " at " << testing::PrintToString(point.x));
      EXPECT_GE(nonzero, 1u);
      EXPECT_EQ(compare(g, point).compared, slopes.size());
      EXPECT_EQ(compare(g, point).wrong, 0u);
      EXPECT_EQ(compare(g, point, times(1.01)).wrong, nonzero);
      EXPECT_EQ(compare(g, point, times(0.99)).wrong, nonzero);
      EXPECT_EQ(compare(g, point, times(-1)).wrong, nonzero);
      for (std::size_t k = 0; k < slopes.size(); ++k) {
        if (slopes[k] == 0.0) continue;
        EXPECT_EQ(compare(g, point, missing(k)).wrong, 1u);
        const auto plus = [k](std::vector<double>& s) { s[k] *= 2.0; };
        EXPECT_EQ(compare(g, point, plus).wrong, 1u);
      }
    }
  }
}

TEST(WrongGradients, AreFoundInComputations) {
  const struct {
    const char* name;
    Graph graph;
  } rows[] = {{"mlp", test::mlp(4)},
              {"batch", test::batch(6)},
              {"convolution", test::convolution(20)},
              {"recurrent", test::recurrent(4)},
              {"kalman", test::kalman(10)},
              {"bodies", test::bodies(4)},
              {"mixture", test::mixture(5)},
              {"runge_kutta", test::runge_kutta(10)}};
  for (const auto& [name, g] : rows) {
    SCOPED_TRACE(name);
    const auto right = compare(g, recorded(g));
    EXPECT_EQ(right.wrong, 0u);
    EXPECT_EQ(right.skipped(), 0u);
    EXPECT_EQ(compare(g, recorded(g), times(1.01)).wrong, right.compared);
    EXPECT_EQ(compare(g, recorded(g), times(-1)).wrong, right.compared);
    EXPECT_GE(compare(g, recorded(g), missing(0)).wrong, 1u);
  }
}

TEST(WrongGradients, AreFoundWhereRoundingIsFelt) {
  const Function rows[] = {
      [](const Value& x) { return (x + 1e9) - 1e9; },
      [](const Value& x) { return exp(1e-6 * x) - 1.0; },
      [](const Value& x) { return x * 1e-310; },
      [](const Value& x) { return sin(x) * 1e-160 * 1e-155; },
      [](const Value& x) { return sin(1e6 * x); },
      [](const Value& x) { return 1e6 + 1e-3 * x; },
      [](const Value& x) { return x + 1e-6 * sin(1e8 * x); },
  };
  for (const Function& f : rows) {
    SCOPED_TRACE(testing::Message() << "row " << &f - rows);
    const Graph g = graph_of(f, 0.7);
    EXPECT_EQ(compare(g, recorded(g)).compared, 1u);
    EXPECT_EQ(compare(g, recorded(g)).wrong, 0u);
    EXPECT_EQ(compare(g, recorded(g), times(1.01)).wrong, 1u);
    EXPECT_EQ(compare(g, recorded(g), times(0)).wrong, 1u);
  }
}

TEST(WrongGradients, AreNotAcceptedWhereTheFunctionExplodesOrBendsNearBy) {
  const struct {
    Function f;
    double x;
  } rows[] = {
      {[](const Value& x) { return x + exp(2000.0 * (x - 1.02)); }, 1.0},
      {[](const Value& x) { return x + exp(20000.0 * (x - 1.02)); }, 1.0},
      {[](const Value& x) { return x + pow(x / 1.02, 2000.0); }, 1.0},
      {[](const Value& x) { return exp(tan(x)); }, 1.5},
      {[](const Value& x) { return hypot(x, Value(0.0)); }, -6e-9},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << "row " << &row - rows);
    const Graph g = graph_of(row.f, row.x);
    EXPECT_EQ(compare(g, recorded(g)).wrong, 0u);
    for (const double factor : {0.0, -1.0, 1.02}) {
      const auto wrong = compare(g, recorded(g), times(factor));
      EXPECT_EQ(wrong.compared, wrong.wrong) << factor;
    }
  }
}

TEST(WrongGradients, AreFoundWhereTheSlopeIsNone) {
  const Function rows[] = {
      [](const Value& x) { return sin(x) * sin(x) + cos(x) * cos(x); },
      [](const Value& x) { return exp(x) / (exp(x) + 2.0) + 2.0 / (exp(x) + 2.0); },
      [](const Value& x) { return sigmoid(40.0 + x); },
      [](const Value& x) { return tanh(20.0 + x); },
      [](const Value& x) { return log(cosh(100.0 * x)) - 100.0 * x; },
  };
  for (const Function& f : rows) {
    SCOPED_TRACE(testing::Message() << "row " << &f - rows);
    const Graph g = graph_of(f, 0.7);
    EXPECT_EQ(compare(g, recorded(g)).wrong, 0u);
    EXPECT_EQ(compare(g, recorded(g), [](std::vector<double>& slope) { slope[0] += 1000.0; }).wrong, 1u);
  }
}

TEST(WrongGradients, AreFoundWhereSomeOfTheirRoundingIsNone) {
  // By x this is n · pow(x, n - 1), which is none if rounding should make n - 1 something else than 2.
  Graph g;
  const Value x = g.input("x", -2.0), n = g.parameter("n", 3.0);
  g.output("y", pow(x, n));
  const auto right = compare(g, recorded(g)), wrong = compare(g, recorded(g), times(1.01));
  EXPECT_EQ(right.compared, 1u);
  EXPECT_EQ(right.not_finite, 1u) << "by n";
  EXPECT_EQ(right.wrong, 0u);
  EXPECT_EQ(wrong.wrong, 1u);
}

// --- what is right is not called wrong ---

TEST(RightGradients, AreSkippedWhereNobodyCanTell) {
  const struct {
    Function f;
    double x;
  } rows[] = {
      {[](const Value& x) { return (x + 1e16) - 1e16; }, 0.7},
      {[](const Value& x) { return x * 1e-323; }, 0.7},
      {[](const Value& x) { return (x + 0x1.8p52) - 0x1.8p52; }, 0.7},
      {[](const Value& x) { return sin(1e20 * x); }, 0.7},
      {[](const Value& x) { return x + 1e-15 * sin(1e20 * x); }, 0.7},
      {[](const Value& x) { return x * 1e-9 + sin(x); }, 1.7e18},
      {[](const Value& x) { return x + sqrt((x - 0.3) * (x - 0.3)); }, 0.1 + 0.2},
      {[](const Value& x) { return atan2(x, Value(1e200)); }, 1e200},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << "row " << &row - rows);
    const Graph g = graph_of(row.f, row.x);
    const auto result = compare(g, recorded(g));
    EXPECT_EQ(result.too_rough, 1u);
    EXPECT_EQ(result.compared, 0u);
    EXPECT_EQ(compare(g, recorded(g), times(0)).compared, 0u) << "a plateau is no slope";
  }
}

/// Of an angle, where it jumps: its square bends there.
TEST(RightGradients, OfABendThatNothingTellsOfAreNotCalledWrong) {
  Graph g;
  const Value x = g.input("x", -0.001), y = g.input("y", 0.0);
  g.output("bearing", pow(atan2(y, x), 2.0));
  EXPECT_EQ(compare(g, recorded(g)).wrong, 0u);
  const struct {
    Function f;
    double x;
  } rows[] = {
      {[](const Value& x) { return 1.0 + pow(cbrt(x), 2.0); }, 1e-25},
      {[](const Value& x) { return cos(cbrt(x)); }, 1e-22},
      {[](const Value& x) { return 1.0 + sqrt(sqrt(x * x)); }, 1e-60},
      {[](const Value& x) { return x * x / (x + 1e-300); }, 0.0},
      {[](const Value& x) { return x * erf(x) / cos(acos(erf(x))); }, 0.0},
      {[](const Value& x) { return atan(tan(x)); }, 3.5e194},
      {[](const Value& x) { return atan(cos(x)); }, 2.06e235},
  };
  for (const auto& row : rows) {
    const Graph at = graph_of(row.f, row.x);
    EXPECT_EQ(compare(at, recorded(at)).wrong, 0u) << "row " << &row - rows;
  }
}

struct Shape {
  const char* name;
  Function f;
  double low, high;
};

const Shape shapes[] = {
    {"(x + 1e6) - 1e6", [](const Value& x) { return (x + 1e6) - 1e6; }, -2, 2},
    {"(x + 1e9) - 1e9", [](const Value& x) { return (x + 1e9) - 1e9; }, -2, 2},
    {"(x + 1e12) - 1e12", [](const Value& x) { return (x + 1e12) - 1e12; }, -2, 2},
    {"(x / 3 * 1e9 + x) - x * 1e9 / 3", [](const Value& x) { return (x / 3.0 * 1e9 + x) - x * 1e9 / 3.0; }, -2, 2},
    {"exp(x) - 1 near 0", [](const Value& x) { return exp(x) - 1.0; }, -1e-6, 1e-6},
    {"1 - cos(x) near 0", [](const Value& x) { return 1.0 - cos(x); }, -1e-4, 1e-4},
    {"(1 - cos(x)) / x² near 0", [](const Value& x) { return (1.0 - cos(x)) / (x * x); }, 1e-8, 1e-5},
    {"log(1 + x) near 0", [](const Value& x) { return log(1.0 + x); }, -1e-9, 1e-9},
    {"x · 1e-318", [](const Value& x) { return x * 1e-318; }, -2, 2},
    {"through a denormal", [](const Value& x) { return sin(x) * 1e-160 * 1e-160 * 1e300; }, -2, 2},
    {"denormal leaf", [](const Value& x) { return x * 3.0 + x * 1e300 * 1e10; }, 1e-311, 1e-309},
    {"huge leaf", [](const Value& x) { return 1.0 / x + 1e-200 * log(x); }, 1e299, 1e300},
    {"huge and tiny", [](const Value& x) { return x * 1e-310 + x / (1e300 + x); }, 1e299, 1e300},
    {"sin(1e6 x)", [](const Value& x) { return sin(1e6 * x); }, -2, 2},
    {"sin(1e9 x)", [](const Value& x) { return sin(1e9 * x); }, -2, 2},
    {"sin(1e12 x)", [](const Value& x) { return sin(1e12 * x); }, -2, 2},
    {"a period of all steps", [](const Value& x) { return x + sin(0x1p30 * 2 * std::numbers::pi * x); }, -2, 2},
    {"exp(-1e6 x²)", [](const Value& x) { return exp(-1e6 * x * x); }, -1e-2, 1e-2},
    {"exp(-1 / x²)", [](const Value& x) { return exp(-1.0 / (x * x)); }, -0.05, 0.05},
    {"kink near by", [](const Value& x) { return x * x + abs(x); }, -1e-9, 1e-9},
    {"hidden kink near by", [](const Value& x) { return x + hypot(x, Value(0.0)); }, -1e-9, 1e-9},
    {"hidden kink some units away", [](const Value& x) { return x + sqrt((x - 0.3) * (x - 0.3)); }, 0.3, 0.3 + 1e-14},
    {"hidden waves", [](const Value& x) { return x + 1e-9 * sin(1e12 * x); }, -2, 2},
    {"hidden waves of rounding", [](const Value& x) { return x * 1e-9 + sin(x); }, 1e17, 1e19},
    {"sharp bend", [](const Value& x) { return x + hypot(x, Value(1e-12)); }, -1e-11, 1e-11},
    {"rounding decides", [](const Value& x) { return min((x + 1e9) - 1e9, x); }, -2, 2},
    {"sawtooth", [](const Value& x) { return x * 1e6 - floor(x * 1e6); }, -2, 2},
    {"pole near by", [](const Value& x) { return 1.0 / x; }, -1e-8, 1e-8},
    {"edge of a domain", [](const Value& x) { return sqrt(1.0 - x * x); }, 1 - 1e-9, 1 + 1e-9},
    {"naive sigmoid", [](const Value& x) { return 1.0 / (1.0 + exp(-x)); }, -1000, 1000},
    {"chaos",
     [](const Value& x) {
       Value y = x;
       for (int i = 0; i < 60; ++i) y = 3.99 * y * (1.0 - y);
       return y;
     },
     0, 1},
    {"Wilkinson's polynomial",
     [](const Value& x) {
       Value y = 1.0;
       for (int i = 1; i <= 20; ++i) y = y * (x - static_cast<double>(i));
       return y;
     },
     0, 21},
    {"the same rounding a thousand times",
     [](const Value& x) {
       Value y = x;
       for (int i = 0; i < 500; ++i) y = y + 0.1;
       for (int i = 0; i < 500; ++i) y = y - 0.1;
       return y;
     },
     -2, 2},
    {"Kahan's roots and squares",
     [](const Value& x) {
       Value y = x;
       for (int i = 0; i < 45; ++i) y = sqrt(y);
       for (int i = 0; i < 45; ++i) y = y * y;
       return y;
     },
     0.1, 4},
    {"deep chain",
     [](const Value& x) {
       Value y = x;
       for (int i = 0; i < 3000; ++i) y = sin(y) + 0.3;
       return y;
     },
     -1, 1},
};

TEST(RightGradients, AreNeverCalledWrong) {
  for (const Shape& shape : shapes) {
    test::Random random(1);
    const Graph g = graph_of(shape.f, shape.low);
    const int turns = g.size() > 500 ? 3 : 300;
    for (int turn = 0; turn < turns; ++turn) {
      const Point point{{random.uniform(shape.low, shape.high)}, {}};
      EXPECT_EQ(compare(g, point).wrong, 0u) << shape.name << " at " << testing::PrintToString(point.x);
    }
  }
}

/// Counts of all graphs of a kind, with the engine's gradient and with one that is 1 % off.
struct Counts {
  DifferenceResult right;
  std::size_t found = 0;     // slopes that are not 0, of the wrong gradient
  std::size_t accepted = 0;  // such
};

void count(const Graph& graph, Counts& counts) {
  const Point point = recorded(graph);
  const DifferenceResult right = compare(graph, point), wrong = compare(graph, point, times(1.01));
  std::size_t zeros = 0;
  for (std::size_t output = 0; output < graph.outputs().size(); ++output) {
    const auto slopes = engine_gradient(graph, point, output);
    zeros += static_cast<std::size_t>(std::ranges::count(slopes, 0.0));
  }
  counts.right.add(right);
  counts.found += wrong.wrong;
  const std::size_t agree = wrong.compared - wrong.wrong;
  counts.accepted += agree > zeros ? agree - zeros : 0;
}

TEST(Property, RandomGraphsAreNotAccusedAndWrongGradientsOfThemAre) {
  Counts counts;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const auto nodes = static_cast<std::uint32_t>(30 + seed * 7 % 90);
    count(test::random_graph(seed, {.nodes = nodes, .outputs = 1 + static_cast<std::uint32_t>(seed % 3)}), counts);
    ASSERT_EQ(counts.right.wrong, 0u);
    const Graph wild = test::random_graph(seed, {.nodes = nodes, .wild = true});
    ASSERT_EQ(compare(wild, recorded(wild)).wrong, 0u);
    if (seed % 4 == 0) count(test::loop_nests(seed), counts);
    ASSERT_EQ(counts.right.wrong, 0u);
  }
  EXPECT_GT(counts.right.compared, 2 * counts.right.skipped());
  EXPECT_GT(counts.found, counts.right.compared / 2) << "most slopes are not 0";
  EXPECT_LT(counts.accepted, counts.found / 50);
}

}  // namespace
}  // namespace mg
