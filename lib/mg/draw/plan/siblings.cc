#include "mg/draw/plan/siblings.h"

#include <map>
#include <numeric>
#include <utility>

#include "mg/core/ops.h"
#include "mg/draw/structure/shapes.h"

namespace mg::draw {
namespace {

/// Hashes, by closed scope; 0 where there are no operations.
std::vector<std::uint64_t> structure_of_scopes(const Graph& graph, const Clusters& clusters, const Outline& full,
                                               std::span<const std::uint32_t> closed, const Units* units) {
  std::vector<std::uint32_t> scope_of(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const std::uint32_t cluster = clusters.of({i});
    scope_of[i] = cluster == no_cluster ? no_cluster : closed[cluster];
  }
  const std::vector<std::uint64_t> within = units ? std::vector<std::uint64_t>{} : shapes_within(graph, scope_of);
  const std::vector<std::uint64_t>& shapes = units ? units->shapes().any_parameters : within;
  std::vector<std::uint64_t> structure(clusters.all().size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent || is_leaf(graph.op({i}))) continue;
    if (scope_of[i] != no_cluster) structure[scope_of[i]] += shapes[i];
  }
  for (const Output& output : graph.outputs()) {
    // An output has a name of its own.
    const std::uint32_t scope = scope_of[output.node.index];
    if (scope != no_cluster) structure[scope] += scope + 1;
  }
  return structure;
}

}  // namespace

std::vector<std::uint32_t> siblings(const Graph& graph, const Clusters& clusters, const Outline& full,
                                    std::span<const std::uint32_t> closed, const Units* units) {
  const auto all = clusters.all();
  std::vector<std::uint32_t> sibling(all.size());
  std::iota(sibling.begin(), sibling.end(), 0);
  const std::vector<std::uint64_t> structure = structure_of_scopes(graph, clusters, full, closed, units);
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> first;
  for (std::uint32_t c = 0; c < all.size(); ++c) {
    if (closed[c] != c || structure[c] == 0) continue;
    sibling[c] = first.try_emplace({all[c].parent, structure[c]}, c).first->second;
  }
  return sibling;
}

}  // namespace mg::draw
