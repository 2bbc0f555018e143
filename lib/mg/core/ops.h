#pragma once

// The op table: one struct an op, and everything about the op in its struct.
//
//   info      name, symbol, arity, emitted C++ (op.h)
//   eval      the value; defines recording, replay and folding. The emitted C++ computes the same bits.
//   partials  the derivative to each argument, from the arguments and the value `y`.
//             With numbers it runs in the reverse sweep, with Values it builds the adjoint graph.
//   taken     only for ops that use the side they take: for each argument, whether it is taken (nonzero: yes).
//
// An op with an attribute gets it as the last argument of both. IEEE throughout: nothing throws, NaN and infinities
// flow. Inside a rule, functions are called unqualified, so that `double` finds <cmath> and Value finds its own.

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "mg/core/op.h"

namespace mg {

// The few functions that rules need and <cmath> lacks, for plain numbers. Value has the same ones (value.h).
inline double lt(double a, double b) { return a < b ? 1.0 : 0.0; }
inline double le(double a, double b) { return a <= b ? 1.0 : 0.0; }
inline double eq(double a, double b) { return a == b ? 1.0 : 0.0; }
inline double sign(double x) { return static_cast<double>((x > 0.0) - (x < 0.0)); }
inline double select(double condition, double a, double b) { return condition != 0.0 ? a : b; }

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
    return {select(eq(b, T(0.0)), T(0.0), b * pow(a, b - 1.0)),
            select(eq(a, T(0.0)), select(lt(T(0.0), b), T(0.0), y * log(a)), y * log(a))};
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

struct Abs {
  static constexpr OpInfo info{.name = "abs", .symbol = "|x|", .arity = 1, .code = "std::fabs({0})", .smooth = false};
  template <class T> static T eval(T x) {
    using std::abs;
    return abs(x);
  }
  template <class T> static std::array<T, 1> partials(T x, T) { return {sign(x)}; }
};

struct Sign {
  static constexpr OpInfo info{.name = "sign",
                               .symbol = "sign",
                               .arity = 1,
                               .code = "double(({0} > 0.0) - ({0} < 0.0))",
                               .uses = Uses::Nothing,
                               .smooth = false};
  template <class T> static T eval(T x) { return sign(x); }
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
    T second = lt(b, a);
    return {eq(second, T(0.0)), second};
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
    T second = lt(a, b);
    return {eq(second, T(0.0)), second};
  }
};

/// An op of one argument that is a function of <cmath>.
#define MG_CMATH_EVAL(function)           \
  template <class T> static T eval(T x) { \
    using std::function;                  \
    return function(x);                   \
  }

struct Sqrt {
  static constexpr OpInfo info{
      .name = "sqrt", .symbol = "√", .arity = 1, .code = "std::sqrt({0})", .domain = {0.25, 4.0}};
  MG_CMATH_EVAL(sqrt)
  template <class T> static std::array<T, 1> partials(T, T y) { return {0.5 / y}; }
};

struct Cbrt {
  static constexpr OpInfo info{
      .name = "cbrt", .symbol = "∛", .arity = 1, .code = "mg_cbrt({0})", .domain = {0.25, 4.0}, .libm = "cbrt"};
  MG_CMATH_EVAL(cbrt)
  template <class T> static std::array<T, 1> partials(T, T y) { return {1.0 / (3.0 * (y * y))}; }
};

struct Exp {
  static constexpr OpInfo info{.name = "exp", .symbol = "exp", .arity = 1, .code = "mg_exp({0})", .libm = "exp"};
  MG_CMATH_EVAL(exp)
  template <class T> static std::array<T, 1> partials(T, T y) { return {y}; }
};

/// exp(x) rather than y + 1, which would lose its digits for negative x.
struct Expm1 {
  static constexpr OpInfo info{
      .name = "expm1", .symbol = "expm1", .arity = 1, .code = "mg_expm1({0})", .libm = "expm1"};
  MG_CMATH_EVAL(expm1)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::exp;
    return {exp(x)};
  }
};

