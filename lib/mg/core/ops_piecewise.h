#pragma once

// What is made of pieces: rounding, choices and comparisons. How a rule is written: op_rules.h.

#include <array>
#include <cmath>

#include "mg/core/op_rules.h"

namespace mg {
namespace op {

struct Sign {
  static constexpr OpInfo info{.name = "sign",
                               .symbol = "sign",
                               .arity = 1,
                               .uses = Uses::Nothing,
                               .kinks = Kinks::Steps,
                               .never_minus_zero = true};
  template <class T> static T eval(T x) { return number<T>(x > T(0.0)) - number<T>(x < T(0.0)); }
};

struct Abs {
  static constexpr OpInfo info{
      .name = "abs", .symbol = "|x|", .arity = 1, .kinks = Kinks::AtZero, .exact = true, .never_minus_zero = true};
  template <class T> static T eval(T x) {
    using std::fabs;
    return fabs(x);
  }
  template <class T> static std::array<T, 1> partials(T x, T) { return {apply<Sign>(x)}; }
};

struct Floor {
  static constexpr OpInfo info{
      .name = "floor", .symbol = "⌊x⌋", .arity = 1, .uses = Uses::Nothing, .kinks = Kinks::Steps};
  template <class T> static T eval(T x) {
    using std::floor;
    return floor(x);
  }
};

/// On a tie, or with a NaN, the first argument.
struct Min {
  static constexpr OpInfo info{.name = "min", .symbol = "min", .arity = 2, .uses = Uses::Taken, .kinks = Kinks::Sides};
  template <class T> static T eval(T a, T b) { return choose(b < a, b, a); }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
  template <class T> static std::array<mask<T>, 2> taken(T a, T b) {
    const mask<T> second = b < a;
    return {!second, second};
  }
};

/// On a tie, or with a NaN, the first argument.
struct Max {
  static constexpr OpInfo info{.name = "max", .symbol = "max", .arity = 2, .uses = Uses::Taken, .kinks = Kinks::Sides};
  template <class T> static T eval(T a, T b) { return choose(b > a, b, a); }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
  template <class T> static std::array<mask<T>, 2> taken(T a, T b) {
    const mask<T> second = b > a;
    return {!second, second};
  }
};

/// Leaky by its attribute, the slope for x ≤ 0 (and for the derivative at 0).
struct Relu {
  static constexpr OpInfo info{.name = "relu", .symbol = "ReLU", .arity = 1, .attribute = 0.01, .kinks = Kinks::AtZero};
  template <class T> static T eval(T x, double slope) { return choose(x > T(0.0), x, T(slope) * x); }
  template <class T> static std::array<T, 1> partials(T x, T, double slope) {
    return {choose(x > T(0.0), T(1.0), T(slope))};
  }
};

/// What is known of the comparisons.
constexpr OpInfo comparison(std::string_view name, std::string_view symbol, bool commutes) {
  return {.name = name,
          .symbol = symbol,
          .arity = 2,
          .arguments = {commutes ? "" : "a", commutes ? "" : "b"},
          .uses = Uses::Nothing,
          .kinks = Kinks::Steps,
          .commutes = commutes,
          .never_minus_zero = true,
          .compares = true};
}

struct Lt {
  static constexpr OpInfo info = comparison("lt", "<", false);
  template <class T> static T eval(T a, T b) { return number<T>(a < b); }
};

struct Le {
  static constexpr OpInfo info = comparison("le", "≤", false);
  template <class T> static T eval(T a, T b) { return number<T>(a <= b); }
};

struct Eq {
  static constexpr OpInfo info = comparison("eq", "=", true);
  template <class T> static T eval(T a, T b) { return number<T>(a == b); }
};

/// select(c, a, b): a where c is not 0 (a NaN is not 0), else b.
struct Select {
  static constexpr OpInfo info{.name = "select",
                               .symbol = "select",
                               .arity = 3,
                               .arguments = {"if", "then", "else"},
                               .uses = Uses::Taken,
                               .kinks = Kinks::Sides};
  template <class T> static T eval(T c, T a, T b) { return choose(nonzero(c), a, b); }
  template <class T> static std::array<T, 3> partials(T, T, T, T) { return {T(0.0), T(1.0), T(1.0)}; }
  template <class T> static std::array<mask<T>, 3> taken(T c, T, T) { return {false, nonzero(c), !nonzero(c)}; }
};

}  // namespace op
}  // namespace mg
