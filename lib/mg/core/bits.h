#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "mg/core/cxx20.h"

namespace mg {

/// Tells 0 from -0, and one NaN from another.
template <std::floating_point Number> bool same_bits(Number a, Number b) {
  using Bits = std::conditional_t<sizeof(Number) == sizeof(std::uint32_t), std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

/// The same bits, or two NaNs, whichever: what engine and generated code have to agree on. Of floats, too, each of
/// which is a double.
inline bool same_number(double a, double b) { return same_bits(a, b) || (std::isnan(a) && std::isnan(b)); }

}  // namespace mg
