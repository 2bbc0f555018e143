// The two loops over a tape: forwards for the values, backwards for the adjoints.
//
// Nodes are numbered in the order of recording, so every argument of a node has a smaller number. Going through the
// numbers downwards, a node's adjoint is complete when its turn comes: all its users have had theirs. The whole of
// backpropagation is then one loop: for each node, for each argument, adjoint(argument) += adjoint(node) * partial.
// That loop, and no more, is in tests/core/plain_sweep.h; the one below gives the same bits, and is held against it.
//
// Which nodes take part. Only what the root reaches does, and an argument that `select`, `min` or `max` did not take is
// not reached through it. That matters: an unreached node may have an infinite partial, and 0 * inf would put a NaN
// into a gradient that it has nothing to do with. A reached node is never left out, even if its adjoint happens to be
// 0.
//
// How a node knows that it was reached, without a flag beside it. Sums of adjoints start at +0, and +0 plus anything is
// never -0 (IEEE 754: a sum is -0 only if both terms are). So no reached node can have the adjoint -0, and -0 is free
// to mean "not reached". It also is the neutral element of addition, so the first contribution needs no special case,
// except that -0 + -0 is still -0; adding +0 once more turns exactly that into +0 and leaves every other number as it
// is. (A contribution with the partial 1 is a reached node's adjoint, hence not -0, and needs no such care.)
//
// What makes it fast. A node costs few instructions, and most of the time goes where one waits for the other: a number
// that is stored and loaded again takes some ten cycles on its way, an addition two to four. So the loops keep in a
// register what the next node asks for, where they can see that it does:
//
//   Dot products.  sum = sum + w[i] * x[i] records a product and its addition to the node before it, a *link*; most of
//     a net is chains of links. An addition hands its adjoint on as it is, so that down the chain all sums and products
//     have the same one, as long as nothing else has reached them: `links` walks it with the adjoint in a register,
//     two nodes a turn, without asking for the op of each. Going forwards, the sum stays in a register likewise.
//   The node before.  An argument is often the node just recorded, which then is the next to have its turn; its
//     adjoint is handed over as it was computed, and known to be reached.
//   Leaves in front.  The parameters of a model come first, and have nothing to pass on: the loops end above them.
//
// None of this changes what is added to what, in which order. What each buys, in a step of recording and sweeping:
// nanoseconds and instructions per operation, each left out alone (g++ 12 on a Zen 5 at 4.1 GHz; recording is 1.7, 1.6,
// 1.5 and 6.4 of them; tests/bench has the workloads):
//
//                             mlp-tiny     mlp-moons     mlp-wide      chain
//   all of them               2.9   56     2.6   48      2.4   45      10.5
//   without dot products      3.4   59     3.2   54      3.3   54      10.5
//   without the node before   2.9   56     2.6   47      2.5   44      11.3
//   without leaves in front   3.1   57     2.7   48      3.0   50      10.5
//   without any               3.9   58     3.2   52      3.9   58      11.3
//
// What did not pay: keeping the cosine of a sine from recording (computing it there costs as much as here, and keeping
// it 8 bytes), and a sentinel instead of comparing with the first node.

#include "mg/core/sweep.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "mg/core/ops.h"

namespace mg {
namespace {

template <class Number> constexpr Number not_reached = Number(-0.0);

template <class Number> bool is_reached(Number adjoint) { return !same_bits(adjoint, not_reached<Number>); }

/// Adds the contribution of a node with the adjoint `g`, which is never -0.
template <class Number> [[gnu::always_inline]] inline void contribute(Number& adjoint, Number g, Number partial) {
  if (__builtin_constant_p(partial) && partial == Number(1.0))
    adjoint += g;
  else
    adjoint = (adjoint + g * partial) + Number(0.0);
}

/// `f(0)`, …, `f(N - 1)`, without a loop.
template <std::size_t N, class F> [[gnu::always_inline]] inline void for_each_argument(F&& f) {
  [&]<std::size_t... K>(std::index_sequence<K...>) { (f(K), ...); }
  (std::make_index_sequence<N>{});
}

/// A tape as the loops see it: bare arrays.
struct Nodes {
  const Op* ops;
  const NodeArguments* arguments;
  const NodeArguments* pairs;
  const double* attributes;

