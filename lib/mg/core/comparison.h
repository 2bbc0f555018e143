#pragma once

#include <compare>
#include <concepts>
#include <type_traits>

#include "mg/core/value.h"

namespace mg {

/// A Value, and where it was compared.
struct Located {
  Located(const Value& v, Place p = Place::current()) : value(v), where(p) {}  // NOLINT: implicit
  template <std::convertible_to<double> Number>
  Located(Number number, Place p = Place::current())  // NOLINT: implicit
      : value(static_cast<double>(number)), where(p) {}

  Value value;
  Place where;
};

/// The argument of a function that says where it was called: a Value or a number. Of what else is converted to a number
/// the library's own function is called, where one of its name is at hand.
struct Argument : Located {
  Argument(const Value& v, Place p = Place::current()) : Located(v, p) {}  // NOLINT: implicit
  template <class Number>
  requires(std::is_arithmetic_v<Number> || std::is_same_v<Number, Comparison>)
      Argument(Number number, Place p = Place::current())  // NOLINT: implicit
      : Located(Value(number), p) {}
};

/// What `x < y` on Values returns. In an `if` it is a bool: the comparison is recorded with a *guard*, which remembers
/// the side taken and where; where a library compares on the user's behalf, that is a line of the library, and the
/// scope of the comparison tells more. As the condition of `select`, and where it meets a Value (`(x > 0) * x`), it is
/// a Value, 1 or 0, and no guard is needed. With numbers it is the bool that it is for them: `(x > 0) * 2.0` is a
/// double.
class Comparison {
 public:
  /// `negated`: true where the comparison is false (`!=`).
  Comparison(Op op, const Located& a, const Located& b, Place where, bool negated = false)
      : op_(op), negated_(negated), a_(a.value), b_(b.value), where_(where) {}

  operator bool() const;  // NOLINT: implicit, as the bool that it stands for
  /// 1 or 0, recorded if an operand is.
  Value value() const;

 private:
  Value recorded() const;

  Op op_;
  bool negated_;
  Value a_, b_;
  Place where_;
};

inline Comparison operator<(const Located& a, const Located& b) { return {Op::Lt, a, b, a.where}; }
inline Comparison operator>(const Located& a, const Located& b) { return {Op::Lt, b, a, a.where}; }
inline Comparison operator<=(const Located& a, const Located& b) { return {Op::Le, a, b, a.where}; }
inline Comparison operator>=(const Located& a, const Located& b) { return {Op::Le, b, a, a.where}; }
inline Comparison operator==(const Located& a, const Located& b) { return {Op::Eq, a, b, a.where}; }
inline Comparison operator!=(const Located& a, const Located& b) { return {Op::Eq, a, b, a.where, true}; }

/// For pairs, vectors and structures of Values, too, which the library compares by it. Whether less, whether greater
/// and whether equal are recorded, each with its guard, until one is. A NaN is unordered.
inline std::partial_ordering operator<=>(const Located& a, const Located& b) {
  if (Comparison(Op::Lt, a, b, a.where)) return std::partial_ordering::less;
  if (Comparison(Op::Lt, b, a, a.where)) return std::partial_ordering::greater;
  return Comparison(Op::Eq, a, b, a.where) ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

template <std::same_as<Comparison> Condition> Value::Value(const Condition& condition) : Value(condition.value()) {}

// Among themselves they are the bools that they stand for, which code counts and compares, as in `(x > 0) - (x < 0)`.
// Both are recorded with their guards, the left one first.
#define MG_OF_TWO(Result, sign)                                           \
  inline Result operator sign(const Comparison& a, const Comparison& b) { \
    const bool left = a, right = b;                                       \
    return left sign right;                                               \
  }
MG_OF_TWO(int, +)
MG_OF_TWO(int, -)
MG_OF_TWO(int, *)
MG_OF_TWO(bool, ==)
MG_OF_TWO(bool, !=)
#undef MG_OF_TWO
inline int operator-(const Comparison& a) { return -static_cast<int>(static_cast<bool>(a)); }

}  // namespace mg
