#pragma once

#include <string>
#include <string_view>

#include "mg/check/check.h"

namespace mg::check {

/// The report as a table, what differs below it, and what follows from it all. `input`: what the graph was read from.
std::string to_text(const Report& report, const Graph& graph, std::string_view input);

}  // namespace mg::check
