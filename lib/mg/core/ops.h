#pragma once

// The op table: all structs, by their names in MG_OPS. How a rule is written: op_rules.h.

#include <array>
#include <type_traits>
#include <utility>

#include "mg/core/op.h"
#include "mg/core/ops_arithmetic.h"
#include "mg/core/ops_functions.h"
#include "mg/core/ops_piecewise.h"

namespace mg {

/// Calls `f(op::Name{})` for the struct of `op`.
template <class F> [[gnu::always_inline]] constexpr decltype(auto) visit(Op op, F&& f) {
  switch (op) {
#define MG_CASE(Name) \
  case Op::Name:      \
    return f(op::Name{});
    MG_OPS(MG_CASE)
#undef MG_CASE
  }
  __builtin_unreachable();
}

/// What is known of `op`. A reference into a constant table.
inline constexpr std::array<OpInfo, op_count> op_table{
#define MG_ROW(Name) op::Name::info,
    MG_OPS(MG_ROW)
#undef MG_ROW
};
constexpr const OpInfo& info(Op op) { return op_table[static_cast<std::size_t>(op)]; }

/// The op of struct `O`.
template <class O>
inline constexpr Op op_of = [] {
  std::size_t index = 0;
  std::size_t found = op_count;
#define MG_FIND(Name)                             \
  if (std::is_same_v<O, op::Name>) found = index; \
  ++index;
  MG_OPS(MG_FIND)
#undef MG_FIND
  return static_cast<Op>(found);
}();

constexpr bool is_leaf(Op op) { return info(op).arity == 0; }

/// O::eval with its arguments in an array; `attribute` is passed to the ops that have one.
template <class O, class T, std::size_t N> T eval_op(const std::array<T, N>& x, double attribute) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    if constexpr (O::info.attribute.has_value())
      return O::eval(x[I]..., attribute);
    else
      return O::eval(x[I]...);
  }
  (std::make_index_sequence<O::info.arity>{});
}

/// O::partials, likewise.
template <class O, class T, std::size_t N> auto partials_op(const std::array<T, N>& x, const T& y, double attribute) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    if constexpr (O::info.attribute.has_value())
      return O::partials(x[I]..., y, attribute);
    else
      return O::partials(x[I]..., y);
  }
  (std::make_index_sequence<O::info.arity>{});
}

/// O::taken, likewise.
template <class O, class T, std::size_t N> auto taken_op(const std::array<T, N>& x) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return O::taken(x[I]...); }
  (std::make_index_sequence<O::info.arity>{});
}

/// The value of `op` at `x`; leaves have none, and are not evaluated.
double evaluate(Op op, const std::array<double, 3>& x, double attribute);

}  // namespace mg
