#include "mg/passes/flow.h"

#include "mg/core/ops.h"

namespace mg {
namespace {

template <class Number> struct Local {
  std::array<bool, 3> used{};
  std::array<Number, 3> derivative{};
};

/// What the reverse sweep does at one node.
template <class Number> Local<Number> local(const Graph& graph, std::span<const Number> values, NodeId id) {
  const auto arguments = graph.arguments(id);
  std::array<Number, 3> x{};
  for (std::size_t k = 0; k < 3; ++k) {
    if (arguments[k] != no_node) x[k] = values[arguments[k].index];
  }
  return visit(graph.op(id), [&]<class O>(O) {
    Local<Number> result;
    if constexpr (O::info.arity > 0 && O::info.uses != Uses::Nothing) {
      const auto partials = partials_op<O>(x, values[id.index], graph.attribute(id));
      for (std::size_t k = 0; k < O::info.arity; ++k) {
        result.used[k] = true;
        result.derivative[k] = partials[k];
      }
      if constexpr (O::info.uses == Uses::Taken) {
        const auto taken = taken_op<O>(x);
        for (std::size_t k = 0; k < O::info.arity; ++k) result.used[k] = taken[k];
      }
    }
    return result;
  });
}

}  // namespace

template <class Number>
BasicFlow<Number>::BasicFlow(const Graph& graph, std::span<const Number> values, std::span<const Number> adjoints,
                             NodeId root)
    : graph_(graph), values_(values), adjoints_(adjoints), reached_(graph.size()) {
  reached_[root.index] = true;
  for (std::uint32_t i = root.index + 1; i-- > 0;) {
    if (!reached_[i]) continue;
    const auto arguments = graph.arguments({i});
    const Local<Number> here = local(graph, values, {i});
    for (std::size_t k = 0; k < 3; ++k) {
      if (here.used[k]) reached_[arguments[k].index] = true;
    }
  }
}

template <class Number> std::array<Number, 3> BasicFlow<Number>::into_arguments(NodeId consumer) const {
  std::array<Number, 3> flow{};
  if (!reached_[consumer.index]) return flow;
  const Local<Number> here = local(graph_, values_, consumer);
  for (std::size_t k = 0; k < 3; ++k) {
    if (here.used[k]) flow[k] = adjoints_[consumer.index] * here.derivative[k];
  }
  return flow;
}

template class BasicFlow<double>;
template class BasicFlow<float>;

}  // namespace mg
