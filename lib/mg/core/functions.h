#pragma once

#include <limits>
#include <numbers>

#include "mg/core/comparison.h"
#include "mg/core/value.h"

// The functions of Values. Those that <cmath> has, and min and max, are in `mg`, where argument-dependent lookup finds
// them: `using std::sin; sin(x)` serves doubles and Values; midpoint of <numeric> is, too. All others are in `mg::fn`,
// where it does not look, as a program may have a relu or a select of its own, which is the one that it means; ours are
// mg::relu and so on.

namespace mg {
namespace fn {

/// Comparisons as Values, 1 or 0, without a guard.
inline Value lt(const Value& a, const Value& b) { return record<op::Lt>(a, b); }
inline Value le(const Value& a, const Value& b) { return record<op::Le>(a, b); }
inline Value eq(const Value& a, const Value& b) { return record<op::Eq>(a, b); }

/// `a` where the condition is not 0, else `b`. Both are recorded; only the side taken gets a gradient.
inline Value select(const Value& condition, const Value& a, const Value& b) {
  return record<op::Select>(condition, a, b);
}
inline Value select(const Comparison& condition, const Value& a, const Value& b) {
  return record<op::Select>(condition.value(), a, b);
}
inline Value select(const Comparison& condition, double a, double b) { return select(condition, Value(a), Value(b)); }
inline double select(bool condition, double a, double b) { return condition ? a : b; }

inline Value sign(const Value& x) { return record<op::Sign>(x); }
inline Value sigmoid(const Value& x) { return record<op::Sigmoid>(x); }
inline Value softplus(const Value& x) { return record<op::Softplus>(x); }
[[gnu::always_inline]] inline Value relu(const Value& x, double slope = *op::Relu::info.attribute) {
  return record_with_attribute<op::Relu>(slope, x);
}

/// The number of `x`, exactly, as a constant to differentiation: no gradient passes. A replay at another point has the
/// number of `x` there. Twenty nodes.
Value detach(const Value& x);

// For plain numbers, so that one template serves both.
inline double detach(double x) { return x; }
inline double relu(double x, double slope = *op::Relu::info.attribute) { return op::Relu::eval(x, slope); }
inline double sigmoid(double x) { return op::Sigmoid::eval(x); }
inline double softplus(double x) { return op::Softplus::eval(x); }
inline double sign(double x) { return op::Sign::eval(x); }
inline double lt(double a, double b) { return op::Lt::eval(a, b); }
inline double le(double a, double b) { return op::Le::eval(a, b); }
inline double eq(double a, double b) { return op::Eq::eval(a, b); }
inline double select(double condition, double a, double b) { return op::Select::eval(condition, a, b); }

}  // namespace fn

// What rules are made of, recorded. The condition is after its sides, as it is recorded when it becomes a Value.
namespace op {
template <class Condition> Value Arithmetic<Value>::choose(const Condition& condition, const Value& a, const Value& b) {
  return fn::select(condition, a, b);
}
template <class O> Value Arithmetic<Value>::apply(const Value& x, double attribute) {
  return fn::record_with_attribute<O>(attribute, x);
}
inline Value operator!(const Value& condition) { return fn::eq(condition, 0.0); }
}  // namespace op

// --- <cmath> ---

[[gnu::always_inline]] inline Value pow(const Value& a, const Value& b) {
  // A plain exponent is an attribute, which the rule of PowConst knows more about.
  if (a.is_recorded() && !b.is_recorded()) return fn::record_with_attribute<op::PowConst>(b.data(), a);
  if (!a.is_recorded() && !b.is_recorded()) return Value(op::PowConst::eval(a.data(), b.data()));
  return fn::record<op::Pow>(a, b);
}

#define MG_UNARY(function, Name) \
  inline Value function(const Value& x) { return fn::record<op::Name>(x); }
MG_UNARY(abs, Abs)
MG_UNARY(fabs, Abs)
MG_UNARY(floor, Floor)
MG_UNARY(sqrt, Sqrt)
MG_UNARY(cbrt, Cbrt)
MG_UNARY(exp, Exp)
MG_UNARY(expm1, Expm1)
MG_UNARY(log, Log)
MG_UNARY(log1p, Log1p)
MG_UNARY(sin, Sin)
MG_UNARY(cos, Cos)
MG_UNARY(tan, Tan)
MG_UNARY(asin, Asin)
MG_UNARY(acos, Acos)
MG_UNARY(atan, Atan)
MG_UNARY(sinh, Sinh)
MG_UNARY(cosh, Cosh)
MG_UNARY(tanh, Tanh)
MG_UNARY(erf, Erf)
#undef MG_UNARY

#define MG_BINARY(function, Name) \
  inline Value function(const Value& a, const Value& b) { return fn::record<op::Name>(a, b); }
MG_BINARY(min, Min)
MG_BINARY(max, Max)
MG_BINARY(atan2, Atan2)
MG_BINARY(hypot, Hypot)
#undef MG_BINARY

// The rest of <cmath>, composed of ops; what rounds to integers is in rounding.h, exponents of 2 in exponents.h, and
// tests in classify.h. Exact are fmin, fmax, fdim and copysign (but for the sign of a NaN). The others are within four
// units in the last place, where the library is within one (so log2(8) need not be 3, but ilogb and logb are exact),
// but: erfc has the absolute accuracy of 1 - erf, fma rounds twice, and asinh and acosh are infinite from 8.99e307 on,
// where twice the number is.

namespace fn {
/// 1 where `x` has a sign bit, else 0: 1 / x tells the zeros apart. 0 for a NaN.
inline Value has_sign(const Value& x) { return lt(select(eq(x, 0.0), 1.0 / x, x), 0.0); }
}  // namespace fn

inline Value copysign(const Value& magnitude, const Value& x) {
  const Value negative = has_sign(x);
  const Value positive_magnitude = abs(magnitude);
  return select(negative, -positive_magnitude, positive_magnitude);
}
inline Value exp2(const Value& x) { return pow(Value(2.0), x); }
inline Value log2(const Value& x) { return log(x) * std::numbers::log2e; }
inline Value log10(const Value& x) { return log(x) * std::numbers::log10e; }
inline Value erfc(const Value& x) { return 1.0 - erf(x); }
/// sinh is odd: both halves are computed from |x|, where nothing cancels. The factor a / (1 + √(a² + 1)) is at most 1,
/// and `min` makes it so at infinity.
inline Value asinh(const Value& x) {
  const Value side = select(lt(x, 0.0), -1.0, 1.0);
  const Value a = side * x;
  return side * log1p(a * (1.0 + min(1.0, a / (1.0 + hypot(a, 1.0)))));
}
inline Value acosh(const Value& x) {
  const Value above = x - 1.0;
  return log1p(above + sqrt(above) * sqrt(x + 1.0));
}
inline Value atanh(const Value& x) { return 0.5 * (log1p(x) - log1p(-x)); }
inline Value fma(const Value& a, const Value& b, const Value& c) { return a * b + c; }
inline Value fdim(const Value& a, const Value& b) { return select(le(a, b), 0.0, a - b); }
/// Not hypot(hypot(a, b), c), which has no derivative where a and b are 0. A sum tells whether all are, as it keeps the
/// NaN that `max` may lose.
inline Value hypot(const Value& a, const Value& b, const Value& c) {
  const Value p = abs(a), q = abs(b), r = abs(c);
  const Value scale = max(max(p, q), r);
  const Value x = a / scale, y = b / scale, z = c / scale;
  const Value length =
      select(lt(scale, std::numeric_limits<double>::infinity()), scale * sqrt(x * x + y * y + z * z), scale);
  return select(eq(p + q + r, 0.0), 0.0, length);
}
/// As in <cmath>, a NaN loses.
inline Value fmin(const Value& a, const Value& b) { return select(eq(a, a), select(eq(b, b), min(a, b), a), b); }
inline Value fmax(const Value& a, const Value& b) { return select(eq(a, a), select(eq(b, b), max(a, b), a), b); }

// Names that programs have functions of their own for, in templates that fit as well: a parameter that a Value is
// converted to has those preferred.

/// From `a`, where t is 0, to `b`, where it is 1, both exactly, and lerp(a, a, t) is a; halves, so that b - a does not
/// overflow. It is within [a, b] for t within [0, 1], but unlike std::lerp need not be monotonic where it is rounded.
/// At both ends the derivative to t is b - a, too.
inline Value lerp(const Argument& a, const Argument& b, const Argument& t) {
  const Value half = 0.5 * b.value - 0.5 * a.value;
  return select(lt(t.value, 0.5), a.value + (2.0 * t.value) * half, b.value - (2.0 - 2.0 * t.value) * half);
}
/// (a + b) / 2, rounded once, without overflow; of <numeric>.
inline Value midpoint(const Argument& a, const Argument& b) {
  const Value sum = a.value + b.value;
  return select(lt(abs(sum), std::numeric_limits<double>::infinity()), 0.5 * sum, 0.5 * a.value + 0.5 * b.value);
}

// What is no formula of ops. Where a program has a function of the name, that is the one that is called.
namespace fn {
struct NoFormulaOfOpsComputesThis {};
}  // namespace fn
Value lgamma(const Argument& x, fn::NoFormulaOfOpsComputesThis = {}) = delete;
Value tgamma(const Argument& x, fn::NoFormulaOfOpsComputesThis = {}) = delete;
Value nextafter(const Argument& from, const Argument& to, fn::NoFormulaOfOpsComputesThis = {}) = delete;
Value nexttoward(const Argument& from, const Argument& to, fn::NoFormulaOfOpsComputesThis = {}) = delete;

}  // namespace mg
