#include "mg/draw/contents.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "mg/base/hash.h"
#include "mg/core/ops.h"

namespace mg::draw {
namespace {

/// A scope of so few units without a neuron is easier to read open.
constexpr std::uint32_t smallest_closed_scope = 5;

/// Of a scope without scopes inside.
bool is_more_than_a_neuron(const Contents& contents, const Units& units) {
  const bool is_unit = contents.only_unit != Contents::many && units.operations(contents.only_unit) > 1;
  return !is_unit && (contents.has_neurons || contents.units >= smallest_closed_scope);
}

}  // namespace

std::vector<Contents> contents_of(const Graph& graph, const Outline& full, const Clusters& clusters,
                                  const Units& units) {
  const auto all = clusters.all();
  std::vector<Contents> contents(all.size());
  if (all.empty()) return contents;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent || is_leaf(graph.op({i})) || clusters.of({i}) == no_cluster) continue;
    Contents& here = contents[clusters.of({i})];
    const std::uint32_t unit = units.of({i});
    here.has_operations = true;
    if (units.is_neuron(unit)) here.has_neurons = true;
    if (here.only_unit == Contents::none) here.only_unit = unit;
    if (here.only_unit != unit) here.only_unit = Contents::many;
    if (units.roots(unit).front() == NodeId{i}) ++here.units;
  }
  for (std::size_t c = all.size(); c-- > 0;) {  // what is inside comes first
    if (!contents[c].has_operations) continue;
    if (contents[c].height == 0 && is_more_than_a_neuron(contents[c], units)) contents[c].height = 1;
    if (all[c].parent == no_cluster) continue;
    Contents& parent = contents[all[c].parent];
    parent.has_operations = true;
    parent.height = std::max(parent.height, contents[c].height + 1);
    parent.only_unit = Contents::many;
  }
  return contents;
}

Kinds kinds_of(const Units& units, const std::vector<std::uint32_t>& cluster_of) {
  Kinds kinds;
  kinds.of.resize(units.size());
  std::unordered_map<std::uint64_t, std::uint32_t> by_key;
  by_key.reserve(units.size());
  for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
    const std::uint64_t key = mix(units.shapes().any_parameters[units.roots(unit).front().index], cluster_of[unit]);
    const auto [entry, is_new] = by_key.try_emplace(key, static_cast<std::uint32_t>(kinds.units.size()));
    if (is_new) kinds.units.push_back(0);
    kinds.of[unit] = entry->second;
    ++kinds.units[entry->second];
  }
  return kinds;
}

}  // namespace mg::draw
