#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mg/program/program.h"

namespace mg {

/// The place of each of `parameters` parameters in the order in which the loops of a Program read them, lanes side by
/// side; nothing where they lie so already.
std::optional<std::vector<std::uint32_t>> packed_order(const program::Program& program, std::size_t parameters);

/// The same Program over parameters, and gradients of theirs, in another order: `order` is the new place of each.
program::Program reorder_parameters(const program::Program& program, std::span<const std::uint32_t> order);

}  // namespace mg
