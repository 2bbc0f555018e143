#pragma once

#include <concepts>
#include <initializer_list>
#include <ranges>
#include <span>
#include <vector>

#include "mg/core/value.h"

namespace mg::nn {

/// A list of numbers as an argument of a function, valid during the call: a vector, array, span or braced list of
/// Values, or of anything that a Value is made from. `mlp(x)`, `mlp({2.0, 3.0, -1.0})`.
class Numbers {
 public:
  Numbers(std::initializer_list<Value> values) : values_(values.begin(), values.size()) {}

  template <std::ranges::contiguous_range Range>
  requires std::same_as<std::ranges::range_value_t<Range>, Value> Numbers(const Range& values)
      : values_(std::ranges::data(values), std::ranges::size(values)) {}  // NOLINT: implicit

  template <std::ranges::input_range Range>
  requires std::convertible_to < std::ranges::range_value_t<Range>,
  double > Numbers(const Range& numbers)  // NOLINT: implicit
      : converted_(std::ranges::begin(numbers), std::ranges::end(numbers)),
  values_(converted_) {}

  Numbers(const Numbers&) = delete;
  Numbers& operator=(const Numbers&) = delete;

  std::size_t size() const { return values_.size(); }
  const Value& operator[](std::size_t i) const { return values_[i]; }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<Value> converted_;  // only of numbers that are not Values
  std::span<const Value> values_;
};

}  // namespace mg::nn
