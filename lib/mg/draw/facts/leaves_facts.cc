#include "mg/draw/facts/leaves_facts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mg::draw {

namespace {

constexpr std::size_t most_leaves = 8;

}  // namespace

std::string_view title_of_leaves(const Graph& graph, const Units& units, const Part& part) {
  const Op op = graph.op(units.roots(part.units.front()).front());
  return op == Op::Input ? "inputs" : op == Op::Parameter ? "parameters" : "data";
}

LeavesCard leaves_card(const Scene& scene, const Alarm& alarm, const Units& units, const Part& part) {
  const Graph& graph = scene.graph();
  const NodeId first = units.roots(part.units.front()).front();
  LeavesCard card;
  card.kind = kind_of_leaf(graph.op(first));
  card.title = title_of_leaves(graph, units, part);
  const bool has_birth = alarm.is_set() && std::ranges::find(part.units, units.of(alarm.birth)) != part.units.end();
  if (has_birth) card.alarm = alarm.caption(scene.leaf_name(alarm.birth));
  for (const std::uint32_t unit : part.units) {
    const auto leaves = units.roots(unit);
    card.samples = std::max(card.samples, static_cast<std::uint32_t>(leaves.size()));
    if (card.lines.size() + card.strips.size() == most_leaves) {
      ++card.left_out;
    } else if (leaves.size() > 1 && !scene.shows_value(leaves.front())) {
      card.lines.push_back({.name = scene.leaf_name(leaves.front()), .kind = card.kind, .figures = {}});
    } else if (leaves.size() > 1) {
      UnitCard::Strip strip{scene.leaf_name(leaves.front()), {}};
      for (const NodeId leaf : leaves) strip.numbers.push_back(scene.numbers().values[leaf.index]);
      card.strips.push_back(std::move(strip));
    } else {
      card.lines.push_back({scene.leaf_name(leaves.front()), card.kind, scene.figures_of_chip(leaves.front())});
    }
  }
  return card;
}

}  // namespace mg::draw
