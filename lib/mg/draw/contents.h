#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/clusters.h"
#include "mg/draw/outline.h"
#include "mg/draw/units.h"

namespace mg::draw {

/// What is known of a scope, a cluster, at the level of units. Of operations only; directly inside, but for the height.
struct Contents {
  static constexpr std::uint32_t none = 0xffffffff;
  static constexpr std::uint32_t many = 0xfffffffe;

  std::uint32_t units = 0;
  std::uint32_t only_unit = none;  ///< `many` also where there are scopes inside
  std::uint32_t height = 0;        ///< 0: stays open, a neuron or little; else one more than the highest inside
  bool has_operations = false;     ///< at any depth
  bool has_neurons = false;
};

/// By cluster.
std::vector<Contents> contents_of(const Graph& graph, const Outline& full, const Clusters& clusters,
                                  const Units& units);

/// Units of the same shape in the same place, which are one box where there is little room.
struct Kinds {
  std::vector<std::uint32_t> of;     ///< by unit
  std::vector<std::uint32_t> units;  ///< how many there are, by kind
};
/// `cluster_of`: in which a unit's box is.
Kinds kinds_of(const Units& units, const std::vector<std::uint32_t>& cluster_of);

}  // namespace mg::draw
