#pragma once

// Leaves, arithmetic and powers. How a rule is written: op_rules.h.

#include <array>
#include <cmath>

#include "mg/core/op_rules.h"

namespace mg {
namespace op {

struct Input {
  static constexpr OpInfo info{.name = "input", .symbol = "input", .arity = 0};
};
struct Parameter {
  static constexpr OpInfo info{.name = "parameter", .symbol = "parameter", .arity = 0};
};
struct Constant {
  static constexpr OpInfo info{.name = "constant", .symbol = "constant", .arity = 0};
};

struct Add {
  static constexpr OpInfo info{.name = "add", .symbol = "+", .arity = 2, .commutes = true};
  template <class T> static T eval(T a, T b) { return a + b; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
};

struct Sub {
  static constexpr OpInfo info{.name = "sub", .symbol = "−", .arity = 2, .arguments = {"a", "b"}};
  template <class T> static T eval(T a, T b) { return a - b; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(-1.0)}; }
};

struct Mul {
  static constexpr OpInfo info{.name = "mul", .symbol = "×", .arity = 2, .commutes = true};
  template <class T> static T eval(T a, T b) { return a * b; }
  template <class T> static std::array<T, 2> partials(T a, T b, T) { return {b, a}; }
};

/// One division serves both partials.
struct Div {
  static constexpr OpInfo info{
      .name = "div", .symbol = "÷", .arity = 2, .arguments = {"a", "b"}, .domain = {0.25, 4.0}};
  template <class T> static T eval(T a, T b) { return a / b; }
  template <class T> static std::array<T, 2> partials(T, T b, T y) {
    T reciprocal = T(1.0) / b;
    return {reciprocal, -y * reciprocal};
  }
};

struct Neg {
  static constexpr OpInfo info{.name = "neg", .symbol = "−x", .arity = 1, .exact = true};
  template <class T> static T eval(T x) { return -x; }
  template <class T> static std::array<T, 1> partials(T, T) { return {T(-1.0)}; }
};

/// Both arguments vary. The derivative to the exponent is 0 where the base is 0 and the exponent positive (the limit),
/// that to the base is 0 where the exponent is 0, as for a constant exponent.
struct Pow {
  static constexpr OpInfo info{
      .name = "pow", .symbol = "xʸ", .arity = 2, .arguments = {"base", "exponent"}, .domain = {0.25, 3.0}};
  template <class T> static T eval(T a, T b) {
    using std::pow;
    return pow(a, b);
  }
  template <class T> static std::array<T, 2> partials(T a, T b, T y) {
    using std::log, std::pow;
    // Each in a statement of its own: the order of arguments is the compiler's choice, that of nodes must not be.
    const T to_base = choose(b == T(0.0), T(0.0), b * pow(a, b - T(1.0)));
    const T to_exponent = y * log(a);
    const T at_zero = choose(T(0.0) < b, T(0.0), y * log(a));
    return {to_base, choose(a == T(0.0), at_zero, to_exponent)};
  }
};

/// The exponent is the attribute; common ones are not left to the library.
struct PowConst {
  static constexpr OpInfo info{
      .name = "pow", .symbol = "xⁿ", .arity = 1, .attribute = 2.0, .arguments = {"base"}, .domain = {0.25, 4.0}};
  template <class T> static T eval(T x, double exponent) {
    using std::pow, std::sqrt;
    if (exponent == 2.0) return x * x;
    if (exponent == 3.0) return x * x * x;
    if (exponent == -1.0) return T(1.0) / x;
    if (exponent == 0.5) return sqrt(x);
    if (exponent == 1.0) return x;
    if (exponent == 0.0) return T(1.0);
    return pow(x, T(exponent));
  }
  template <class T> static std::array<T, 1> partials(T x, T, double exponent) {
    if (exponent == 0.0) return {T(0.0)};
    return {T(exponent) * apply<PowConst>(x, exponent - 1.0)};
  }
};

}  // namespace op
}  // namespace mg
