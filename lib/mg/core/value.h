#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <type_traits>

#include "mg/core/ops.h"
#include "mg/core/tape.h"

namespace mg {

/// A number that remembers how it was computed: a 16-byte handle to a node of a graph, usable wherever a `double` is.
///
/// Made from a `double` it is a plain number, and stays one until it meets a recorded Value. What an operation on
/// recorded Values returns is recorded. A handle to a node that a frame has dropped, or Values of two graphs in one
/// operation, throw UsageError. The graph must outlive its handles; moving the graph is fine.
class Value {
 public:
  Value() : Value(0.0) {}
  Value(double number) : tape_(&no_tape), number_(number) {}  // NOLINT: implicit, as a double is

  /// The number.
  double data() const { return is_recorded() ? tape().value(checked_id()) : number_; }
  /// What the calls of `backward` have added up since `zero_grad`: d(root)/d(this). 0 for a plain number.
  double grad() const { return is_recorded() ? tape().adjoint(checked_id()) : 0.0; }
  /// Gives an input or a parameter another value; nodes that were computed from it keep theirs.
  void set_data(double number);

  /// `static_cast<int>(x)`: a number as it is now, cut off from the graph. Not to bool: that is a comparison.
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>) explicit operator Number() const {
    return static_cast<Number>(data());
  }

  bool is_recorded() const { return tape_ != &no_tape; }
  /// The node. UsageError for a plain number.
  NodeId id() const;
  /// The same as a node of `tape`: itself, or for a plain number a constant that is recorded there.
  Value recorded_in(Tape& tape) const {
    const NodeId id = id_in(tape);
    return is_recorded() ? *this : Value(&tape, tape.handle(id));
  }

  Value operator+() const { return *this; }
  Value& operator+=(const Value& other);
  Value& operator-=(const Value& other);
  Value& operator*=(const Value& other);
  Value& operator/=(const Value& other);
  Value& operator++() { return *this += 1.0; }
  Value& operator--() { return *this -= 1.0; }
  Value operator++(int);
  Value operator--(int);

  /// `Value(data=2.5, grad=1)`
  friend std::ostream& operator<<(std::ostream& out, const Value& value);

 private:
  friend class Graph;
  friend class Comparison;
  template <class O, class... Arguments> friend Value record_any(double attribute, Arguments... arguments);
  template <class O, class... Arguments>
  friend Value record_with_attribute(double attribute, const Arguments&... arguments);

  Value(const TapeFront* tape, Tape::Handle handle) : tape_(tape), handle_(handle) {}

  NodeId checked_id() const {
    if (!tape().alive(handle_)) report_dropped();
    return {Tape::index_of(handle_)};
  }
  /// The node in `tape`; a plain number is recorded there as a constant.
  NodeId id_in(Tape& tape) const {
    if (tape_ == &tape) return checked_id();
    if (is_recorded()) report_two_graphs();
    return {Tape::index_of(tape.push_leaf(Op::Constant, number_))};
  }
  [[noreturn]] static void report_dropped();
  [[noreturn]] static void report_two_graphs();

  // What recording in line is made of. A literal is a plain number that the compiler sees to be one, as in `x * 2.0`.
  // It may see more at one place than at another, so that it is asked once.
  [[gnu::always_inline]] bool is_literal() const {
    return __builtin_constant_p(tape_ == &no_tape) && tape_ == &no_tape;
  }
  [[gnu::always_inline]] bool is_on(const TapeFront* tape, bool is_literal) const {
    return is_literal || tape_ == tape;
  }
  [[gnu::always_inline]] Tape::Handle handle(bool is_literal) const { return is_literal ? 0 : handle_; }
  [[gnu::always_inline]] std::uint32_t place_on(Tape& tape, bool is_literal) const {
    return Tape::index_of(is_literal ? tape.append(Op::Constant, 0, 0, number_) : handle_);
  }
  /// That of the first that is not a literal.
  template <class... Others>
  [[gnu::always_inline]] static const TapeFront* likely_tape(const bool* are_literals, const Value& first,
                                                             const Others&... others) {
    if constexpr (sizeof...(Others) > 0) {
      if (*are_literals) return likely_tape(are_literals + 1, others...);
    }
    return first.tape_;
  }

  /// Of a recorded one.
  Tape& tape() const { return tape_of(*tape_); }

  const TapeFront* tape_;
  union {
    double number_;
    Tape::Handle handle_;
  };
};

static_assert(sizeof(Value) == 16);

