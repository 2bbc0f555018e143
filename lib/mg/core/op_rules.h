#pragma once

// The op table: one struct an op, and everything about the op in its struct.
//
//   info      name, symbol, arity and the like (op.h)
//   eval      the value: what recording, replay and folding compute, and what every generated language says
//   partials  the derivative to each argument, from the arguments and the value `y`
//   taken     only for ops that use the side they take: for each argument, whether it is taken
//
// Each is one template over the type of numbers. `eval` runs on numbers, and once on expressions (pattern.h), of which
// text is made. `partials` and `taken` run on numbers in the reverse sweep, and on Values, where they record the
// adjoint graph. So that all of that works, a rule has no `if`, `?:` or `&&` on its numbers: a comparison gives a
// mask<T>, `choose` selects by one, and number<T> makes 1 or 0 of it. Functions of <cmath> are called unqualified, so
// that argument-dependent lookup finds T's own, and another op as apply<op>(x).
//
// Of two operands, both operations, each is a name of its own: which of them C++ evaluates first is up to the compiler,
// and nodes are recorded in that order.
//
// An op with an attribute gets it as the last argument of `eval` and `partials`: a double, by which they may branch.
// Literals, and what is computed from attributes alone, are doubles, and enter by T(...), rounded once.
// IEEE throughout: nothing throws, NaN and infinities flow.

#include "mg/core/op.h"

// Recording is compiled in line, with the flags of whoever records.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "compile what records without -ffast-math and what belongs to it: its numbers would not be those of the graph"
#endif

namespace mg {

class Value;

namespace op {

/// What rules do with a T beyond its operators and functions. This is for numbers.
template <class T> struct Arithmetic {
  using Mask = bool;
  [[gnu::always_inline]] static T choose(bool condition, const T& a, const T& b) { return condition ? a : b; }
  [[gnu::always_inline]] static T number(bool condition) { return condition ? T(1.0) : T(0.0); }
  [[gnu::always_inline]] static bool nonzero(const T& x) { return x != T(0.0); }
  template <class O, class... Attribute> [[gnu::always_inline]] static T apply(const T& x, Attribute... attribute) {
    return O::eval(x, attribute...);
  }
};

/// Values are recorded, and masks are Values, true where they are not 0. Defined in functions.h.
template <> struct Arithmetic<Value> {
  using Mask = Value;
  template <class Condition> static Value choose(const Condition& condition, const Value& a, const Value& b);
  static const Value& nonzero(const Value& x) { return x; }
  template <class O> static Value apply(const Value& x, double attribute = 0.0);
};
inline Value operator!(const Value& condition);

/// What a comparison of Ts gives: whether it holds.
template <class T> using mask = typename Arithmetic<T>::Mask;

/// `a` where the condition holds, else `b`. Both are computed.
template <class Condition, class T>
[[gnu::always_inline]] inline T choose(const Condition& condition, const T& a, const T& b) {
  return Arithmetic<T>::choose(condition, a, b);
}
/// 1 where the condition holds, else 0.
template <class T> [[gnu::always_inline]] inline T number(const mask<T>& condition) {
  return Arithmetic<T>::number(condition);
}
/// Where `x` is not 0, as a NaN is not.
template <class T> [[gnu::always_inline]] inline mask<T> nonzero(const T& x) { return Arithmetic<T>::nonzero(x); }
/// Another op of one argument.
template <class O, class T, class... Attribute>
[[gnu::always_inline]] inline T apply(const T& x, Attribute... attribute) {
  return Arithmetic<T>::template apply<O>(x, attribute...);
}

}  // namespace op
}  // namespace mg
