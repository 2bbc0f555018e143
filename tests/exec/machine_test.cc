#include "mg/exec/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "mg/base/error.h"
#include "mg/core/bits.h"
#include "mg/exec/replay.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#include "mg/reroll/programs.h"
#include "support/loop_nests.h"
#include "support/random_graph.h"

namespace mg {
namespace {

/// The number as a double, or as a float: what is too large or too small for one comes out large or small.
template <class Number> Number as(double number) {
  if (std::is_same_v<Number, float> && std::isfinite(number) && number != 0.0) {
    const double magnitude = std::clamp(std::fabs(number), 1e-42, 1e38);
    number = std::copysign(magnitude, number);
  }
  return static_cast<Number>(number);
}

template <class Number> std::vector<Number> random_numbers(test::Random& random, std::size_t count, bool wild) {
  std::vector<Number> numbers(count);
  for (Number& number : numbers) number = as<Number>(random.number(wild));
  return numbers;
}

template <class Number>
void expect_same(const std::vector<Number>& got, const std::vector<Number>& expected, const char* what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_PRED2(same_number, got[i], expected[i]) << what << ' ' << i;
}

/// Values and gradients of the machine and of replay at a random point; parameters are baked or arguments, as the
/// programs take them.
template <class Number = double>
void expect_bits_of_replay(const Graph& g, const Programs& programs, std::uint64_t seed, bool wild,
                           bool baked = false) {
  test::Random random(seed);
  auto x = random_numbers<Number>(random, g.inputs().size(), wild),
       p = random_numbers<Number>(random, baked ? 0 : g.parameters().size(), wild),
       seeds = random_numbers<Number>(random, g.outputs().size(), wild);
  std::vector<Number> y(seeds.size()), x_bar(x.size()), p_bar(p.size());
  exec::BasicReplay<Number> replay(g);
  replay.forward(x, p, y);
  replay.backward(seeds, x_bar, p_bar);

  exec::BasicMachine<Number> forward(programs.at("forward")), backward(programs.at("backward"));
  std::vector<Number> values(y.size());
  EXPECT_TRUE(forward.run({.x = x, .p = p, .y_bar = {}, .y = values, .x_bar = {}, .p_bar = {}}));
  expect_same(values, y, "value");
  std::vector<Number> values_too(y.size()), x_gradient(x.size()), p_gradient(p.size());
  for (int run = 0; run < 2; ++run) {  // the second finds the memory of the first
    backward.run({.x = x, .p = p, .y_bar = seeds, .y = values_too, .x_bar = x_gradient, .p_bar = p_gradient});
    expect_same(values_too, y, "value with gradient");
    expect_same(x_gradient, x_bar, "gradient of input");
    expect_same(p_gradient, p_bar, "gradient of parameter");
  }
  if (!programs.find("guards")) return;
  exec::BasicMachine<Number> guards(programs.at("guards"));
  EXPECT_EQ(guards.run({.x = x, .p = p, .y_bar = {}, .y = {}, .x_bar = {}, .p_bar = {}}), !replay.broken_guard());
}

TEST(Machine, HasTheBitsOfReplayOnRandomGraphs) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const bool wild = seed % 2 == 1;
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 150), .wild = wild});
    for (const Loops loops : {Loops::Auto, Loops::Off}) {
      const Programs programs = make_programs(g, {.parameters = Parameters::Argument, .loops = loops});
      expect_bits_of_replay(g, programs, seed, wild);
      if (HasFatalFailure()) return;
    }
  }
}

/// With parameters as arguments and baked, with loops and without.
void expect_float_bits(const Graph& g, std::uint64_t seed, bool wild) {
  for (const Loops loops : {Loops::Auto, Loops::Off}) {
    for (const Parameters parameters : {Parameters::Argument, Parameters::Bake}) {
      const Programs programs =
          make_programs(g, {.parameters = parameters, .loops = loops, .scalar = program::Scalar::Float});
      expect_bits_of_replay<float>(g, programs, seed, wild, parameters == Parameters::Bake);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(FloatMachine, HasTheBitsOfFloatReplayOnRandomGraphs) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const bool wild = seed % 2 == 1;
    expect_float_bits(test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 150), .wild = wild}),
                      seed, wild);
    if (HasFatalFailure()) return;
  }
}

TEST(FloatMachine, HasTheBitsOfFloatReplayOnLoopNests) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    const bool wild = seed % 4 == 3;
    expect_float_bits(test::loop_nests(seed, {.regular = seed % 2 == 0, .wild = wild}), seed, wild);
    if (HasFatalFailure()) return;
  }
}

/// A partial that is finite as a double and infinite as a float must not reach a side that is not taken: 0 · inf is
/// NaN.
TEST(FloatMachine, LeavesSidesThatAreNotTakenAlone) {
  Graph g;
  const Value c = g.input("c", 0.0), x = g.input("x", 2.0);
  g.output("y", select(c, x * 1e300, x));
  const Programs programs = make_programs(g, {.scalar = program::Scalar::Float});
  exec::FloatMachine backward(programs.at("backward"));
  const std::vector<float> at{0.0f, 2.0f}, seeds{1.0f};
  std::vector<float> y(1), x_bar(2), expected(2);
  backward.run({.x = at, .p = {}, .y_bar = seeds, .y = y, .x_bar = x_bar, .p_bar = {}});
  exec::FloatReplay replay(g);
  replay.forward(at, {});
  replay.backward(seeds, expected);
  EXPECT_EQ(expected, (std::vector<float>{0.0f, 1.0f}));
  expect_same(x_bar, expected, "gradient");
}