/// Appends op `O`, evaluated.
template <class O, std::size_t N>
[[gnu::always_inline]] inline Tape::Handle append(Tape& tape, const std::array<std::uint32_t, N>& x, double attribute) {
  std::array<double, N> values;
  for (std::size_t k = 0; k < N; ++k) values[k] = tape.value({x[k]});
  const double y = eval_op<O>(values, attribute);
  std::uint32_t b = 0;
  if constexpr (N == 3) b = tape.append_pair(x[1], x[2]);
  if constexpr (N == 2) b = x[1];
  if constexpr (O::info.attribute.has_value()) b = tape.append_attribute(attribute);
  return tape.append(op_of<O>, x[0], b, y);
}

/// Records op `O`, or computes it if none of its arguments is recorded: the general case, out of line.
template <class O, class... Arguments>
[[gnu::noinline, gnu::cold]] Value record_any(double attribute, Arguments... arguments) {
  Tape* tape = nullptr;
  ((tape = tape || !arguments.is_recorded() ? tape : &arguments.tape()), ...);
  if (!tape) return Value(eval_op<O>(std::array{arguments.number_...}, attribute));
  // Braces: the constants among the arguments are recorded from left to right.
  const std::array<std::uint32_t, sizeof...(Arguments)> places{arguments.id_in(*tape).index...};
  tape->make_room();
  return Value(tape, append<O>(*tape, places, attribute));
}

/// The same, with the usual case in line: arguments recorded on one tape, and literals.
template <class O, class... Arguments>
[[gnu::always_inline]] inline Value record_with_attribute(double attribute, const Arguments&... arguments) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    const bool literal[]{arguments.is_literal()...};
    const TapeFront* const front = Value::likely_tape(literal, arguments...);
    if ((arguments.is_on(front, literal[I]) && ...) && front->at_hand((arguments.handle(literal[I]) | ...)))
        [[likely]] {
      Tape& tape = tape_of(*front);
      const std::array<std::uint32_t, sizeof...(I)> places{arguments.place_on(tape, literal[I])...};
      return Value(front, append<O>(tape, places, attribute));
    }
    return record_any<O>(attribute, arguments...);
  }
  (std::make_index_sequence<sizeof...(Arguments)>{});
}
template <class O, class... Arguments> [[gnu::always_inline]] inline Value record(const Arguments&... arguments) {
  return record_with_attribute<O>(0.0, arguments...);
}

[[gnu::always_inline]] inline Value operator+(const Value& a, const Value& b) { return record<op::Add>(a, b); }
[[gnu::always_inline]] inline Value operator-(const Value& a, const Value& b) { return record<op::Sub>(a, b); }
[[gnu::always_inline]] inline Value operator*(const Value& a, const Value& b) { return record<op::Mul>(a, b); }
[[gnu::always_inline]] inline Value operator/(const Value& a, const Value& b) { return record<op::Div>(a, b); }
[[gnu::always_inline]] inline Value operator-(const Value& x) { return record<op::Neg>(x); }

[[gnu::always_inline]] inline Value& Value::operator+=(const Value& other) { return *this = *this + other; }
[[gnu::always_inline]] inline Value& Value::operator-=(const Value& other) { return *this = *this - other; }
[[gnu::always_inline]] inline Value& Value::operator*=(const Value& other) { return *this = *this * other; }
[[gnu::always_inline]] inline Value& Value::operator/=(const Value& other) { return *this = *this / other; }
inline Value Value::operator++(int) {
  Value before = *this;
  ++*this;
  return before;
}
inline Value Value::operator--(int) {
  Value before = *this;
  --*this;
  return before;
}

// --- comparisons ---

/// A place in the source; as a default argument, that of the caller.
struct Place {
  const char* file;
  std::uint32_t line;
  static constexpr Place current(const char* file = __builtin_FILE(), std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
};

/// A Value, and where it was compared.
struct Located {
  Located(const Value& v, Place p = Place::current()) : value(v), where(p) {}  // NOLINT: implicit
  template <std::convertible_to<double> Number>
  Located(Number number, Place p = Place::current())  // NOLINT: implicit
      : value(static_cast<double>(number)), where(p) {}

  Value value;
  Place where;
};

/// What `x < y` on Values returns. In an `if` it is a bool: the comparison is recorded with a *guard*, which remembers
/// the side taken and where. As the condition of `select` it is a Value, and no guard is needed.
class Comparison {
 public:
  /// `negated`: true where the comparison is false (`!=`).
  Comparison(Op op, const Located& a, const Located& b, Place where, bool negated = false)
      : op_(op), negated_(negated), a_(a.value), b_(b.value), where_(where) {}

  operator bool() const;  // NOLINT: implicit, as the bool that it stands for
  /// 1 or 0, recorded if an operand is.
  Value value() const;

