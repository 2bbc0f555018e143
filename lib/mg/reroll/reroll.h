#pragma once

#include <cstdint>
#include <optional>

#include "mg/program/old_program.h"
#include "mg/program/program.h"
#include "mg/reroll/schedule.h"

namespace mg {

/// The graph as loops over arrays, where it repeats itself; what does not stays straight-line. Every value has the bits
/// that straight-line code gives it. Nothing where loops would not make it much shorter. Nearly linear.
std::optional<program::Program> find_loops(const Graph& graph, const Layout& layout);
std::optional<Program> reroll(const Graph& graph, const Layout& layout, std::uint32_t function_size);

}  // namespace mg
