#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "mg/core/cxx20.h"

namespace mg {

/// Tells 0 from -0, and one NaN from another.
inline bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// The same bits, or two NaNs, whichever: what engine and generated code have to agree on.
inline bool same_number(double a, double b) { return same_bits(a, b) || (std::isnan(a) && std::isnan(b)); }

}  // namespace mg