struct Log {
  static constexpr OpInfo info{
      .name = "log", .symbol = "ln", .arity = 1, .code = "mg_log({0})", .domain = {0.25, 4.0}, .libm = "log"};
  MG_CMATH_EVAL(log)
  template <class T> static std::array<T, 1> partials(T x, T) { return {1.0 / x}; }
};

struct Log1p {
  static constexpr OpInfo info{
      .name = "log1p", .symbol = "log1p", .arity = 1, .code = "mg_log1p({0})", .domain = {-0.75, 4.0}, .libm = "log1p"};
  MG_CMATH_EVAL(log1p)
  template <class T> static std::array<T, 1> partials(T x, T) { return {1.0 / (1.0 + x)}; }
};

struct Sin {
  static constexpr OpInfo info{.name = "sin", .symbol = "sin", .arity = 1, .code = "mg_sin({0})", .libm = "sin"};
  MG_CMATH_EVAL(sin)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::cos;
    return {cos(x)};
  }
};

struct Cos {
  static constexpr OpInfo info{.name = "cos", .symbol = "cos", .arity = 1, .code = "mg_cos({0})", .libm = "cos"};
  MG_CMATH_EVAL(cos)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sin;
    return {-sin(x)};
  }
};

struct Tan {
  static constexpr OpInfo info{
      .name = "tan", .symbol = "tan", .arity = 1, .code = "mg_tan({0})", .domain = {-1.25, 1.25}, .libm = "tan"};
  MG_CMATH_EVAL(tan)
  template <class T> static std::array<T, 1> partials(T, T y) { return {1.0 + y * y}; }
};

/// (1 - x)(1 + x) keeps its digits near ±1, where 1 - x² does not.
struct Asin {
  static constexpr OpInfo info{
      .name = "asin", .symbol = "asin", .arity = 1, .code = "mg_asin({0})", .domain = {-0.875, 0.875}, .libm = "asin"};
  MG_CMATH_EVAL(asin)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sqrt;
    return {1.0 / sqrt((1.0 - x) * (1.0 + x))};
  }
};

struct Acos {
  static constexpr OpInfo info{
      .name = "acos", .symbol = "acos", .arity = 1, .code = "mg_acos({0})", .domain = {-0.875, 0.875}, .libm = "acos"};
  MG_CMATH_EVAL(acos)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sqrt;
    return {-1.0 / sqrt((1.0 - x) * (1.0 + x))};
  }
};

struct Atan {
  static constexpr OpInfo info{.name = "atan", .symbol = "atan", .arity = 1, .code = "mg_atan({0})", .libm = "atan"};
  MG_CMATH_EVAL(atan)
  template <class T> static std::array<T, 1> partials(T x, T) { return {1.0 / (1.0 + x * x)}; }
};

/// atan2(y, x), in the order of <cmath>.
struct Atan2 {
  static constexpr OpInfo info{.name = "atan2",
                               .symbol = "atan2",
                               .arity = 2,
                               .code = "mg_atan2({0}, {1})",
                               .domain = {0.25, 4.0},
                               .libm = "atan2"};
  template <class T> static T eval(T y, T x) {
    using std::atan2;
    return atan2(y, x);
  }
  template <class T> static std::array<T, 2> partials(T y, T x, T) {
    T square = x * x + y * y;
    return {x / square, -y / square};
  }
};

struct Sinh {
  static constexpr OpInfo info{.name = "sinh", .symbol = "sinh", .arity = 1, .code = "mg_sinh({0})", .libm = "sinh"};
  MG_CMATH_EVAL(sinh)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::cosh;
    return {cosh(x)};
  }
};

struct Cosh {
  static constexpr OpInfo info{.name = "cosh", .symbol = "cosh", .arity = 1, .code = "mg_cosh({0})", .libm = "cosh"};
  MG_CMATH_EVAL(cosh)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::sinh;
    return {sinh(x)};
  }
};

struct Tanh {
  static constexpr OpInfo info{.name = "tanh", .symbol = "tanh", .arity = 1, .code = "mg_tanh({0})", .libm = "tanh"};
  MG_CMATH_EVAL(tanh)
  template <class T> static std::array<T, 1> partials(T, T y) { return {1.0 - y * y}; }
};

