#pragma once

#include <string_view>

#include "mg/core/graph.h"

namespace mg::draw {

/// UsageError where two graphs are not the same computation, node by node, with the first node that differs. Values,
/// and names of nodes, may be others.
void require_same_structure(const Graph& graph, std::string_view name, const Graph& other, std::string_view other_name);

}  // namespace mg::draw
