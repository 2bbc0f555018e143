#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/structure/units.h"

namespace mg::draw {

/// For each cluster, itself, or, where it is a closed scope, the first of its siblings that has the same structure.
/// `closed`: for each cluster, the outermost closed one that it is in, or `no_cluster`. Scopes have the same structure
/// where what they compute, down to the leaves, has the same shapes; without `units`, whatever they get from outside.
std::vector<std::uint32_t> siblings(const Graph& graph, const Clusters& clusters, const Outline& full,
                                    std::span<const std::uint32_t> closed, const Units* units);

}  // namespace mg::draw