 private:
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

// --- functions: those of <cmath>, found by argument-dependent lookup ---

[[gnu::always_inline]] inline Value pow(const Value& a, const Value& b) {
  // A plain exponent is an attribute, which the rule of PowConst knows more about.
  if (a.is_recorded() && !b.is_recorded()) return record_with_attribute<op::PowConst>(b.data(), a);
  if (!a.is_recorded() && !b.is_recorded()) return Value(op::PowConst::eval(a.data(), b.data()));
  return record<op::Pow>(a, b);
}

#define MG_UNARY(function, Name) \
  inline Value function(const Value& x) { return record<op::Name>(x); }
MG_UNARY(abs, Abs)
MG_UNARY(fabs, Abs)
MG_UNARY(sign, Sign)
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
MG_UNARY(sigmoid, Sigmoid)
MG_UNARY(softplus, Softplus)
#undef MG_UNARY

#define MG_BINARY(function, Name) \
  inline Value function(const Value& a, const Value& b) { return record<op::Name>(a, b); }
MG_BINARY(min, Min)
MG_BINARY(max, Max)
MG_BINARY(atan2, Atan2)
MG_BINARY(hypot, Hypot)
#undef MG_BINARY

[[gnu::always_inline]] inline Value relu(const Value& x, double slope = *op::Relu::info.attribute) {
  return record_with_attribute<op::Relu>(slope, x);
}

// The ones that <cmath> lacks, for plain numbers, so that one template serves both.
inline double relu(double x, double slope = *op::Relu::info.attribute) { return op::Relu::eval(x, slope); }
inline double sigmoid(double x) { return op::Sigmoid::eval(x); }
inline double softplus(double x) { return op::Softplus::eval(x); }

// The rest of <cmath>, composed of ops. Exact are ceil, trunc, round, fmin, fmax, fdim and copysign (but for the sign
// of a NaN). The others are within a few units in the last place of the library's, except that erfc has the absolute
// accuracy of 1 - erf, fma rounds twice, and fmod is a multiple of y off where x / y rounds.
inline Value ceil(const Value& x) { return -floor(-x); }
inline Value trunc(const Value& x) { return select(lt(x, 0.0), ceil(x), floor(x)); }
/// Half away from zero. Not floor(x + 0.5): the sum is not exact.
inline Value round(const Value& x) {
  const Value whole = trunc(x);
  return select(le(0.5, abs(x - whole)), whole + sign(x), whole);
}
inline Value copysign(const Value& magnitude, const Value& x) {
  // 1 / x tells the zeros apart.
  const Value negative = lt(select(eq(x, 0.0), 1.0 / x, x), 0.0);
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
inline Value fmod(const Value& x, const Value& y) { return x - y * trunc(x / y); }
inline Value fdim(const Value& a, const Value& b) { return select(le(a, b), 0.0, a - b); }
/// Not hypot(hypot(a, b), c), which has no derivative where a and b are 0.
inline Value hypot(const Value& a, const Value& b, const Value& c) {
  const Value scale = max(max(abs(a), abs(b)), abs(c));
  const Value x = a / scale, y = b / scale, z = c / scale;
  return select(eq(scale, 0.0), 0.0, scale * sqrt(x * x + y * y + z * z));
}
/// As in <cmath>, a NaN loses.
inline Value fmin(const Value& a, const Value& b) { return select(eq(a, a), select(eq(b, b), min(a, b), a), b); }
inline Value fmax(const Value& a, const Value& b) { return select(eq(a, a), select(eq(b, b), max(a, b), a), b); }

// These record a guard: the code behind them depends on the answer.
inline bool isnan(const Located& x) { return Comparison(Op::Eq, x, x, x.where, true); }
inline bool isinf(const Located& x) {
  return Comparison(Op::Eq, abs(x.value), std::numeric_limits<double>::infinity(), x.where);
}
inline bool isfinite(const Located& x) {
  return Comparison(Op::Lt, abs(x.value), std::numeric_limits<double>::infinity(), x.where);
}

}  // namespace mg

/// As of double.
template <> class std::numeric_limits<mg::Value> : public std::numeric_limits<double> {
  using Base = std::numeric_limits<double>;

 public:
  static mg::Value min() { return Base::min(); }
  static mg::Value max() { return Base::max(); }
  static mg::Value lowest() { return Base::lowest(); }
  static mg::Value epsilon() { return Base::epsilon(); }
  static mg::Value round_error() { return Base::round_error(); }
  static mg::Value infinity() { return Base::infinity(); }
  static mg::Value quiet_NaN() { return Base::quiet_NaN(); }
  static mg::Value signaling_NaN() { return Base::signaling_NaN(); }
  static mg::Value denorm_min() { return Base::denorm_min(); }
};
