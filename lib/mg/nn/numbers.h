#pragma once

#include <concepts>
#include <initializer_list>
#include <iterator>
#include <span>
#include <type_traits>
#include <vector>

#include "mg/core/value.h"

namespace mg::nn {

// Not the concepts of <ranges>, which takes a tenth of the time that mg/mg.h does to compile.

/// Values that lie next to each other.
template <class List>
concept ListOfValues = requires(const List& list) {
  requires std::is_same_v<decltype(std::data(list)), const Value*> || std::is_same_v<decltype(std::data(list)), Value*>;
  std::size(list);
};

/// Numbers, one after the other.
template <class List>
concept ListOfNumbers = requires(const List& list) {
  { *std::begin(list) } -> std::convertible_to<double>;
  std::end(list);
};

/// A list of numbers as an argument of a function, valid during the call: a vector, array, span or braced list of
/// Values, or of anything that a Value is made from. `mlp(x)`, `mlp({2.0, 3.0, -1.0})`.
class Numbers {
 public:
  Numbers(std::initializer_list<Value> values) : values_(values.begin(), values.size()) {}

  template <ListOfValues List>
  Numbers(const List& values) : values_(std::data(values), std::size(values)) {}  // NOLINT: implicit

  template <ListOfNumbers List>
  Numbers(const List& numbers)  // NOLINT: implicit
      : converted_(std::begin(numbers), std::end(numbers)), values_(converted_) {}

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
