#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/structure/users.h"

namespace mg::draw {

/// The operations in pieces that a reader takes in at once, each named by its last node, the *root*, whose value is all
/// that others see of it.
struct Cones {
  std::vector<NodeId> root;  ///< of each operation that is drawn: its own; of all other nodes: the node itself
  std::vector<bool> neuron;  ///< whether a root is that of a neuron: a sum of weighted inputs, what follows it, or more
  std::vector<std::uint32_t> operations;  ///< by root: how many there are in its cone
};

/// Finds them, from the last node to the first:
///
/// - A *neuron* is a sum in which parameters multiply what are none, with its bias and the function that is applied to
///   it, if nothing else uses the sum. A scope that holds one such sum, uses parameters and lets out one value is a
///   neuron, too, whatever is in it.
/// - Else an operation with a single user in the same scope joins it. Cones of less than three operations are taken
///   apart again: a formula of two is no shorter than its parts.
///
/// Scopes are those that were opened, not their paths: what one call of a layer recorded stays apart from the next.
Cones find_cones(const Graph& graph, const std::vector<Role>& roles, const Users& users,
                 const std::vector<ScopeId>& scope_of);

}  // namespace mg::draw
