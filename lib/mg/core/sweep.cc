// The reverse sweep.
//
// Nodes are numbered in the order of recording, so every argument of a node has a smaller number. Going through the
// numbers downwards, a node's adjoint is complete when its turn comes: all its users have had theirs. The whole of
// backpropagation is then one loop: for each node, for each argument, adjoint(argument) += adjoint(node) * partial.
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
// is.

#include "mg/core/sweep.h"

#include <array>
#include <bit>
#include <cassert>

#include "mg/core/ops.h"

namespace mg {
namespace {

constexpr double not_reached = -0.0;

bool is_reached(double adjoint) {
  return std::bit_cast<std::uint64_t>(adjoint) != std::bit_cast<std::uint64_t>(not_reached);
}

void accumulate(double& adjoint, double contribution) { adjoint = (adjoint + contribution) + 0.0; }

/// The arguments of a node of struct `O`, and what `O` needs beside them.
template <class O> struct Operands {
  static constexpr std::size_t arity = O::info.arity;
  std::array<std::uint32_t, arity> ids;
  double attribute = 0.0;

  Operands(const Tape& tape, Node node, NodeId id) {
    if constexpr (arity == 3) {
      const auto arguments = tape.arguments(id);
      for (std::size_t k = 0; k < arity; ++k) ids[k] = arguments[k].index;
    } else {
      if constexpr (arity >= 1) ids[0] = node.a();
      if constexpr (arity == 2) ids[1] = node.b();
    }
    if constexpr (O::info.attribute.has_value()) attribute = tape.attribute(id);
  }

  std::array<double, arity> values(const double* all) const {
    std::array<double, arity> x;
    for (std::size_t k = 0; k < arity; ++k) x[k] = all[ids[k]];
    return x;
  }
};

}  // namespace

double evaluate(Op op, const std::array<double, 3>& x, double attribute) {
  return visit(op, [&]<class O>(O) -> double {
    if constexpr (O::info.arity == 0) {
      assert(!"a leaf has no rule");
      return 0.0;
    } else {
      return eval_op<O>(x, attribute);
    }
  });
}

void evaluate(const Tape& tape, std::span<double> values) {
  double* const v = values.data();
  for (std::uint32_t i = 0; i < tape.size(); ++i) {
    const Node node = tape.node({i});
    visit(node.op(), [&]<class O>(O) {
      if constexpr (O::info.arity > 0) {
        const Operands<O> operands(tape, node, {i});
        v[i] = eval_op<O>(operands.values(v), operands.attribute);
      }
    });
  }
}

void clear_inner(const Tape& tape, std::span<double> adjoints) {
  for (std::uint32_t i = 0; i < adjoints.size(); ++i) {
    if (!is_leaf(tape.op({i}))) adjoints[i] = not_reached;
  }
}

void seed(std::span<double> adjoints, NodeId id, double adjoint) { accumulate(adjoints[id.index], adjoint); }

void sweep(const Tape& tape, std::span<const double> values, std::span<double> adjoints, NodeId last) {
  const double* const v = values.data();
  double* const adjoint = adjoints.data();
  for (std::uint32_t i = last.index + 1; i-- > 0;) {
    const double g = adjoint[i];
    if (!is_reached(g)) continue;
    const Node node = tape.node({i});
    visit(node.op(), [&]<class O>(O) {
      if constexpr (O::info.arity > 0 && O::info.uses != Uses::Nothing) {
        const Operands<O> operands(tape, node, {i});
        const auto x = operands.values(v);
        const auto partials = partials_op<O>(x, v[i], operands.attribute);
        if constexpr (O::info.uses == Uses::Taken) {
          const auto taken = taken_op<O>(x);
          for (std::size_t k = 0; k < operands.arity; ++k) {
            if (taken[k] != 0.0) accumulate(adjoint[operands.ids[k]], g * partials[k]);
          }
        } else {
          for (std::size_t k = 0; k < operands.arity; ++k) accumulate(adjoint[operands.ids[k]], g * partials[k]);
        }
      }
    });
  }
}

}  // namespace mg
