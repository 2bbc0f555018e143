#pragma once

#include <cstdint>
#include <vector>

#include "mg/program/old_program.h"
#include "mg/reroll/nests.h"
#include "mg/reroll/repeats.h"

namespace mg {

/// Writes nests and what repeats of them as a Program, in functions of about `function_size` statements. The work array
/// is the memory of the cells, as it is.
Program write_loops(const Graph& graph, const Cells& cells, const Nests& nests, const std::vector<Repeat>& repeats,
                    const Layout& layout, std::uint32_t function_size);

}  // namespace mg
