#pragma once

#include "mg/program/program.h"
#include "mg/reroll/cells.h"
#include "mg/reroll/nests.h"
#include "mg/reroll/repeats.h"

namespace mg {

/// Nests and what repeats of them as a Program, as they were found: a nest is parallel loops around what one cell
/// computes and stores; sums are loops in it; repeats are loops around nests. The work array holds the cells, each
/// written once. One function.
program::Program first_loops(const Graph& graph, const Cells& cells, const Nests& nests,
                             const std::vector<Repeat>& repeats, const program::Layout& layout);

}  // namespace mg