/// Wide enough for several blocks of lanes, and for one that is not full.
Graph net(bool guarded) {
  Graph g;
  nn::Mlp mlp{g, 3, {150, 7, 2}, 1};
  std::vector<Value> x;
  for (int i = 0; i < 3; ++i) x.push_back(g.input("x", 0.1 * i));
  const std::vector<Value> y = mlp(x);
  const Value loss = nn::mse(y, std::vector<double>{0.5, -0.5});
  if (guarded) {
    // A branch for each parameter; half of them are taken.
    Value sum = 0.0;
    for (const Value& p : mlp.parameters()) sum += p > 0.0 ? p : 2.0 * p;
    g.output("sum", sum);
  }
  g.output("loss", loss);
  return g;
}

TEST(Machine, HasTheBitsOfReplayInLoopsOverLanes) {
  const Graph g = net(false);
  const Programs programs = make_programs(g, {.parameters = Parameters::Argument});
  std::size_t lanes = 0;
  for (const program::Loop& loop : programs.at("backward").loops) lanes += loop.kind == program::Loop::Lanes;
  ASSERT_GT(lanes, 3u);
  for (std::uint64_t seed = 0; seed < 10; ++seed) expect_bits_of_replay(g, programs, seed, seed % 2 == 1);
}

TEST(FloatMachine, HasTheBitsOfFloatReplayInLoopsOverLanes) {
  const Graph g = net(true);
  for (std::uint64_t seed = 0; seed < 4; ++seed) expect_float_bits(g, seed, seed % 2 == 1);
}

TEST(Machine, TellsWhetherGuardsHold) {
  const Graph g = net(true);
  const Programs programs = make_programs(g, {.parameters = Parameters::Argument});
  ASSERT_TRUE(programs.find("guards"));
  exec::Machine guards(programs.at("guards"));
  std::vector<double> x{0.0, 0.1, 0.2}, p;
  for (const NodeId id : g.parameters()) p.push_back(g.value(id));
  const auto holds = [&] { return guards.run({.x = x, .p = p, .y_bar = {}, .y = {}, .x_bar = {}, .p_bar = {}}); };
  EXPECT_TRUE(holds());
  for (const std::size_t i : {std::size_t{0}, p.size() / 2, p.size() - 1}) {
    p[i] = -p[i];
    EXPECT_EQ(holds(), p[i] == 0.0) << i;
    p[i] = -p[i];
  }
  EXPECT_TRUE(holds());
}

/// The arrays of a program, each of them as long as `lengths` says: x, p, y_bar, y, x_bar, p_bar.
struct Lengths {
  std::array<std::size_t, 6> of;

  static Lengths of_graph(const Graph& g) {
    const std::size_t x = g.inputs().size(), p = g.parameters().size(), y = g.outputs().size();
    return {{x, p, y, y, x, p}};
  }
  /// What the machine throws, or nothing.
  std::string message(exec::Machine& machine) const {
    std::array<std::vector<double>, 6> arrays;
    for (std::size_t i = 0; i < of.size(); ++i) arrays[i].assign(of[i], 0.5);
    try {
      machine.run(
          {.x = arrays[0], .p = arrays[1], .y_bar = arrays[2], .y = arrays[3], .x_bar = arrays[4], .p_bar = arrays[5]});
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  }
};

TEST(Machine, RefusesArraysThatAreTooShort) {
  const Graph g = net(false);
  const Programs programs = make_programs(g, {.parameters = Parameters::Argument});
  exec::Machine machine(programs.at("backward"));
  const Lengths whole = Lengths::of_graph(g);
  EXPECT_EQ(whole.message(machine), "");
  const char* const names[] = {"x", "p", "y_bar", "y", "x_bar", "p_bar"};
  for (std::size_t i = 0; i < whole.of.size(); ++i) {
    const auto expected = [&](std::size_t given) {
      return std::string("machine: ") + names[i] + " has " + std::to_string(given) + " numbers, but the program uses " +
             std::to_string(whole.of[i]);
    };
    Lengths shorter = whole;
    --shorter.of[i];
    EXPECT_EQ(shorter.message(machine), expected(whole.of[i] - 1));
    shorter.of[i] = 0;
    EXPECT_EQ(shorter.message(machine), expected(0));
    ++(shorter = whole).of[i];
    EXPECT_EQ(shorter.message(machine), "") << "there may be more";
  }
}

/// Loops, tables and straight lines: the lengths of a graph's lists are always enough. What is shorter and not refused
/// is not read or written beyond its end, which sanitizers and Valgrind see.
TEST(Machine, RefusesNoArrayThatIsLongEnough) {
  std::size_t tables = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const Graph g = test::loop_nests(seed);
    const Programs programs = make_programs(g, {.parameters = Parameters::Argument});
    expect_bits_of_replay(g, programs, seed, false);
    if (HasFatalFailure()) return;
    tables += programs.at("backward").tables.size();
    exec::Machine machine(programs.at("backward"));
    const Lengths whole = Lengths::of_graph(g);
    EXPECT_EQ(whole.message(machine), "");
    for (std::size_t i = 0; i < whole.of.size(); ++i) {
      for (const std::size_t length : {whole.of[i] - std::min<std::size_t>(whole.of[i], 1), whole.of[i] / 2}) {
        Lengths shorter = whole;
        shorter.of[i] = length;
        static_cast<void>(shorter.message(machine));
      }
    }
  }
  EXPECT_GT(tables, 5u);
}

}  // namespace
}  // namespace mg
