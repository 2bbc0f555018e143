#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/nn/mlp.h"

namespace mg::nn {
namespace {

std::string path_of(const Graph& g, NodeId id) {
  std::string path;
  for (ScopeId scope = g.scope_of_nodes()[id.index]; scope != top_level; scope = g.scopes()[scope].parent) {
    path = std::string(g.text(g.scopes()[scope].name)) + (path.empty() ? "" : "/" + path);
  }
  return path;
}

template <class Call> std::string usage_error(const Call& call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing thrown";
}

std::vector<Value> set(std::vector<Value> parameters, const std::vector<double>& numbers) {
  EXPECT_EQ(parameters.size(), numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) parameters[i].set_data(numbers[i]);
  return parameters;
}

// The C++ standard gives the 10000th number of the default seed, 5489; it and the others agree with a transcription of
// the published algorithm (Nishimura and Matsumoto, mt19937-64) in Python.
TEST(Random, IsTheStandardsEngineMappedFrom53Bits) {
  std::mt19937_64 engine(5489);
  engine.discard(9999);
  EXPECT_EQ(engine(), 9981545732273789042u);

  Random first(5489);
  EXPECT_EQ(first.uniform(-1.0, 1.0), 0.5736419097356038);  // from 14514284786278117030
  EXPECT_EQ(first.uniform(-1.0, 1.0), -0.4990393186239428);
  EXPECT_EQ(first.uniform(-1.0, 1.0), 0.42134245795731085);
  Random second(42);
  EXPECT_EQ(second.uniform(-1.0, 1.0), 0.5103110659090779);  // from 13930160852258120406
  EXPECT_EQ(second.uniform(-1.0, 1.0), 0.27806278770939485);
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
    Random random(seed);
    engine.seed(seed);
    for (int i = 0; i < 1000; ++i) {
      ASSERT_EQ(random.uniform(0.0, 1.0), static_cast<double>(engine() >> 11) * 0x1p-53) << seed << ", draw " << i;
    }
  }
}

TEST(Random, StaysInItsInterval) {
  Random random(1);
  double lowest = 10.0, highest = -10.0, sum = 0.0;
  for (int i = 0; i < 100000; ++i) {
    const double x = random.uniform(-1.0, 1.0);
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
    sum += x;
  }
  EXPECT_GE(lowest, -1.0);
  EXPECT_LT(highest, 1.0);
  EXPECT_LT(lowest, -0.999);
  EXPECT_GT(highest, 0.999);
  EXPECT_NEAR(sum / 100000, 0.0, 0.01);
}

TEST(Mlp, ParameterCounts) {
  Graph g;
  EXPECT_EQ((Mlp{g, 3, {4, 4, 1}, 42}.parameter_count()), 41u);
  EXPECT_EQ((Mlp{g, 2, {16, 16, 1}, 42}.parameter_count()), 337u);
  EXPECT_EQ((Mlp{g, 64, {128, 128, 10}, 42}.parameter_count()), 26122u);
  EXPECT_EQ((Mlp{g, 1, {1}, 42}.parameters().size()), 2u);
  EXPECT_EQ(g.parameters().size(), 41u + 337u + 26122u + 2u);
}

TEST(Mlp, ASeedFixesTheWeightsOnEveryMachine) {
  Graph g;
  const Mlp mlp{g, 3, {4, 4, 1}, /*seed=*/42};
  const auto p = mlp.parameters();
  // A neuron draws its weights in order, and no number for its bias.
  const std::array<double, 8> expected{0.5103110659090779,  0.27806278770939485, 0.5042904014960532,  0.0,
                                       -0.7274546327351259, 0.8065379328567566,  -0.8118633764743259, 0.0};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(p[i].data(), expected[i]) << i;

  Graph again, other;
  const auto same = Mlp{again, 3, {4, 4, 1}, 42}.parameters();
  const auto different = Mlp{other, 3, {4, 4, 1}, 43}.parameters();
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(same[i].data(), p[i].data());
  EXPECT_NE(different[0].data(), p[0].data());
}

TEST(Mlp, ParametersAreInTheOrderOfTheGraphAndNamed) {
  Graph g;
  const Mlp mlp{g, 3, {4, 1}, 1};
  const auto p = mlp.parameters();
  ASSERT_EQ(p.size(), g.parameters().size());
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(p[i].id(), g.parameters()[i]);
  const std::array names{"w0", "w1", "w2", "b"};
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(g.name(p[i].id()), names[i % 4]);
  EXPECT_EQ(g.name(p[19].id()), "w3");
  EXPECT_EQ(g.name(p[20].id()), "b");
}

TEST(Mlp, ScopesAreOpenedForTheParametersAndInEachCall) {
  Graph g;
  const Mlp mlp{g, 2, {3, 2}, 1};
  EXPECT_EQ(path_of(g, mlp.parameters()[0].id()), "mlp/layer0/neuron0");
  EXPECT_EQ(path_of(g, mlp.parameters()[8].id()), "mlp/layer0/neuron2");
  EXPECT_EQ(path_of(g, mlp.parameters().back().id()), "mlp/layer1/neuron1");
  const Value x = g.input("x", 1.0);
  EXPECT_EQ(path_of(g, x.id()), "");
  for (int call = 0; call < 2; ++call) {
    const auto y = mlp({x, x});
    ASSERT_EQ(y.size(), 2u);
    EXPECT_EQ(path_of(g, y[0].id()), "mlp/layer1/neuron0");
    EXPECT_EQ(path_of(g, y[1].id()), "mlp/layer1/neuron1");
  }
  EXPECT_EQ(path_of(g, g.constant(0.0).id()), "");
}

TEST(Mlp, OnlyTheLastLayerIsLinear) {
  Graph g;
  const Mlp mlp{g, 2, {3, 2, 1}, 1};
  const std::uint32_t before = g.size();
  static_cast<void>(mlp({1.0, 2.0}));
  int relus = 0;
  for (std::uint32_t i = before; i < g.size(); ++i) relus += g.op({i}) == Op::Relu;
  EXPECT_EQ(relus, 5);
  EXPECT_EQ(g.op({g.size() - 1}), Op::Add);
}

TEST(Mlp, EachNumberIsRecordedOnceACall) {
  Graph g;
  const Mlp mlp{g, 3, {4, 4, 1}, 42};
  const std::uint32_t before = g.size();
  const auto y = mlp({2.0, 3.0, -1.0});
  // 3 constants; a neuron of n inputs is n products, n sums with the bias, and a relu but in the last layer.
  EXPECT_EQ(g.size() - before, 3u + 4 * (3 + 3 + 1) + 4 * (4 + 4 + 1) + 1 * (4 + 4));
  EXPECT_TRUE(g.inputs().empty());

  const std::uint32_t after_numbers = g.size();
  const std::vector<Value> inputs{g.input("a", 2.0), g.input("b", 3.0), g.input("c", -1.0)};
  const auto from_inputs = mlp(inputs);
  EXPECT_EQ(g.size() - after_numbers, g.inputs().size() + 72u);
  EXPECT_EQ(from_inputs[0].data(), y[0].data());
}

TEST(Mlp, TakesWhateverHoldsNumbers) {
  Graph g;
  const Mlp mlp{g, 2, {2, 1}, 7};
  const Value a = g.input("a", 2.0), b = g.input("b", -3.0);
  const double expected = mlp({a, b})[0].data();
  const std::vector<Value> values{a, b};
  const std::vector<double> doubles{2.0, -3.0};
  const std::array<float, 2> floats{2.0f, -3.0f};
  const int integers[] = {2, -3};
  EXPECT_EQ(mlp(values)[0].data(), expected);
  EXPECT_EQ(mlp(std::span(values))[0].data(), expected);
  EXPECT_EQ(mlp(doubles)[0].data(), expected);
  EXPECT_EQ(mlp(floats)[0].data(), expected);
  EXPECT_EQ(mlp(integers)[0].data(), expected);
  EXPECT_EQ(mlp({2.0, -3.0})[0].data(), expected);
  EXPECT_EQ(mlp({2, -3})[0].data(), expected);
  EXPECT_EQ(mlp({a, -3.0})[0].data(), expected);
}

TEST(Mlp, WorksAfterItsGraphAndItselfHaveMoved) {
  Graph g;
  Mlp mlp{g, 1, {1}, 7};
  const double expected = mlp({3.0})[0].data();
  Graph moved = std::move(g);
  const Mlp moved_mlp = std::move(mlp);
  EXPECT_EQ(moved_mlp({3.0})[0].data(), expected);
  EXPECT_EQ(path_of(moved, {moved.size() - 1}), "mlp/layer0/neuron0");
}

TEST(Mlp, WrongSizesAreReported) {
  Graph g;
  const Mlp mlp{g, 3, {4, 1}, 42};
  const auto counts = [&] { return std::array{std::size_t{g.size()}, g.parameters().size(), g.scopes().size()}; };
  const auto before = counts();
  EXPECT_EQ(usage_error([&] { mlp({1.0, 2.0}); }), "mlp: 2 numbers given, it has 3 inputs");
  EXPECT_EQ(usage_error([&] { mlp(std::vector<double>(4)); }), "mlp: 4 numbers given, it has 3 inputs");
  EXPECT_EQ(usage_error([&] { mlp({}); }), "mlp: 0 numbers given, it has 3 inputs");
  EXPECT_EQ(usage_error([&] { mlp.layers()[1]({1.0}); }), "layer1: 1 numbers given, it has 4 inputs");
  EXPECT_EQ(usage_error([&] { mlp.layers()[0].neurons()[2]({1.0}); }), "neuron2: 1 numbers given, it has 3 inputs");
  EXPECT_EQ(usage_error([&] { Mlp(g, 3, {}, 1); }), "mlp: a net needs at least one layer");
  EXPECT_EQ(usage_error([&] { Mlp(g, 3, {4, 0, 1}, 1); }), "layer1: a layer needs at least one output");
  EXPECT_EQ(usage_error([&] { Mlp(g, 0, {4}, 1); }), "mlp: a net needs at least one input");
  Random random(1);
  EXPECT_EQ(usage_error([&] { Layer(g, 0, 4, Activation::None, random); }), "layer: a layer needs at least one input");
  EXPECT_EQ(usage_error([&] { Layer(g, 4, 0, Activation::None, random); }), "layer: a layer needs at least one output");
  EXPECT_EQ(usage_error([&] { Neuron(g, 0, Activation::None, random); }), "neuron: a neuron needs at least one input");
  EXPECT_EQ(counts(), before) << "the graph has nothing of what was refused";
}

TEST(Mlp, OfADroppedFrameIsReported) {
  Graph g;
  std::vector<Mlp> kept;
  {
    auto frame = g.frame();
    kept.emplace_back(g, 1, std::vector<std::size_t>{1}, 7);
  }
  EXPECT_THROW(kept[0]({1.0}), UsageError);
}

// w = (0.5, -0.25), b = 0.125, x = (2, 3): z = 1 - 0.75 + 0.125 = 0.375.
TEST(Neuron, ComputedByHand) {
  Graph g;
  Random random(1);
  const Neuron neuron(g, 2, Activation::LeakyRelu, random);
  const auto p = set({neuron.parameters().begin(), neuron.parameters().end()}, {0.5, -0.25, 0.125});
  const Value x = g.input("x", 2.0), y = g.input("y", 3.0);
  const Value out = neuron({x, y});
  EXPECT_EQ(out.data(), 0.375);
  g.backward(out);
  EXPECT_EQ(p[0].grad(), 2.0);
  EXPECT_EQ(p[1].grad(), 3.0);
  EXPECT_EQ(p[2].grad(), 1.0);
  EXPECT_EQ(x.grad(), 0.5);
  EXPECT_EQ(y.grad(), -0.25);
  EXPECT_EQ(path_of(g, out.id()), "neuron");
}

// The same with b = -1: z = -0.75, on the slope of 0.01.
TEST(Neuron, ComputedByHandWhereTheReluLeaks) {
  Graph g;
  Random random(1);
  const Neuron neuron(g, 2, Activation::LeakyRelu, random);
  const auto p = set({neuron.parameters().begin(), neuron.parameters().end()}, {0.5, -0.25, -1.0});
  const Value out = neuron({2.0, 3.0});
  EXPECT_EQ(out.data(), 0.01 * -0.75);
  g.backward(out);
  EXPECT_EQ(p[0].grad(), 0.02);
  EXPECT_EQ(p[1].grad(), 0.03);
  EXPECT_EQ(p[2].grad(), 0.01);
}

TEST(Neuron, SumsFromLeftToRightAndThenTheBias) {
  Graph g;
  Random random(1);
  const Neuron neuron(g, 3, Activation::None, random);
  // In another order the small numbers would survive.
  set({neuron.parameters().begin(), neuron.parameters().end()}, {1e16, 1.0, -1e16, 0.5});
  EXPECT_EQ(neuron({1.0, 1.0, 1.0}).data(), 0.5);
  set({neuron.parameters().begin(), neuron.parameters().end()}, {1.0, 1e16, -1e16, 1.0});
  EXPECT_EQ(neuron({1.0, 1.0, 1.0}).data(), 1.0);
}

TEST(Neuron, RecordsNothingButItsFormula) {
  Graph g;
  Random random(1);
  const Neuron neuron(g, 2, Activation::LeakyRelu, random);
  const Value x = g.input("x", 2.0), y = g.input("y", 3.0);
  const std::uint32_t first = g.size();
  static_cast<void>(neuron({x, y}));
  std::vector<Op> ops;
  for (std::uint32_t i = first; i < g.size(); ++i) ops.push_back(g.op({i}));
  EXPECT_EQ(ops, (std::vector{Op::Mul, Op::Mul, Op::Add, Op::Add, Op::Relu}));
  EXPECT_EQ(g.attribute({g.size() - 1}), 0.01);
}

TEST(Layer, NeuronsShareTheirInputs) {
  Graph g;
  Random random(1);
  const Layer layer(g, 2, 3, Activation::None, random);
  set(layer.parameters(), {1.0, 0.0, 0.5, 0.0, 1.0, -0.5, 2.0, 3.0, 0.0});
  const Value x = g.input("x", 5.0), y = g.input("y", 7.0);
  const auto out = layer({x, y});
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(out[0].data(), 5.5);
  EXPECT_EQ(out[1].data(), 6.5);
  EXPECT_EQ(out[2].data(), 31.0);
  g.backward(out[0] + out[1] + out[2]);
  EXPECT_EQ(x.grad(), 3.0);
  EXPECT_EQ(y.grad(), 4.0);
  EXPECT_EQ(layer.parameter_count(), 9u);
}

std::string printed(const auto& net) {
  std::ostringstream out;
  out << net;
  return out.str();
}

// As above, z = 0.375, and with b = -1 it is -0.75.
TEST(Neuron, HasTheActivationThatItIsGiven) {
  struct Row {
    Activation activation;
    double above, slope_above, below, slope_below;
    std::string name;
  };
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  const double above = std::tanh(0.375), below = std::tanh(-0.75);
  const double high = sigmoid(0.375), low = sigmoid(-0.75);
  for (const auto& [activation, y_above, slope_above, y_below, slope_below, name] : {
           Row{Activation::LeakyRelu, 0.375, 1.0, 0.01 * -0.75, 0.01, "LeakyReLUNeuron(2)"},
           Row{Activation::Relu, 0.375, 1.0, 0.0, 0.0, "ReLUNeuron(2)"},
           Row{Activation::Tanh, above, 1.0 - above * above, below, 1.0 - below * below, "TanhNeuron(2)"},
           Row{Activation::Sigmoid, high, high * (1.0 - high), low, low * (1.0 - low), "SigmoidNeuron(2)"},
           Row{Activation::None, 0.375, 1.0, -0.75, 1.0, "LinearNeuron(2)"},
       }) {
    Graph g;
    Random random(1);
    const Neuron neuron(g, 2, activation, random);
    const auto p = set({neuron.parameters().begin(), neuron.parameters().end()}, {0.5, -0.25, 0.125});
    const Value y = neuron({2.0, 3.0});
    EXPECT_NEAR(y.data(), y_above, 1e-15) << name;
    g.backward(y);
    EXPECT_NEAR(p[2].grad(), slope_above, 1e-15) << name;
    EXPECT_NEAR(p[0].grad(), 2.0 * slope_above, 1e-15) << name;
    set(p, {0.5, -0.25, -1.0});
    neuron.zero_grad();
    const Value z = neuron({2.0, 3.0});
    EXPECT_NEAR(z.data(), y_below, 1e-15) << name;
    g.backward(z);
    EXPECT_NEAR(p[2].grad(), slope_below, 1e-15) << name;
    EXPECT_EQ(printed(neuron), name);
  }
}

TEST(Mlp, HasTheActivationThatItIsGivenInAllLayersButTheLast) {
  Graph g;
  const Mlp mlp{g, 2, {3, 2, 1}, 1, Activation::Tanh, "critic"};
  const std::uint32_t before = g.size();
  static_cast<void>(mlp({1.0, 2.0}));
  int tanhs = 0;
  for (std::uint32_t i = before; i < g.size(); ++i) tanhs += g.op({i}) == Op::Tanh;
  EXPECT_EQ(tanhs, 5);
  EXPECT_EQ(path_of(g, mlp.parameters()[0].id()), "critic/layer0/neuron0");
  Graph h;
  EXPECT_EQ((Mlp{h, 2, {3, 2, 1}, 1}.parameters()[0].data()), mlp.parameters()[0].data()) << "the seed fixes it";
}

TEST(Mlp, PrintsItselfAsMicrogradDoes) {
  Graph g;
  EXPECT_EQ(printed(Mlp{g, 2, {2, 1}, 1, Activation::Relu}),
            "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]");
  EXPECT_EQ(printed(Mlp{g, 3, {1}, 1}), "MLP of [Layer of [LinearNeuron(3)]]");
  EXPECT_EQ(printed(Mlp{g, 1, {2, 1}, 1}.layers()[0]), "Layer of [LeakyReLUNeuron(1), LeakyReLUNeuron(1)]");
}

TEST(Mlp, ZeroGradIsOfOneNet) {
  Graph g;
  const Mlp actor{g, 2, {3, 1}, 1, "actor"}, critic{g, 1, {2, 1}, 2, "critic"};
  const Value x = g.input("x", 0.5);
  actor.zero_grad();  // of a net that has none yet
  g.backward(critic(actor({x, 1.0}))[0]);
  const auto gradients = [](const Mlp& mlp) {
    std::vector<double> list;
    for (const Value& p : mlp.parameters()) list.push_back(p.grad());
    return list;
  };
  const auto of_actor = gradients(actor), of_critic = gradients(critic);
  const double of_x = x.grad();
  EXPECT_NE(of_actor, std::vector<double>(13));
  actor.zero_grad();
  EXPECT_EQ(gradients(actor), std::vector<double>(13));
  EXPECT_EQ(gradients(critic), of_critic);
  EXPECT_EQ(x.grad(), of_x);

  // They add up again, those of the other net over both calls.
  g.backward(critic(actor({x, 1.0}))[0]);
  EXPECT_EQ(gradients(actor), of_actor);
  for (std::size_t i = 0; i < of_critic.size(); ++i) EXPECT_EQ(gradients(critic)[i], 2.0 * of_critic[i]);
  critic.layers()[1].zero_grad();
  EXPECT_EQ(gradients(critic)[0], 2.0 * of_critic[0]);
  EXPECT_EQ(gradients(critic).back(), 0.0);
}

TEST(Layer, WithADetachedInputTrainsAlone) {
  Graph g;
  const Mlp actor{g, 2, {3, 1}, 1, "actor"}, critic{g, 1, {2, 1}, 2, "critic"};
  const Value action = actor({0.5, 1.0})[0];
  g.backward(critic({detach(action)})[0]);
  for (const Value& p : actor.parameters()) EXPECT_EQ(p.grad(), 0.0);
  EXPECT_NE(critic.parameters().back().grad(), 0.0);
}

}  // namespace
}  // namespace mg::nn
