#pragma once

// A Value with its operators, and what the standard library knows of a number. What is recorded, and how, is in
// recording.h, functions in functions.h, comparisons in comparison.h.

#include <cstddef>
#include <limits>
#include <string_view>

#include "mg/core/recording.h"

/// As of double.
template <> class std::numeric_limits<mg::Value> : public std::numeric_limits<double> {
  using Base = std::numeric_limits<double>;

 public:
  static constexpr mg::Value min() { return Base::min(); }
  static constexpr mg::Value max() { return Base::max(); }
  static constexpr mg::Value lowest() { return Base::lowest(); }
  static constexpr mg::Value epsilon() { return Base::epsilon(); }
  static constexpr mg::Value round_error() { return Base::round_error(); }
  static constexpr mg::Value infinity() { return Base::infinity(); }
  static constexpr mg::Value quiet_NaN() { return Base::quiet_NaN(); }
  static constexpr mg::Value signaling_NaN() { return Base::signaling_NaN(); }
  static constexpr mg::Value denorm_min() { return Base::denorm_min(); }
};

/// Of the number, so that equal Values have equal hashes. Where a hash container looks depends on it: a recorded Value
/// is hashed with a guard that it equals the number, as a cast to `double` is; and the `==` that follows records
/// another. Changing a Value that is a key (`set_data`) makes it one that is not found.
template <> struct std::hash<mg::Value> {
  std::size_t operator()(const mg::Value& x) const { return std::hash<double>{}(x.cast_to_floating("a hash")); }
};
