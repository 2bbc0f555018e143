#include "mg/reroll/packing.h"

#include <gtest/gtest.h>

#include "mg/core/value.h"
#include "mg/reroll/programs.h"
#include "run.h"

namespace mg {
namespace {

/// A layer of `neurons` over `inputs`, parameters neuron by neuron: the weights, then the bias.
Graph layer(std::size_t neurons, std::size_t inputs) {
  Graph g;
  std::vector<Value> x, p;
  for (std::size_t i = 0; i < inputs; ++i) x.push_back(g.input("x", 0.25 * static_cast<double>(i)));
  for (std::size_t i = 0; i < neurons * (inputs + 1); ++i) p.push_back(g.parameter("p", 0.5 - static_cast<double>(i)));
  for (std::size_t j = 0; j < neurons; ++j) {
    const Value* w = &p[j * (inputs + 1)];
    Value sum = w[0] * x[0];
    for (std::size_t i = 1; i < inputs; ++i) sum += w[i] * x[i];
    g.output("y", tanh(sum + w[inputs]));
  }
  return g;
}

TEST(Packing, PutsWhatLanesReadSideBySide) {
  const Programs programs = make_programs(layer(8, 5), {.parameters = Parameters::Argument});
  const auto order = packed_order(programs.at("forward"), 48);
  ASSERT_TRUE(order);
  for (std::uint32_t j = 0; j < 8; ++j) {
    for (std::uint32_t i = 0; i < 6; ++i) EXPECT_EQ((*order)[j * 6 + i], i * 8 + j) << j << ' ' << i;
  }
}

TEST(Packing, IsForThoseWhoseLanesAreApart) {
  const Programs programs = make_programs(layer(8, 5), {.parameters = Parameters::Argument});
  ASSERT_TRUE(programs.find("pack"));
  EXPECT_FALSE(packed_order(programs.at("forward_packed"), 48)) << "there they are side by side";
  EXPECT_FALSE(make_programs(layer(8, 5), {.parameters = Parameters::Bake}).find("pack"));
  EXPECT_FALSE(make_programs(layer(8, 5), {.parameters = Parameters::Argument, .loops = Loops::Off}).find("pack"));
  EXPECT_FALSE(make_programs(layer(1, 5), {.parameters = Parameters::Argument}).find("pack"));
}

TEST(Packing, UnpackUndoesPack) {
  const Programs programs = make_programs(layer(20, 7), {.parameters = Parameters::Argument});
  ASSERT_TRUE(programs.find("pack"));
  std::vector<double> p(160);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = static_cast<double>(i);
  const auto packed = test::run(programs.at("pack"), {{}, p, {}}).y;
  EXPECT_NE(packed, p);
  EXPECT_EQ(test::run(programs.at("unpack"), {{}, packed, {}}).y, p);
}

TEST(Packing, EntriesOverPackedParametersHaveTheSameBits) {
  const Graph g = layer(20, 7);
  const Programs programs = make_programs(g, {.parameters = Parameters::Argument});
  std::vector<double> x(7, 0.75), p(160), seeds(20, 1.5);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = 1.0 / (1.0 + static_cast<double>(i));
  const auto packed = test::run(programs.at("pack"), {{}, p, {}}).y;
  EXPECT_EQ(test::run(programs.at("forward_packed"), {x, packed, {}}).y,
            test::run(programs.at("forward"), {x, p, {}}).y);
  const auto expected = test::run(programs.at("backward"), {x, p, seeds}),
             got = test::run(programs.at("backward_packed"), {x, packed, seeds});
  EXPECT_EQ(got.y, expected.y);
  EXPECT_EQ(got.x_bar, expected.x_bar);
  EXPECT_EQ(test::run(programs.at("unpack"), {{}, got.p_bar, {}}).y, expected.p_bar);
}

}  // namespace
}  // namespace mg
