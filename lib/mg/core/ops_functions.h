#pragma once

// The functions of <cmath>, and the logistic ones. How a rule is written: op_rules.h.

#include <array>
#include <cmath>
#include <numbers>

#include "mg/core/op_rules.h"

namespace mg {
namespace op {

/// An op of one argument that is a function of <cmath>.
#define MG_CMATH_EVAL(function)           \
  template <class T> static T eval(T x) { \
    using std::function;                  \
    return function(x);                   \
  }

struct Sqrt {
  static constexpr OpInfo info{.name = "sqrt", .symbol = "√", .arity = 1, .domain = {0.25, 4.0}};
  MG_CMATH_EVAL(sqrt)
  template <class T> static std::array<T, 1> partials(T, T y) { return {T(0.5) / y}; }
};

struct Cbrt {
  static constexpr OpInfo info{.name = "cbrt", .symbol = "∛", .arity = 1, .domain = {0.25, 4.0}};
  MG_CMATH_EVAL(cbrt)
  template <class T> static std::array<T, 1> partials(T, T y) { return {T(1.0) / (T(3.0) * (y * y))}; }
};

struct Exp {
  static constexpr OpInfo info{.name = "exp", .symbol = "exp", .arity = 1, .never_minus_zero = true};
  MG_CMATH_EVAL(exp)
  template <class T> static std::array<T, 1> partials(T, T y) { return {y}; }
};

/// exp(x) rather than y + 1, which would lose its digits for negative x.
struct Expm1 {
  static constexpr OpInfo info{.name = "expm1", .symbol = "expm1", .arity = 1};
  MG_CMATH_EVAL(expm1)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::exp;
    return {exp(x)};
  }
};

struct Log {
  static constexpr OpInfo info{.name = "log", .symbol = "ln", .arity = 1, .domain = {0.25, 4.0}};
  MG_CMATH_EVAL(log)
  template <class T> static std::array<T, 1> partials(T x, T) { return {T(1.0) / x}; }
};

struct Log1p {
  static constexpr OpInfo info{.name = "log1p", .symbol = "log1p", .arity = 1, .domain = {-0.75, 4.0}};
  MG_CMATH_EVAL(log1p)
  template <class T> static std::array<T, 1> partials(T x, T) { return {T(1.0) / (T(1.0) + x)}; }
};

struct Sin {
  static constexpr OpInfo info{.name = "sin", .symbol = "sin", .arity = 1, .periodic = true};
  MG_CMATH_EVAL(sin)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::cos;
    return {cos(x)};
  }
};

struct Cos {
  static constexpr OpInfo info{.name = "cos", .symbol = "cos", .arity = 1, .periodic = true, .never_minus_zero = true};
  MG_CMATH_EVAL(cos)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sin;
    return {-sin(x)};
  }
};

struct Tan {
  static constexpr OpInfo info{.name = "tan", .symbol = "tan", .arity = 1, .domain = {-1.25, 1.25}, .periodic = true};
  MG_CMATH_EVAL(tan)
  template <class T> static std::array<T, 1> partials(T, T y) { return {T(1.0) + y * y}; }
};

/// (1 - x)(1 + x) keeps its digits near ±1, where 1 - x² does not.
struct Asin {
  static constexpr OpInfo info{.name = "asin", .symbol = "asin", .arity = 1, .domain = {-0.875, 0.875}};
  MG_CMATH_EVAL(asin)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sqrt;
    T above = T(1.0) + x, below = T(1.0) - x;
    return {T(1.0) / sqrt(below * above)};
  }
};

struct Acos {
  static constexpr OpInfo info{.name = "acos", .symbol = "acos", .arity = 1, .domain = {-0.875, 0.875}};
  MG_CMATH_EVAL(acos)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sqrt;
    T above = T(1.0) + x, below = T(1.0) - x;
    return {T(-1.0) / sqrt(below * above)};
  }
};

struct Atan {
  static constexpr OpInfo info{.name = "atan", .symbol = "atan", .arity = 1};
  MG_CMATH_EVAL(atan)
  template <class T> static std::array<T, 1> partials(T x, T) { return {T(1.0) / (T(1.0) + x * x)}; }
};

/// atan2(y, x), in the order of <cmath>.
struct Atan2 {
  static constexpr OpInfo info{
      .name = "atan2", .symbol = "atan2", .arity = 2, .arguments = {"y", "x"}, .domain = {0.25, 4.0}};
  template <class T> static T eval(T y, T x) {
    using std::atan2;
    return atan2(y, x);
  }
  template <class T> static std::array<T, 2> partials(T y, T x, T) {
    T yy = y * y, xx = x * x, square = xx + yy;
    return {x / square, -y / square};
  }
};

struct Sinh {
  static constexpr OpInfo info{.name = "sinh", .symbol = "sinh", .arity = 1};
  MG_CMATH_EVAL(sinh)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::cosh;
    return {cosh(x)};
  }
};

struct Cosh {
  static constexpr OpInfo info{.name = "cosh", .symbol = "cosh", .arity = 1, .never_minus_zero = true};
  MG_CMATH_EVAL(cosh)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sinh;
    return {sinh(x)};
  }
};

struct Tanh {
  static constexpr OpInfo info{.name = "tanh", .symbol = "tanh", .arity = 1};
  MG_CMATH_EVAL(tanh)
  template <class T> static std::array<T, 1> partials(T, T y) { return {T(1.0) - y * y}; }
};

/// NaN partials at the origin, where it has none.
struct Hypot {
  static constexpr OpInfo info{.name = "hypot", .symbol = "hypot", .arity = 2, .domain = {0.25, 4.0}};
  template <class T> static T eval(T a, T b) {
    using std::hypot;
    return hypot(a, b);
  }
  template <class T> static std::array<T, 2> partials(T a, T b, T y) { return {a / y, b / y}; }
};

struct Erf {
  static constexpr OpInfo info{.name = "erf", .symbol = "erf", .arity = 1};
  MG_CMATH_EVAL(erf)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::exp;
    return {T(2.0 * std::numbers::inv_sqrtpi) * exp(-(x * x))};
  }
};

#undef MG_CMATH_EVAL

/// The logistic function, without overflow: 1 / (1 + exp(-x)) for x ≥ 0, exp(x) / (1 + exp(x)) below. A function of its
/// own, as softplus needs it, too: in line, it would take registers from the loops of the sweep.
struct Sigmoid {
  static constexpr OpInfo info{.name = "sigmoid", .symbol = "σ", .arity = 1, .never_minus_zero = true};
  template <class T> [[gnu::noinline]] static T eval(T x) {
    using std::exp, std::fabs;
    const T e = exp(-fabs(x));
    return choose(x >= T(0.0), T(1.0), e) / (T(1.0) + e);
  }
  template <class T> static std::array<T, 1> partials(T, T y) { return {y * (T(1.0) - y)}; }
};

/// log(1 + exp(x)), without overflow.
struct Softplus {
  static constexpr OpInfo info{.name = "softplus", .symbol = "softplus", .arity = 1, .never_minus_zero = true};
  template <class T> static T eval(T x) {
    using std::exp, std::fabs, std::log1p;
    return choose(T(0.0) > x, T(0.0), x) + log1p(exp(-fabs(x)));
  }
  template <class T> static std::array<T, 1> partials(T x, T) { return {apply<Sigmoid>(x)}; }
};

}  // namespace op
}  // namespace mg
