#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/cones.h"

namespace mg::draw {

/// Hashes by which nodes that compute the same thing are told from others.
///
/// That of an operation covers all that it depends on, down to the leaves: equal hashes mean equal structure and inputs
/// of equal kinds. A leaf that is not a parameter is described by how it is used, as it has nothing else to it.
struct Shapes {
  std::vector<std::uint64_t> same_parameters;  ///< equal only over the very same parameters: one net, another sample
  std::vector<std::uint64_t> any_parameters;   ///< likewise, parameters taken for each other: neurons of a layer
};

Shapes find_shapes(const Graph& graph, const std::vector<Role>& roles, const Users& users, const Cones& cones);

/// Hashes of operations that go no further than the group that each is in: what comes from outside counts as the same.
std::vector<std::uint64_t> shapes_within(const Graph& graph, std::span<const std::uint32_t> group_of);

}  // namespace mg::draw
