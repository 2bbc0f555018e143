#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg::test {

/// Backpropagation as it is in a textbook, for the sweep of lib/mg/core/sweep.cc to be held against: the adjoints of
/// all nodes, whose values are `values`, after a sweep from `roots` with `seeds`. `leaves` has the adjoints that leaves
/// have already, if any. In doubles, or in floats.
template <class Number>
std::vector<Number> plain_sweep(const Graph& graph, const std::vector<Number>& values, std::span<const NodeId> roots,
                                std::span<const double> seeds, std::span<const double> leaves = {}) {
  std::vector<Number> adjoint(graph.size(), Number(0.0));
  std::vector<bool> reached(graph.size(), false);
  for (std::uint32_t i = 0; i < leaves.size(); ++i) {
    if (is_leaf(graph.op({i}))) adjoint[i] = Number(leaves[i]);
  }
  for (std::size_t k = 0; k < roots.size(); ++k) {
    adjoint[roots[k].index] += Number(seeds[k]);
    reached[roots[k].index] = true;
  }
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!reached[i]) continue;
    const auto arguments = graph.arguments({i});
    std::array<Number, 3> x{};
    for (std::size_t k = 0; k < 3 && arguments[k] != no_node; ++k) x[k] = values[arguments[k].index];
    visit(graph.op({i}), [&]<class O>(O) {
      if constexpr (O::info.arity > 0 && O::info.uses != Uses::Nothing) {
        const auto partials = partials_op<O>(x, values[i], graph.attribute({i}));
        std::array<bool, 3> taken{true, true, true};
        if constexpr (O::info.uses == Uses::Taken) {
          const auto sides = taken_op<O>(x);
          for (std::size_t k = 0; k < sides.size(); ++k) taken[k] = sides[k];
        }
        for (std::size_t k = 0; k < partials.size(); ++k) {
          if (!taken[k]) continue;
          adjoint[arguments[k].index] += adjoint[i] * partials[k];
          reached[arguments[k].index] = true;
        }
      }
    });
  }
  return adjoint;
}

/// The values of all nodes, likewise, given those of the leaves.
template <class Number> std::vector<Number> plain_evaluation(const Graph& graph, const std::vector<double>& leaves) {
  std::vector<Number> values;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto arguments = graph.arguments({i});
    std::array<Number, 3> x{};
    for (std::size_t k = 0; k < 3 && arguments[k] != no_node; ++k) x[k] = values[arguments[k].index];
    values.push_back(visit(graph.op({i}), [&]<class O>(O) {
      if constexpr (O::info.arity == 0)
        return Number(leaves[i]);
      else
        return eval_op<O>(x, graph.attribute({i}));
    }));
  }
  return values;
}

}  // namespace mg::test
