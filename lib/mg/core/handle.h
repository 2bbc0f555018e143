#pragma once

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <string_view>
#include <type_traits>

#include "mg/core/tape.h"

namespace mg {

class Value;
class Comparison;

/// Where argument-dependent lookup does not look: functions that <cmath> lacks (functions.h), and how recording
/// works (recording.h).
namespace fn {
template <class O, class... Arguments> Value record_any(double attribute, Arguments... arguments);
template <class O, class... Arguments> Value record_with_attribute(double attribute, const Arguments&... arguments);
}  // namespace fn
using namespace fn;

/// A number that remembers how it was computed: a 16-byte handle to a node of a graph, usable wherever a `double` is.
///
/// Made from a `double` it is a plain number, and stays one until it meets a recorded Value. What an operation on
/// recorded Values returns is recorded. A handle to a node that a frame has dropped, or Values of two graphs in one
/// operation, throw UsageError. Moving the graph is fine. It must outlive its handles, which is not checked: to use a
/// Value after its graph is undefined, and AddressSanitizer tells. Looking graphs up in a table for each operation, or
/// counting the Values of each, would take 11 instructions more than the 27 that it takes to record one in a net.
class Value {
 public:
  constexpr Value() : Value(0.0) {}
  constexpr Value(double number) : tape_(&no_tape), number_(number) {}  // NOLINT: implicit, as a double is
  /// 1 or 0, as a condition is where a number is wanted: `(x > 0) * x`, `Value step = x > 0`. Recorded, and needs no
  /// guard. See comparison.h.
  template <std::same_as<Comparison> Condition> Value(const Condition& condition);  // NOLINT: implicit

  /// The number as it is now, to look at. What is computed from it is cut off from the graph: it gets no gradient, and
  /// a replay at another point goes on with this number, without a guard that would tell. In a formula, use the Value.
  constexpr double data() const { return is_recorded() ? tape().value(checked_id()) : number_; }
  /// What the calls of `backward` have added up since `zero_grad`: d(root)/d(this). 0 for a plain number.
  double grad() const { return is_recorded() ? tape().adjoint(checked_id()) : 0.0; }
  /// Gives an input or a parameter another value; nodes that were computed from it keep theirs.
  void set_data(double number);
  /// Sets the gradient of this one to 0; `Graph::zero_grad` does it for all.
  void zero_grad() const {
    if (is_recorded()) tape().zero_adjoint(checked_id());
  }

  /// `static_cast<int>(x)`, for which code that follows may look up a table or count a loop: the number that `x`
  /// truncates to, recorded as `eq(trunc(x), k)` with a guard, as a branch is. UsageError for a NaN, and for a number
  /// that the type does not hold.
  template <class Number>
  requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) explicit operator Number() const {
    constexpr double half = static_cast<double>(std::numeric_limits<Number>::max() / 2 + 1);
    return static_cast<Number>(cast_to_integer(static_cast<double>(std::numeric_limits<Number>::min()), 2 * half));
  }
  /// `static_cast<double>(x)`, as libraries do it: the number, with a guard that `x` equals it (as 0 equals -0). To
  /// look at a Value without leaving a trace, use `data()`. Casts do not know where they are written: a scope around
  /// them tells.
  template <class Number>
  requires std::is_floating_point_v<Number>
  explicit operator Number() const { return static_cast<Number>(cast_to_floating()); }
  /// `if (x)`, `!x`, `x ? a : b`: whether `x` is not 0, recorded as `eq(x, 0)` with a guard, as `x != 0.0` is. A NaN is
  /// not 0.
  explicit operator bool() const;

  constexpr bool is_recorded() const { return tape_ != &no_tape; }
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
  friend struct std::hash<Value>;
  template <class O, class... Arguments> friend Value fn::record_any(double attribute, Arguments... arguments);
  template <class O, class... Arguments>
  friend Value fn::record_with_attribute(double attribute, const Arguments&... arguments);

  Value(const TapeFront* tape, Tape::Handle handle) : tape_(tape), handle_(handle) {}

  NodeId checked_id() const {
    if (!tape().alive(handle_)) report_dropped();
    return {Tape::index_of(handle_)};
  }
  /// UsageError unless it is a plain number, or a node of `tape` that is still there.
  void require_on(const Tape& tape) const {
    if (tape_ == &tape)
      static_cast<void>(checked_id());
    else if (is_recorded())
      report_two_graphs();
  }
  /// The node in `tape`, of which this and room for a node are required; a plain number is recorded there as a
  /// constant.
  [[gnu::always_inline]] NodeId required_id_in(Tape& tape) const {
    return {Tape::index_of(is_recorded() ? handle_ : tape.append_leaf(Op::Constant, number_))};
  }
  NodeId id_in(Tape& tape) const {
    require_on(tape);
    if (!is_recorded()) tape.make_room();
    return required_id_in(tape);
  }
  /// From `low` up to but without `end`.
  double cast_to_integer(double low, double end) const;
  /// `what` depends on the number, for the guard.
  double cast_to_floating(std::string_view what = "a cast to a floating-point number") const;
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

}  // namespace mg
