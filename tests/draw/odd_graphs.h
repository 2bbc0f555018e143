#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/core/ops.h"
#include "support/random_graph.h"

namespace mg::test {

inline constexpr std::array<std::string_view, 8> odd_names{"w",          "",         "a/b",     "<b>&\"q\"\\",
                                                           "line\nfeed", "\xFF\xC0", "neuron0", "%3"};

/// Random operations in random scopes of random names, with small nets in between, called several times: what makes
/// boxes of every kind. The same for the same seed.
inline Graph odd_graph(std::uint64_t seed) {
  Random random(seed);
  Graph graph;
  std::vector<Value> values;
  const auto name = [&] { return odd_names[random.below(odd_names.size())]; };
  const auto any = [&] { return values[random.below(static_cast<std::uint32_t>(values.size()))]; };
  for (int i = 0; i < 3; ++i) values.push_back(graph.input(name(), random.number(seed % 3 == 0)));
  std::vector<std::vector<Value>> neurons;  // weights and a bias
  const auto step = [&] {
    const std::uint32_t kind = random.below(10);
    if (kind == 0) values.push_back(graph.parameter(name(), random.number(false)));
    if (kind == 1) values.push_back(graph.constant(random.number(seed % 3 == 0)));
    if (kind == 2) values.push_back(any() * any() + any());
    if (kind == 3) values.push_back(select(any() < any(), any(), sin(any())));
    if (kind == 4) values.push_back(pow(any() - any(), 2));
    if (kind == 5) {
      neurons.emplace_back();
      const std::uint32_t size = 1 + random.below(random.below(4) == 0 ? 20 : 4);
      for (std::uint32_t k = 0; k <= size; ++k) neurons.back().push_back(graph.parameter(name(), random.number(false)));
    }
    if (kind >= 6 && !neurons.empty()) {
      const auto& weights = neurons[random.below(static_cast<std::uint32_t>(neurons.size()))];
      Value sum = weights.back();
      for (std::size_t k = 0; k + 1 < weights.size(); ++k) sum += weights[k] * any();
      values.push_back(kind == 6 ? sum : kind == 7 ? tanh(sum) : relu(sum, 0.0));
    }
    if (random.below(8) == 0) graph.name(any(), name());
  };
  for (int block = 0; block < 6; ++block) {
    const Scope outer = graph.scope(name());
    for (std::uint32_t i = random.below(4); i > 0; --i) step();
    const Scope inner = graph.scope(name());
    for (std::uint32_t i = random.below(12); i > 0; --i) step();
  }
  for (std::uint32_t i = 1 + random.below(3); i > 0; --i) graph.output(name(), any());
  return graph;
}

}  // namespace mg::test
