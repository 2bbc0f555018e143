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
  static constexpr OpInfo info{
      .name = "add", .symbol = "+", .arity = 2, .code = "{0} + {1}", .binding = Binding::Sum, .commutes = true};
  template <class T> static T eval(T a, T b) { return a + b; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(1.0)}; }
};

struct Sub {
  static constexpr OpInfo info{.name = "sub", .symbol = "−", .arity = 2, .code = "{0} - {1}", .binding = Binding::Sum};
  template <class T> static T eval(T a, T b) { return a - b; }
  template <class T> static std::array<T, 2> partials(T, T, T) { return {T(1.0), T(-1.0)}; }
};

struct Mul {
  static constexpr OpInfo info{
      .name = "mul", .symbol = "×", .arity = 2, .code = "{0} * {1}", .binding = Binding::Product, .commutes = true};
  template <class T> static T eval(T a, T b) { return a * b; }
  template <class T> static std::array<T, 2> partials(T a, T b, T) { return {b, a}; }
};

/// One division serves both partials.
struct Div {
  static constexpr OpInfo info{.name = "div",
                               .symbol = "÷",
                               .arity = 2,
                               .code = "{0} / {1}",
                               .binding = Binding::Product,
                               .domain = {0.25, 4.0}};
  template <class T> static T eval(T a, T b) { return a / b; }
  template <class T> static std::array<T, 2> partials(T, T b, T y) {
    T reciprocal = 1.0 / b;
    return {reciprocal, -y * reciprocal};
  }
};

struct Neg {
  static constexpr OpInfo info{.name = "neg", .symbol = "−x", .arity = 1, .code = "-{0}", .binding = Binding::Prefix};
  template <class T> static T eval(T x) { return -x; }
  template <class T> static std::array<T, 1> partials(T, T) { return {T(-1.0)}; }
};

/// Both arguments vary. The derivative to the exponent is 0 where the base is 0 and the exponent positive (the limit),
/// that to the base is 0 where the exponent is 0, as for a constant exponent.
struct Pow {
  static constexpr OpInfo info{
      .name = "pow", .symbol = "xʸ", .arity = 2, .code = "mg_pow({0}, {1})", .domain = {0.25, 3.0}, .libm = "pow"};
  template <class T> static T eval(T a, T b) {
    using std::pow;
    return pow(a, b);
  }
  template <class T> static std::array<T, 2> partials(T a, T b, T y) {
    using std::log, std::pow;
    return {fn::select(fn::eq(b, T(0.0)), T(0.0), b * pow(a, b - 1.0)),
            fn::select(fn::eq(a, T(0.0)), fn::select(fn::lt(T(0.0), b), T(0.0), y * log(a)), y * log(a))};
  }
};

/// The exponent is the attribute; common ones are not left to the library.
struct PowConst {
  static constexpr OpInfo info{.name = "pow",
                               .symbol = "xⁿ",
                               .arity = 1,
                               .code = "mg_pow({0}, {k})",
                               .domain = {0.25, 4.0},
                               .libm = "pow",
                               .attribute = 2.0};
  static double eval(double x, double exponent) {
    if (exponent == 2.0) return x * x;
    if (exponent == 3.0) return x * x * x;
    if (exponent == -1.0) return 1.0 / x;
    if (exponent == 0.5) return std::sqrt(x);
    if (exponent == 1.0) return x;
    if (exponent == 0.0) return 1.0;
    return std::pow(x, exponent);
  }
  /// The same table as text, with how it binds and which functions it calls.
  static constexpr OpInfo special(double exponent) {
    OpInfo row = info;
    if (exponent == 2.0) row.code = "{0} * {0}", row.binding = Binding::Product, row.libm = {};
    if (exponent == 3.0) row.code = "{0} * {0} * {0}", row.binding = Binding::Product, row.libm = {};
    if (exponent == -1.0) row.code = "1.0 / {0}", row.binding = Binding::Product, row.libm = {};
    if (exponent == 0.5) row.code = "std::sqrt({0})", row.libm = {};
    if (exponent == 1.0) row.code = "{0}", row.libm = {};
    if (exponent == 0.0) row.code = "1.0", row.libm = {};
    return row;
  }
  template <class T> static T eval(T x, double exponent) { return pow(x, exponent); }
  static std::array<double, 1> partials(double x, double, double exponent) {
    return {exponent == 0.0 ? 0.0 : exponent * eval(x, exponent - 1.0)};
  }
  template <class T> static std::array<T, 1> partials(T x, T, double exponent) {
    if (exponent == 0.0) return {T(0.0)};
    return {exponent * pow(x, exponent - 1.0)};
  }
};

}  // namespace op
}  // namespace mg
