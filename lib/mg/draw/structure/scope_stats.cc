#include "mg/draw/structure/scope_stats.h"

#include <algorithm>
#include <cstddef>

#include "mg/core/ops.h"

namespace mg::draw {
namespace {

/// A scope of so few units without a neuron is easier to read open.
constexpr std::uint32_t smallest_closed_scope = 5;

/// Of a scope without scopes inside.
bool is_more_than_a_neuron(const ScopeStats& stats, const Units& units) {
  const bool is_unit = stats.only_unit != ScopeStats::many && units.operations(stats.only_unit) > 1;
  return !is_unit && (stats.has_neurons || stats.units >= smallest_closed_scope);
}

}  // namespace

std::vector<ScopeStats> scope_stats(const Graph& graph, const Outline& full, const Clusters& clusters,
                                    const Units& units) {
  const auto all = clusters.all();
  std::vector<ScopeStats> stats(all.size());
  if (all.empty()) return stats;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent || is_leaf(graph.op({i})) || clusters.of({i}) == no_cluster) continue;
    ScopeStats& here = stats[clusters.of({i})];
    const std::uint32_t unit = units.of({i});
    here.has_operations = true;
    if (units.is_neuron(unit)) here.has_neurons = true;
    if (here.only_unit == ScopeStats::none) here.only_unit = unit;
    if (here.only_unit != unit) here.only_unit = ScopeStats::many;
    if (units.roots(unit).front() == NodeId{i}) ++here.units;
  }
  for (std::size_t c = all.size(); c-- > 0;) {  // what is inside comes first
    if (!stats[c].has_operations) continue;
    if (stats[c].height == 0 && is_more_than_a_neuron(stats[c], units)) stats[c].height = 1;
    if (all[c].parent == no_cluster) continue;
    ScopeStats& parent = stats[all[c].parent];
    parent.has_operations = true;
    parent.height = std::max(parent.height, stats[c].height + 1);
    parent.only_unit = ScopeStats::many;
  }
  return stats;
}

}  // namespace mg::draw
