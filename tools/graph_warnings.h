#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mg/core/graph.h"

namespace mg::cli {

// Messages about what is in a graph that its user can hardly mean; in most graphs there is nothing.

/// Outputs that are constants, as no input and no parameter has a part in them: `g.input` was forgotten.
std::optional<std::string> warning_of_constants(const Graph& graph);

/// Inputs of the same path, and outputs of the same name that are not the same node. Parameters, of which each neuron
/// has a w1, and what has no name, are not called by name.
std::vector<std::string> warnings_of_equal_names(const Graph& graph);

}  // namespace mg::cli
