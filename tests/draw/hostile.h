#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/core/ops.h"
#include "mg/draw/draw.h"
#include "support/random_graph.h"

namespace mg::test {

inline constexpr std::array<std::string_view, 14> odd_names{
    "",           "x",    "b",        "a/b", "/",     "w\\N\\", "<b>&\"q\"</b>",
    "two\nlines", "\x01", "\xff\xfe", "   ", "]]>{|", "p0:out", "%1",
};

/// More terms than a card has lines for, with weights or without.
inline void append_wide_sum(Graph& graph, Random& random) {
  const bool has_weights = random.below(2) == 0;
  NodeId sum = no_node;
  for (int i = 0; i < 14; ++i) {
    NodeId term = random.below(2) == 0 ? graph.append_leaf(Op::Input, 0.5 * i) : NodeId{random.below(graph.size())};
    if (has_weights) term = graph.append(Op::Mul, {graph.append_leaf(Op::Parameter, -0.25 * i, "w"), term});
    sum = i == 0 ? term : graph.append(Op::Add, {sum, term});
  }
  graph.append_output("wide", graph.append(Op::Tanh, {sum}));
}

/// A random graph whose nodes are in scopes at random, under names that break what does not expect them. Some
/// computations in it are made again over other inputs, some leaves are outputs.
inline Graph hostile_graph(std::uint64_t seed) {
  Random random(seed);
  const auto odd_name = [&] { return odd_names[random.below(odd_names.size())]; };
  const Graph plain = random_graph(seed, {.nodes = 5 + random.below(60),
                                          .inputs = random.below(4),
                                          .parameters = random.below(6),
                                          .outputs = 1 + random.below(3),
                                          .wild = random.below(3) == 0});
  Graph graph;
  std::vector<NodeId> ids(plain.size(), no_node);
  std::size_t depth = 0;
  const auto record = [&](std::uint32_t i) {
    if (depth < 18 && random.below(6) == 0) graph.open_scope(odd_name()), ++depth;
    const Op op = plain.op({i});
    if (is_leaf(op)) {
      ids[i] = graph.append_leaf(op, plain.value({i}), op == Op::Constant ? "" : odd_name());
    } else {
      std::array<NodeId, 3> arguments = plain.arguments({i});
      for (NodeId& argument : arguments) {
        if (argument != no_node) argument = ids[argument.index];
      }
      ids[i] = graph.append(op, arguments, plain.attribute({i}));
    }
    if (random.below(3) == 0) graph.set_name(ids[i], odd_name());
    if (depth > 0 && random.below(5) == 0) graph.close_scope(), --depth;
  };
  for (std::uint32_t again = 0; again <= random.below(3); ++again) {
    for (std::uint32_t i = 0; i < plain.size(); ++i) {
      const bool is_shared = again > 0 && plain.op({i}) == Op::Parameter;
      if (!is_shared) record(i);
    }
    for (const Output& output : plain.outputs()) graph.append_output(odd_name(), ids[output.node.index]);
    if (random.below(2) == 0) graph.append_output(odd_name(), {random.below(graph.size())});
  }
  for (; depth > 0; --depth) graph.close_scope();
  if (random.below(3) == 0) append_wide_sum(graph, random);
  return graph;
}

/// Random operations in random scopes, with small nets in between, called several times: samples, and boxes of every
/// other kind.
inline Graph odd_nets(std::uint64_t seed) {
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

/// Every choice that there is, by `number`.
inline draw::Options options_number(std::uint64_t number) {
  draw::Options options;
  options.title = "\"hostile\" {";
  options.detail = draw::details[number % 4].detail;
  options.theme = number / 4 % 2 == 0 ? draw::Theme::Light : draw::Theme::Dark;
  options.direction = number / 8 % 2 == 0 ? draw::Direction::LeftToRight : draw::Direction::TopToBottom;
  options.values = number / 16 % 2 == 0;
  options.not_finite = number / 32 % 2 == 0;
  options.all = number / 64 % 2 == 0;
  options.list_boxes = true;
  return options;
}

/// What a user may ask for besides, at random: scopes by hand, a focus.
inline void choose_by_hand(draw::Options& options, const std::vector<std::string>& scopes, const Graph& graph,
                           Random& random) {
  const auto some_scope = [&] { return scopes[random.below(static_cast<std::uint32_t>(scopes.size()))]; };
  if (!scopes.empty()) {
    for (std::uint32_t i = random.below(3); i > 0; --i) options.collapse.push_back(some_scope());
    for (std::uint32_t i = random.below(3); i > 0; --i) options.expand.push_back(some_scope());
  }
  if (random.below(4) == 0) {
    options.all = true;
    options.focus = "%" + std::to_string(random.below(graph.size()));
    options.radius = random.below(4);
  }
}

}  // namespace mg::test
