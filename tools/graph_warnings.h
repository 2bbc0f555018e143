#pragma once

#include <optional>
#include <string>

#include "mg/core/graph.h"

namespace mg::cli {

// Messages about what is in a graph that its user can hardly mean; in most graphs there is nothing.

/// Outputs that are constants, as no input and no parameter has a part in them: `g.input` was forgotten.
std::optional<std::string> warning_of_constants(const Graph& graph);

}  // namespace mg::cli