/// NaN partials at the origin, where it has none.
struct Hypot {
  static constexpr OpInfo info{.name = "hypot",
                               .symbol = "hypot",
                               .arity = 2,
                               .code = "mg_hypot({0}, {1})",
                               .domain = {0.25, 4.0},
                               .libm = "hypot"};
  template <class T> static T eval(T a, T b) {
    using std::hypot;
    return hypot(a, b);
  }
  template <class T> static std::array<T, 2> partials(T a, T b, T y) { return {a / y, b / y}; }
};

struct Erf {
  static constexpr OpInfo info{.name = "erf", .symbol = "erf", .arity = 1, .code = "mg_erf({0})", .libm = "erf"};
  MG_CMATH_EVAL(erf)
  template <class T> static std::array<T, 1> partials(T x, T) {
    using std::exp;
    return {(2.0 * std::numbers::inv_sqrtpi) * exp(-(x * x))};
  }
};

#undef MG_CMATH_EVAL

/// The logistic function, without overflow on either side.
struct Sigmoid {
  static constexpr OpInfo info{.name = "sigmoid",
                               .symbol = "σ",
                               .arity = 1,
                               .code = "sigmoid({0})",
                               .helper =
                                   "inline double sigmoid(double x) {\n"
                                   "  if (x >= 0.0) return 1.0 / (1.0 + mg_exp(-x));\n"
                                   "  const double e = mg_exp(x);\n"
                                   "  return e / (1.0 + e);\n"
                                   "}\n",
                               .libm = "exp"};
  static double eval(double x) {
    if (x >= 0.0) return 1.0 / (1.0 + std::exp(-x));
    const double e = std::exp(x);
    return e / (1.0 + e);
  }
  template <class T> static T eval(T x) { return sigmoid(x); }
  template <class T> static std::array<T, 1> partials(T, T y) { return {y * (1.0 - y)}; }
};

/// log(1 + exp(x)), without overflow.
struct Softplus {
  static constexpr OpInfo info{.name = "softplus",
                               .symbol = "softplus",
                               .arity = 1,
                               .code = "softplus({0})",
                               .helper =
                                   "inline double softplus(double x) {\n"
                                   "  return (0.0 > x ? 0.0 : x) + mg_log1p(mg_exp(-std::fabs(x)));\n"
                                   "}\n",
                               .libm = "exp log1p"};
  static double eval(double x) { return (0.0 > x ? 0.0 : x) + std::log1p(std::exp(-std::fabs(x))); }
  template <class T> static T eval(T x) { return softplus(x); }
  static std::array<double, 1> partials(double x, double) { return {Sigmoid::eval(x)}; }
  template <class T> static std::array<T, 1> partials(T x, T) { return {sigmoid(x)}; }
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
  template <class T> static T eval(T x, double slope) { return relu(x, slope); }
  template <class T> static std::array<T, 1> partials(T x, T, double slope) {
    return {select(lt(T(0.0), x), T(1.0), T(slope))};
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
  template <class T> static T eval(T a, T b) { return lt(a, b); }
};

struct Le {
  static constexpr OpInfo info{.name = "le",
                               .symbol = "≤",
                               .arity = 2,
                               .code = "{0} <= {1} ? 1.0 : 0.0",
                               .binding = Binding::Choice,
                               .uses = Uses::Nothing,
                               .smooth = false};
  template <class T> static T eval(T a, T b) { return le(a, b); }
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
  template <class T> static T eval(T a, T b) { return eq(a, b); }
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
  template <class T> static T eval(T c, T a, T b) { return select(c, a, b); }
  template <class T> static std::array<T, 3> partials(T, T, T, T) { return {T(0.0), T(1.0), T(1.0)}; }
  template <class T> static std::array<T, 3> taken(T c, T, T) { return {T(0.0), c, eq(c, T(0.0))}; }
};

}  // namespace op

/// Calls `f(op::Name{})` for the struct of `op`.
template <class F> constexpr decltype(auto) visit(Op op, F&& f) {
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

/// The row to print for a node: that of its op, but `pow` has one for each of its special exponents.
constexpr OpInfo code_row(Op op, double attribute) {
  return op == Op::PowConst ? op::PowConst::special(attribute) : info(op);
}

}  // namespace mg
