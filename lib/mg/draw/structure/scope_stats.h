#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// What is known of a scope, a cluster, at the level of units. Of operations only; directly inside, but for the height.
struct ScopeStats {
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::uint32_t many = 0xfffffffe;

  std::uint32_t units = 0;
  std::uint32_t only_unit = none;  ///< `many` also where there are scopes inside
  std::uint32_t height = 0;        ///< 0: stays open, a neuron or little; else one more than the highest inside
  bool has_operations = false;     ///< at any depth
  bool has_neurons = false;
};

/// By cluster.
std::vector<ScopeStats> scope_stats(const Graph& graph, const Outline& full, const Clusters& clusters,
                                    const Units& units);

}  // namespace mg::draw
