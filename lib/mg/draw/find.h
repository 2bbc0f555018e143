#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/clusters.h"

namespace mg::draw {

// What users call things by. find_nodes() and find_scope() throw UsageError where there is no such thing.

/// The node of `%ID`, if that is what `name` is.
std::optional<NodeId> find_id(const Graph& graph, std::string_view name);

/// The nodes that are meant: `%ID`; the name of a node, of an output or of a scope, with its path or, where only one is
/// called so, without. All nodes of a scope, but one node otherwise.
std::vector<NodeId> find_nodes(const Graph& graph, const Clusters& clusters, std::string_view name);

/// The scope of a path: "mlp/layer0".
std::uint32_t find_scope(const Clusters& clusters, std::string_view path);

}  // namespace mg::draw