  explicit Nodes(const Tape& tape)
      : ops(tape.ops()), arguments(tape.node_arguments()), pairs(tape.pairs()), attributes(tape.attributes()) {}

  /// Whether node `i` adds node `i - 1`, a product, to node `i - 2`.
  [[gnu::always_inline]] bool is_link(std::ptrdiff_t i) const {
    // Two comparisons of two at once. Leaves have the arguments 0 and 0, so that nothing before node 0 is looked at.
    const NodeArguments both{static_cast<std::uint32_t>(i - 2), static_cast<std::uint32_t>(i - 1)};
    if (std::bit_cast<std::uint64_t>(arguments[i]) != std::bit_cast<std::uint64_t>(both)) return false;
    std::array<Op, 2> pair;
    std::memcpy(&pair, ops + i - 1, sizeof pair);
    return std::bit_cast<std::uint16_t>(pair) == std::bit_cast<std::uint16_t>(std::array{Op::Mul, Op::Add});
  }
};

/// The arguments of node `i`, of struct `O`, and what `O` needs beside them.
template <class O> struct Operands {
  static constexpr std::size_t arity = O::info.arity;
  std::array<std::uint32_t, arity> ids;
  double attribute = 0.0;

  [[gnu::always_inline]] Operands(const Nodes& nodes, std::ptrdiff_t i) {
    const auto [a, b] = nodes.arguments[i];
    if constexpr (arity == 1) ids = {a};
    if constexpr (arity == 2) ids = {a, b};
    if constexpr (arity == 3) ids = {a, nodes.pairs[b].a, nodes.pairs[b].b};
    if constexpr (O::info.attribute.has_value()) attribute = nodes.attributes[b];
  }
};

/// The loop backwards.
template <class Number> class Sweep {
 public:
  Sweep(const Tape& tape, const Number* values, Number* adjoints) : nodes_(tape), v_(values), adjoint_(adjoints) {}

  [[gnu::always_inline]] void run(std::ptrdiff_t last, std::ptrdiff_t first) {
    Number g{};
    bool is_known = false;
    for (std::ptrdiff_t i = last; i >= first; --i) {
      if (!is_known) {
        g = adjoint_[i];
        if (!is_reached(g)) continue;
      }
      is_known = visit(
          nodes_.ops[i], [&]<class O>(O) __attribute__((always_inline)) { return step<O>(i, g); });
    }
  }

 private:
  /// Node `i`, which has the adjoint `g`. If true, `g` is now the adjoint of node `i - 1`, which is reached.
  /// Afterwards, `i` is the last node that is done.
  template <class O> [[gnu::always_inline]] bool step(std::ptrdiff_t& i, Number& g) {
    if constexpr (std::is_same_v<O, op::Add>) {
      if (starts_links(i)) {
        i = links(i, g) + 1;
        return false;
      }
    }
    if constexpr (O::info.arity > 0 && O::info.uses != Uses::Nothing) {
      const Operands<O> operands(nodes_, i);
      pass_on<O>(i, operands, g);
      if constexpr (O::info.uses == Uses::All) {
        for (const std::uint32_t id : operands.ids) {
          if (id == i - 1) {
            g = adjoint_[id];
            return true;
          }
        }
      }
    }
    return false;
  }

  /// The rule of node `i`.
  template <class O> [[gnu::always_inline]] void pass_on(std::ptrdiff_t i, const Operands<O>& operands, Number g) {
    std::array<Number, O::info.arity> x;
    for_each_argument<O::info.arity>([&](std::size_t k) { x[k] = v_[operands.ids[k]]; });
    const auto partials = partials_op<O>(x, v_[i], operands.attribute);
    if constexpr (O::info.uses == Uses::Taken) {
      const auto taken = taken_op<O>(x);
      for_each_argument<O::info.arity>([&](std::size_t k) {
        if (taken[k]) contribute(adjoint_[operands.ids[k]], g, partials[k]);
      });
    } else {
      for_each_argument<O::info.arity>([&](std::size_t k) { contribute(adjoint_[operands.ids[k]], g, partials[k]); });
    }
  }

  [[gnu::always_inline]] bool starts_links(std::ptrdiff_t i) const {
    return nodes_.is_link(i) && !is_reached(adjoint_[i - 2]) && !is_reached(adjoint_[i - 1]);
  }

  /// A chain of links from node `i` down, all with the adjoint `g`; returns the next node whose turn it is.
  [[gnu::always_inline]] std::ptrdiff_t links(std::ptrdiff_t i, Number g) {
    do {
      adjoint_[i - 2] = g;
      adjoint_[i - 1] = g;
      pass_on<op::Mul>(i - 1, {nodes_, i - 1}, g);  // may add to the sum, too: s + s * x
      i -= 2;
    } while (same_bits(adjoint_[i], g) && starts_links(i));
    return i;
  }

  const Nodes nodes_;
  const Number* const v_;
  Number* const adjoint_;
};

/// The loop forwards.
template <class Number> class Evaluation {
 public:
  Evaluation(const Tape& tape, Number* values) : nodes_(tape), v_(values) {}

  [[gnu::always_inline]] void run(std::ptrdiff_t first, std::ptrdiff_t end) {
    Number before = first > 0 ? v_[first - 1] : Number(0.0);  // the value of node i - 1
    for (std::ptrdiff_t i = first; i < end; ++i) {
      visit(
          nodes_.ops[i], [&]<class O>(O) __attribute__((always_inline)) {
            if constexpr (O::info.arity > 0) {
              before = value_of<O>(i, before);
              v_[i] = before;
            } else {
              before = v_[i];
            }
            if constexpr (std::is_same_v<O, op::Add> || std::is_same_v<O, op::Mul>) {
              for (; i + 2 < end && nodes_.is_link(i + 2); i += 2) {
                const Number product = value_of<op::Mul>(i + 1, before);
                v_[i + 1] = product;
                before = op::Add::eval(before, product);
                v_[i + 2] = before;
              }
            }
          });
    }
  }

 private:
  template <class O> [[gnu::always_inline]] Number value_of(std::ptrdiff_t i, Number before) const {
    const Operands<O> operands(nodes_, i);
    std::array<Number, O::info.arity> x;
    for_each_argument<O::info.arity>([&](std::size_t k) {
      x[k] = before;
      if (operands.ids[k] != i - 1) x[k] = v_[operands.ids[k]];
    });
    return eval_op<O>(x, operands.attribute);
  }

  const Nodes nodes_;
  Number* const v_;
};

}  // namespace

template <class Number> void evaluate(const Tape& tape, SpanOf<Number> values) {
  const std::ptrdiff_t first = tape.leading_leaves();
  Evaluation<Number>(tape, values.data()).run(first, tape.size());
}

template <class Number> void clear(SpanOf<Number> adjoints) {
  // Blocks, which compilers store in a few instructions.
  Number* p = adjoints.data();
  Number* const end = p + adjoints.size();
  for (; end - p >= 16; p += 16) std::fill_n(p, 16, not_reached<Number>);
  std::fill(p, end, not_reached<Number>);
}

template <class Number> void clear_inner(const Tape& tape, SpanOf<Number> adjoints) {
  for (std::size_t i = tape.leading_leaves(); i < adjoints.size(); ++i) {
    if (!is_leaf(tape.ops()[i])) adjoints[i] = not_reached<Number>;
  }
}

template <class Number> void seed(SpanOf<Number> adjoints, NodeId id, std::type_identity_t<Number> adjoint) {
  Number& sum = adjoints[id.index];
  sum = (sum + adjoint) + Number(0.0);
}

template <class Number>
void sweep(const Tape& tape, SpanOf<const Number> values, SpanOf<Number> adjoints, NodeId last) {
  Sweep<Number>(tape, values.data(), adjoints.data()).run(last.index, tape.leading_leaves());
}

#define MG_INSTANTIATE(Number)                                    \
  template void evaluate<Number>(const Tape&, SpanOf<Number>);    \
  template void clear<Number>(SpanOf<Number>);                    \
  template void clear_inner<Number>(const Tape&, SpanOf<Number>); \
  template void seed<Number>(SpanOf<Number>, NodeId, Number);     \
  template void sweep<Number>(const Tape&, SpanOf<const Number>, SpanOf<Number>, NodeId);
MG_INSTANTIATE(double)
MG_INSTANTIATE(float)
#undef MG_INSTANTIATE

}  // namespace mg
