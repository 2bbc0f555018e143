#include "mg/passes/simplify.h"

#include <cmath>
#include <optional>

#include "mg/core/bits.h"
#include "mg/passes/rewrite.h"

namespace mg {
namespace {

/// A node about to be appended, and what is known of the graph below it.
class Simplifier {
 public:
  explicit Simplifier(Rewriter& rewrite) : rewrite_(rewrite), to_(rewrite.to()) {}

  /// The node that has the value of `op` over `x`: an earlier one, or a new one.
  NodeId node(Op op, const std::array<NodeId, 3>& x, double attribute) {
    if (const auto found = identity(op, x, attribute)) return *found;
    return append(op, x, attribute);
  }

 private:
  NodeId append(Op op, const std::array<NodeId, 3>& x, double attribute = 0.0) {
    return rewrite_.append(op, x, attribute);
  }

  Op op(NodeId id) const { return to_.op(id); }
  NodeId argument(NodeId id, int k = 0) const { return to_.arguments(id)[k]; }
  bool is_constant(NodeId id) const { return op(id) == Op::Constant; }
  /// 0 is not -0.
  bool is(NodeId id, double number) const { return is_constant(id) && same_bits(to_.value(id), number); }
  bool is_neg(NodeId id) const { return op(id) == Op::Neg; }
  bool is_comparison(NodeId id) const { return info(op(id)).compares; }

  /// The rows of the table. Each line is an identity of IEEE arithmetic in round-to-nearest.
  std::optional<NodeId> identity(Op op, const std::array<NodeId, 3>& x, double attribute) {
    const NodeId a = x[0], b = x[1], c = x[2];
    if (op == Op::Add) {
      if (is(a, -0.0)) return b;                                   // -0 + b = b
      if (is(b, -0.0)) return a;                                   // a + -0 = a
      if (is(a, 0.0) && never_minus_zero(b)) return b;             // 0 + b = b, but for b = -0
      if (is(b, 0.0) && never_minus_zero(a)) return a;             // a + 0 = a, likewise
      if (is_neg(b)) return node(Op::Sub, {a, argument(b)}, 0.0);  // a + -b = a - b
      if (is_neg(a)) return node(Op::Sub, {b, argument(a)}, 0.0);  // -a + b = b - a
    }
    if (op == Op::Sub) {
      if (is(b, 0.0)) return a;                                    // a - 0 = a
      if (is(a, -0.0)) return node(Op::Neg, {b}, 0.0);             // -0 - b = -b
      if (is_neg(b)) return node(Op::Add, {a, argument(b)}, 0.0);  // a - -b = a + b
    }
    if (op == Op::Mul) {
      if (is(a, 1.0)) return b;                                                           // 1 * b = b
      if (is(b, 1.0)) return a;                                                           // a * 1 = a
      if (is(a, -1.0)) return node(Op::Neg, {b}, 0.0);                                    // -1 * b = -b
      if (is(b, -1.0)) return node(Op::Neg, {a}, 0.0);                                    // a * -1 = -a
      if (is_neg(a) && is_neg(b)) return node(Op::Mul, {argument(a), argument(b)}, 0.0);  // -a * -b = a * b
    }
    if (op == Op::Div) {
      if (is(b, 1.0)) return a;                                                           // a / 1 = a
      if (is(b, -1.0)) return node(Op::Neg, {a}, 0.0);                                    // a / -1 = -a
      if (is_neg(a) && is_neg(b)) return node(Op::Div, {argument(a), argument(b)}, 0.0);  // -a / -b = a / b
      if (const auto reciprocal = exact_reciprocal(b)) {                                  // a / 2^n = a * 2^-n
        return node(Op::Mul, {a, rewrite_.append_constant(*reciprocal)}, 0.0);
      }
    }
    if (op == Op::Neg && is_neg(a)) return argument(a);  // --a = a
    if (op == Op::PowConst) {
      if (attribute == 1.0) return a;                              // by its table
      if (attribute == 0.0) return rewrite_.append_constant(1.0);  // by its table
    }
    if (op == Op::Abs && (is_neg(a) || this->op(a) == Op::Abs)) return node(Op::Abs, {argument(a)}, 0.0);
    if ((op == Op::Min || op == Op::Max) && a == b) return a;
    if (op == Op::Select) {
      if (is_constant(a)) return to_.value(a) != 0.0 ? b : c;
      if (b == c) return b;
      if (is_comparison(a) && is(b, 1.0) && is(c, 0.0)) return a;  // a comparison is 1 or 0 already
      if (const auto opposite = compared_with_zero(a)) return node(Op::Select, {*opposite, c, b}, 0.0);
    }
    if (op == Op::Eq && (is(a, 0.0) || is(b, 0.0))) {
      // ((y = 0) = 0) = 0 is y = 0. With it, the row before this one never has far to go.
      const auto once = compared_with_zero(is(a, 0.0) ? b : a);
      if (once && compared_with_zero(*once)) return *once;
    }
    return std::nullopt;
  }

  /// y, where the node is y = 0.
  std::optional<NodeId> compared_with_zero(NodeId id) const {
    if (op(id) != Op::Eq) return std::nullopt;
    if (is(argument(id, 1), 0.0)) return argument(id, 0);
    if (is(argument(id, 0), 0.0)) return argument(id, 1);
    return std::nullopt;
  }

  /// 1/x where x is a power of two and so is 1/x: then dividing and multiplying round the same number.
  std::optional<double> exact_reciprocal(NodeId id) const {
    if (!is_constant(id)) return std::nullopt;
    const double x = to_.value(id);
    int exponent = 0;
    if (!std::isnormal(x) || std::fabs(std::frexp(x, &exponent)) != 0.5) return std::nullopt;
    const double reciprocal = 1.0 / x;
    if (!std::isnormal(reciprocal)) return std::nullopt;
    return reciprocal;
  }

  /// Whether the value cannot be -0, from what computes it and what computes that, no deeper.
  bool never_minus_zero(NodeId id) const {
    if (is_constant(id)) return !is(id, -0.0);
    if (op(id) != Op::Add && op(id) != Op::Sub) return obviously_never_minus_zero(id);
    // A sum is -0 only if both terms are; a difference, only if -0 - 0.
    if (obviously_never_minus_zero(argument(id, 0))) return true;
    return op(id) == Op::Add && obviously_never_minus_zero(argument(id, 1));
  }
  bool obviously_never_minus_zero(NodeId id) const {
    if (is_constant(id)) return !is(id, -0.0);
    if (op(id) == Op::Mul) return argument(id, 0) == argument(id, 1);
    return info(op(id)).never_minus_zero;
  }

  Rewriter& rewrite_;
  const Graph& to_;
};

}  // namespace

Graph simplify(const Graph& graph, Became* became) {
  Rewriter rewrite(graph, became);
  Simplifier simplify(rewrite);
  // A guard needs its comparison; simplifying never takes one away: the one row above that has one on its left puts
  // another in its place.
  rewrite.for_each_node([&](NodeId id) {
    const Op op = graph.op(id);
    rewrite.map(id, is_leaf(op) ? rewrite.copy(id) : simplify.node(op, rewrite.arguments(id), graph.attribute(id)));
  });
  return rewrite.finish();
}

}  // namespace mg
