#include "mg/passes/simplify.h"

#include <array>
#include <span>
#include <vector>

#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/passes/identities.h"
#include "mg/passes/rewrite.h"

namespace mg {
namespace {

/// A set of ops.
using Ops = std::uint64_t;
static_assert(op_count <= 64);
constexpr Ops only(Op op) { return Ops{1} << static_cast<unsigned>(op); }

struct Candidate {
  const Identity* identity;
  Ops needed;  // among the arguments: most nodes have none of them, and need not be looked at
};

/// The ops that arguments must have for an identity to fit.
Ops ops_needed(const Identity& identity) {
  const Term& whole = identity.left.front();
  Ops needed = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(info(whole.op).arity); ++k) {
    const Term& argument = identity.left[whole.arguments[k]];
    if (argument.kind == Term::Operation) needed |= only(argument.op);
    if (argument.kind == Term::Number || stands_for_constant(argument.letter)) needed |= only(Op::Constant);
  }
  return needed;
}

/// The identities by the operation that their left sides are, in order.
std::array<std::vector<Candidate>, op_count> candidates_by_op() {
  std::array<std::vector<Candidate>, op_count> by_op;
  for (const Identity& identity : identities()) {
    by_op[static_cast<std::size_t>(identity.left.front().op)].push_back({&identity, ops_needed(identity)});
  }
  return by_op;
}

/// A node about to be appended, and what is known of the graph below it.
template <class Number> class Simplifier {
 public:
  explicit Simplifier(Rewriter& rewrite) : rewrite_(rewrite), to_(rewrite.to()) {}

  /// The node that has the value of `op` over `x`: an earlier one, or a new one.
  NodeId node(Op op, const std::array<NodeId, 3>& x, double attribute) {
    Ops there = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(op).arity); ++k) there |= only(this->op(x[k]));
    for (const auto& [identity, needed] : by_op_[static_cast<std::size_t>(op)]) {
      if ((needed & ~there) != 0) continue;
      Letters letters;
      if (fits(identity->left, 0, x, attribute, letters)) return right_side(identity->right, 0, letters);
    }
    return rewrite_.append(op, x, attribute);
  }

 private:
  /// What the letters of an identity stand for.
  using Letters = std::array<NodeId, most_letters>;

  /// Whether an operation, of the kind that the term is, fits it. Recursive, but over the sides of identities only.
  bool fits(std::span<const Term> side, std::size_t place, const std::array<NodeId, 3>& x, double attribute,
            Letters& letters) const {
    const Term& term = side[place];
    const OpInfo& row = info(term.op);
    if (row.attribute && attribute != term.number) return false;
    const auto fit = [&](NodeId first, NodeId second) {
      return fits(side, term.arguments[0], first, letters) &&
             (row.arity < 2 || fits(side, term.arguments[1], second, letters)) &&
             (row.arity < 3 || fits(side, term.arguments[2], x[2], letters));
    };
    const Letters before = letters;
    if (fit(x[0], x[1])) return true;
    if (!row.commutes) return false;
    letters = before;
    return fit(x[1], x[0]);
  }
  bool fits(std::span<const Term> side, std::size_t place, NodeId id, Letters& letters) const {
    const Term& term = side[place];
    switch (term.kind) {
      case Term::Letter:
        if (letters[term.variable] != no_node) return letters[term.variable] == id;
        letters[term.variable] = id;
        return is_what_it_stands_for(term.letter, id);
      case Term::Number:
        return op(id) == Op::Constant && same_bits(to_.value(id), term.number);
      case Term::Operation:
        return op(id) == term.op && fits(side, place, to_.arguments(id), to_.attribute(id), letters);
      case Term::Reciprocal:
        return false;
    }
    __builtin_unreachable();
  }
  bool is_what_it_stands_for(char letter, NodeId id) const {
    if (op(id) == Op::Constant) return may_be<Number>(letter, to_.value(id));
    if (stands_for_constant(letter)) return false;
    return letter == 'z' ? never_minus_zero(id) : letter == 'c' ? info(op(id)).compares : true;
  }

  NodeId right_side(std::span<const Term> side, std::size_t place, Letters& letters) {
    const Term& term = side[place];
    switch (term.kind) {
      case Term::Letter:
        return letters[term.variable];
      case Term::Reciprocal:
        return rewrite_.append_constant(1.0 / to_.value(letters[term.variable]));
      case Term::Number:
        return rewrite_.append_constant(term.number);
      case Term::Operation:
        break;
    }
    std::array<NodeId, 3> arguments;
    for (std::size_t k = 0; k < static_cast<std::size_t>(info(term.op).arity); ++k) {
      arguments[k] = right_side(side, term.arguments[k], letters);
    }
    return node(term.op, arguments, term.number);
  }

  Op op(NodeId id) const { return to_.op(id); }
  NodeId argument(NodeId id, std::size_t k) const { return to_.arguments(id)[k]; }

  /// Whether the value cannot be -0, from what computes it and what computes that, no deeper.
  bool never_minus_zero(NodeId id) const {
    if (op(id) != Op::Add && op(id) != Op::Sub) return obviously_never_minus_zero(id);
    // A sum is -0 only if both terms are; a difference, only if -0 - 0.
    if (obviously_never_minus_zero(argument(id, 0))) return true;
    return op(id) == Op::Add && obviously_never_minus_zero(argument(id, 1));
  }
  bool obviously_never_minus_zero(NodeId id) const {
    if (op(id) == Op::Constant) return may_be<Number>('z', to_.value(id));
    if (op(id) == Op::Mul) return argument(id, 0) == argument(id, 1);
    return info(op(id)).never_minus_zero;
  }

  Rewriter& rewrite_;
  const Graph& to_;
  const std::array<std::vector<Candidate>, op_count> by_op_ = candidates_by_op();
};

}  // namespace

template <class Number> Graph simplify(const Graph& graph, NodeMap* became) {
  Rewriter rewrite(graph, became);
  Simplifier<Number> simplify(rewrite);
  // A guard needs its comparison; simplifying never takes one away: the one identity that has one on its left puts
  // another in its place.
  rewrite.for_each_node([&](NodeId id) {
    const Op op = graph.op(id);
    rewrite.map(id, is_leaf(op) ? rewrite.copy(id) : simplify.node(op, rewrite.arguments(id), graph.attribute(id)));
  });
  return rewrite.finish();
}

template Graph simplify<double>(const Graph&, NodeMap*);
template Graph simplify<float>(const Graph&, NodeMap*);

}  // namespace mg
