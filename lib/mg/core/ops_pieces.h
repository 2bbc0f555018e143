#pragma once

// What is made of pieces: rounding, choices and comparisons. How a rule is written: op_rules.h.

#include <array>
#include <cmath>

#include "mg/core/op_rules.h"

namespace mg {
namespace op {

struct Abs {
  static constexpr OpInfo info{.name = "abs", .symbol = "|x|", .arity = 1, .code = "std::fabs({0})", .smooth = false};
  template <class T> static T eval(T x) {
    using std::abs;
    return abs(x);
  }
  template <class T> static std::array<T, 1> partials(T x, T) { return {fn::sign(x)}; }
};

struct Sign {
  static constexpr OpInfo info{.name = "sign",
                               .symbol = "sign",
                               .arity = 1,
                               .code = "double(({0} > 0.0) - ({0} < 0.0))",
                               .uses = Uses::Nothing,
                               .smooth = false};
  template <class T> static T eval(T x) { return fn::sign(x); }
};

struct Floor {
  static constexpr OpInfo info{
      .name = "floor", .symbol = "⌊x⌋", .arity = 1, .code = "std::floor({0})", .uses = Uses::Nothing, .smooth = false};
  template <class T> static T eval(T x) {
    using std::floor;
    return floor(x);
  }
};

/// On a tie, or with a NaN, the first argument.
struct Min {
  static constexpr OpInfo info{.name = "min",
                               .symbol = "min",
                               .arity = 2,
                               .code = "{1} < {0} ? {1} : {0}",
                               .binding = Binding::Choice,
                               .uses = Uses::Taken,
                               .smooth = false};
  template <class T> static T eval(T a, T b) { return b < a ? b : a; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
  template <class T> static std::array<T, 2> taken(T a, T b) {
    T second = fn::lt(b, a);
    return {fn::eq(second, T(0.0)), second};
  }
};

/// On a tie, or with a NaN, the first argument.
struct Max {
  static constexpr OpInfo info{.name = "max",
                               .symbol = "max",
                               .arity = 2,
                               .code = "{1} > {0} ? {1} : {0}",
                               .binding = Binding::Choice,
                               .uses = Uses::Taken,
                               .smooth = false};
  template <class T> static T eval(T a, T b) { return b > a ? b : a; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
  template <class T> static std::array<T, 2> taken(T a, T b) {
    T second = fn::lt(a, b);
    return {fn::eq(second, T(0.0)), second};
  }
};

/// Leaky by its attribute, the slope for x ≤ 0 (and for the derivative at 0).
struct Relu {
  static constexpr OpInfo info{.name = "relu",
                               .symbol = "ReLU",
                               .arity = 1,
                               .code = "{0} > 0.0 ? {0} : {k} * {0}",
                               .binding = Binding::Choice,
                               .smooth = false,
                               .attribute = 0.01};
  static double eval(double x, double slope) { return x > 0.0 ? x : slope * x; }
  template <class T> static T eval(T x, double slope) { return fn::relu(x, slope); }
  template <class T> static std::array<T, 1> partials(T x, T, double slope) {
    return {fn::select(fn::lt(T(0.0), x), T(1.0), T(slope))};
  }
};

struct Lt {
  static constexpr OpInfo info{.name = "lt",
                               .symbol = "<",
                               .arity = 2,
                               .code = "{0} < {1} ? 1.0 : 0.0",
                               .binding = Binding::Choice,
                               .uses = Uses::Nothing,
                               .smooth = false};
  template <class T> static T eval(T a, T b) { return fn::lt(a, b); }
};

struct Le {
  static constexpr OpInfo info{.name = "le",
                               .symbol = "≤",
                               .arity = 2,
                               .code = "{0} <= {1} ? 1.0 : 0.0",
                               .binding = Binding::Choice,
                               .uses = Uses::Nothing,
                               .smooth = false};
  template <class T> static T eval(T a, T b) { return fn::le(a, b); }
};

struct Eq {
  static constexpr OpInfo info{.name = "eq",
                               .symbol = "=",
                               .arity = 2,
                               .code = "{0} == {1} ? 1.0 : 0.0",
                               .binding = Binding::Choice,
                               .uses = Uses::Nothing,
                               .smooth = false,
                               .commutes = true};
  template <class T> static T eval(T a, T b) { return fn::eq(a, b); }
};

/// select(c, a, b): a where c is not 0 (a NaN is not 0), else b.
struct Select {
  static constexpr OpInfo info{.name = "select",
                               .symbol = "select",
                               .arity = 3,
                               .code = "{0} != 0.0 ? {1} : {2}",
                               .binding = Binding::Choice,
                               .uses = Uses::Taken,
                               .smooth = false};
  template <class T> static T eval(T c, T a, T b) { return fn::select(c, a, b); }
  template <class T> static std::array<T, 3> partials(T, T, T, T) { return {T(0.0), T(1.0), T(1.0)}; }
  template <class T> static std::array<T, 3> taken(T c, T, T) { return {T(0.0), c, fn::eq(c, T(0.0))}; }
};

}  // namespace op
}  // namespace mg
