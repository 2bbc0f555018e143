#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mg/program/old_program.h"

namespace mg {

/// The place of each of `parameters` parameters in the order in which the loops of a Program read them, lanes side by
/// side; nothing where they lie so already.
std::optional<std::vector<std::uint32_t>> packed_order(const Program& program, std::size_t parameters);

/// A Program that copies parameter `i` (Space::Parameter, by `from`) to output `to[i]`.
Program copy_parameters(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to,
                        std::uint32_t function_size);

}  // namespace mg
