#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/base/arena.h"
#include "mg/core/graph.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/cones.h"
#include "mg/draw/structure/shapes.h"

namespace mg::draw {

inline constexpr std::uint32_t no_unit = 0xffffffff;

/// What is drawn as one box at the level of neurons: cones that do the same with the same parameters, on one sample
/// after the other; and likewise inputs, and constants that are data. Parameters and other constants are none where
/// they stand in the cards of those who use them: unless nothing does, or they are outputs.
class Units {
 public:
  /// `full`: what is drawn at all.
  Units(const Graph& graph, const std::vector<Role>& roles, const Clusters& clusters);

  std::size_t size() const { return roots_.size(); }
  /// The unit of an operation or of a leaf, or `no_unit`.
  std::uint32_t of(NodeId id) const { return of_[id.index]; }
  /// The roots of its cones, or its leaves: one for each sample, ascending.
  std::span<const NodeId> roots(std::uint32_t unit) const { return roots_[unit]; }
  bool is_neuron(std::uint32_t unit) const { return cones_.neuron[roots(unit).front().index]; }
  /// How many operations each of its cones has; 0 for leaves.
  std::uint32_t operations(std::uint32_t unit) const { return cones_.operations[roots(unit).front().index]; }

  /// Whether something that is seen everywhere, an input, an output or what is in no scope, is called by one letter:
  /// 'a' to 'z'.
  bool is_name(char letter) const { return letters_[static_cast<std::size_t>(letter - 'a')]; }

  const Cones& cones() const { return cones_; }
  const Shapes& shapes() const { return shapes_; }
  const Users& users() const { return users_; }

 private:
  Users users_;
  Cones cones_;
  Shapes shapes_;
  std::vector<std::uint32_t> of_;
  Lists<NodeId> roots_;
  std::bitset<26> letters_;
};

}  // namespace mg::draw
