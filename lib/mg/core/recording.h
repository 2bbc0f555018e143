#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "mg/core/handle.h"
#include "mg/core/ops.h"

namespace mg {

// How an operation is recorded. In `fn`, so that no program finds these names by chance.
namespace fn {

/// Appends op `O`, evaluated.
template <class O, std::size_t N>
[[gnu::always_inline]] inline Tape::Handle append(Tape& tape, const std::array<std::uint32_t, N>& x, double attribute) {
  std::array<double, N> values;
  for (std::size_t k = 0; k < N; ++k) values[k] = tape.value({x[k]});
  const double y = eval_op<O>(values, attribute);
  std::uint32_t b = 0;
  if constexpr (N == 3) b = tape.append_pair(x[1], x[2]);
  if constexpr (N == 2) b = x[1];
  if constexpr (O::info.attribute.has_value()) b = tape.append_attribute(attribute);
  return tape.append(op_of<O>, x[0], b, y);
}

/// Records op `O`, or computes it if none of its arguments is recorded: the general case, out of line.
template <class O, class... Arguments>
[[gnu::noinline, gnu::cold]] Value record_any(double attribute, Arguments... arguments) {
  Tape* tape = nullptr;
  ((tape = tape || !arguments.is_recorded() ? tape : &arguments.tape()), ...);
  if (!tape) return Value(eval_op<O>(std::array{arguments.number_...}, attribute));
  // First what may throw, so that it leaves no constant behind.
  (arguments.require_on(*tape), ...);
  if (!tape->has_room(1 + sizeof...(Arguments))) tape->make_room(1 + (std::size_t{!arguments.is_recorded()} + ...));
  if constexpr (sizeof...(Arguments) == 3) tape->make_room_for_pair();
  // Braces: the constants among the arguments are recorded from left to right.
  const std::array<std::uint32_t, sizeof...(Arguments)> places{arguments.required_id_in(*tape).index...};
  return Value(tape, append<O>(*tape, places, attribute));
}

/// The same, with the usual case in line: arguments recorded on one tape, and literals.
template <class O, class... Arguments>
[[gnu::always_inline]] inline Value record_with_attribute(double attribute, const Arguments&... arguments) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    const bool literal[]{arguments.is_literal()...};
    const TapeFront* const front = Value::likely_tape(literal, arguments...);
    if ((arguments.is_on(front, literal[I]) && ...) && front->at_hand((arguments.handle(literal[I]) | ...)))
        [[likely]] {
      Tape& tape = tape_of(*front);
      if constexpr (sizeof...(I) == 3) tape.make_room_for_pair();
      const std::array<std::uint32_t, sizeof...(I)> places{arguments.place_on(tape, literal[I])...};
      return Value(front, append<O>(tape, places, attribute));
    }
    return record_any<O>(attribute, arguments...);
  }
  (std::make_index_sequence<sizeof...(Arguments)>{});
}
template <class O, class... Arguments> [[gnu::always_inline]] inline Value record(const Arguments&... arguments) {
  return record_with_attribute<O>(0.0, arguments...);
}

}  // namespace fn

[[gnu::always_inline]] inline Value operator+(const Value& a, const Value& b) { return fn::record<op::Add>(a, b); }
[[gnu::always_inline]] inline Value operator-(const Value& a, const Value& b) { return fn::record<op::Sub>(a, b); }
[[gnu::always_inline]] inline Value operator*(const Value& a, const Value& b) { return fn::record<op::Mul>(a, b); }
[[gnu::always_inline]] inline Value operator/(const Value& a, const Value& b) { return fn::record<op::Div>(a, b); }
[[gnu::always_inline]] inline Value operator-(const Value& x) { return fn::record<op::Neg>(x); }

[[gnu::always_inline]] inline Value& Value::operator+=(const Value& other) { return *this = *this + other; }
[[gnu::always_inline]] inline Value& Value::operator-=(const Value& other) { return *this = *this - other; }
[[gnu::always_inline]] inline Value& Value::operator*=(const Value& other) { return *this = *this * other; }
[[gnu::always_inline]] inline Value& Value::operator/=(const Value& other) { return *this = *this / other; }
inline Value Value::operator++(int) {
  Value before = *this;
  ++*this;
  return before;
}
inline Value Value::operator--(int) {
  Value before = *this;
  --*this;
  return before;
}

}  // namespace mg
