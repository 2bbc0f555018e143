#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace mg::test {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The distance from |x| to the next double above.
inline double unit_in_the_last_place(double x) {
  const double magnitude = std::min(std::abs(x), 0x1p1023);
  return std::nextafter(magnitude, infinity) - magnitude;
}

/// Equal, both NaN, or at most `units` in the last place and `slack` apart.
inline testing::AssertionResult is_near(double got, double expected, double units, double slack = 0.0) {
  if (std::isnan(expected) ? std::isnan(got) : got == expected) return testing::AssertionSuccess();
  const double unit = unit_in_the_last_place(expected);
  if (std::abs(got - expected) <= units * unit + slack) return testing::AssertionSuccess();
  return testing::AssertionFailure() << testing::PrintToString(got) << " instead of "
                                     << testing::PrintToString(expected) << ": " << std::abs(got - expected) / unit
                                     << " units in the last place off";
}

/// The same number, NaNs and the sign of zero included (but no payloads).
inline testing::AssertionResult is_same(double got, double expected) {
  if (std::isnan(expected) && std::isnan(got)) return testing::AssertionSuccess();
  if (std::bit_cast<std::uint64_t>(got) == std::bit_cast<std::uint64_t>(expected)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << testing::PrintToString(got) << " instead of "
                                     << testing::PrintToString(expected);
}

}  // namespace mg::test
