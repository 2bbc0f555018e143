#pragma once

#include <array>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// The gradient that flows along the edges of a graph: adjoint(consumer) × local derivative. What flows out of a node
/// to its consumers adds up to its adjoint. In doubles, or in floats as FloatReplay computes it.
template <class Number> class BasicFlow {
 public:
  /// `adjoints`: those of d(root)/d(node), an entry a node. All three must outlive this.
  BasicFlow(const Graph& graph, std::span<const Number> values, std::span<const Number> adjoints, NodeId root);

  /// From `consumer` to each of its arguments. 0 where the root does not reach the consumer, or the consumer does not
  /// use the argument: a side not taken, a comparison.
  std::array<Number, 3> into_arguments(NodeId consumer) const;

 private:
  const Graph& graph_;
  std::span<const Number> values_;
  std::span<const Number> adjoints_;
  std::vector<bool> reached_;
};

extern template class BasicFlow<double>;
extern template class BasicFlow<float>;

using Flow = BasicFlow<double>;

}  // namespace mg
