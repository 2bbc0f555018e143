#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/cones.h"

namespace mg::draw {

/// Hashes by which nodes that compute the same thing are told from others.
///
/// That of an operation covers all that it depends on, down to the leaves: equal hashes mean equal structure and inputs
/// of equal kinds. A leaf that is not a parameter is described by how it is used, as it has nothing else to it.
struct Shapes {
  std::vector<std::uint64_t> same_parameters;  ///< equal only over the very same parameters: one net, another sample
  std::vector<std::uint64_t> any_parameters;   ///< likewise, parameters taken for each other: neurons of a layer
};

/// Of an operation alone, without its arguments.
std::uint64_t hash_of_operation(const Graph& graph, NodeId id);
/// Of a sequence, one more at a time.
std::uint64_t mix_hashes(std::uint64_t hash, std::uint64_t next);

Shapes find_shapes(const Graph& graph, const std::vector<Role>& roles, const Users& users, const Cones& cones);

}  // namespace mg::draw
