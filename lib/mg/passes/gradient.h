#pragma once

#include <cstddef>
#include <optional>

#include "mg/core/graph.h"

namespace mg {

enum class Wrt : std::uint8_t { Inputs, Parameters, All };

struct GradientOptions {
  /// Which leaves to differentiate by.
  Wrt wrt = Wrt::All;
  /// The output to differentiate, by its place; none: the sum of all, each times its seed.
  std::optional<std::size_t> output = {};
  /// The seeds are constants 1, or further inputs of the result, one an output, after those of the graph.
  bool seeds_are_inputs = false;
  /// Whether the new inputs and outputs have names.
  bool names = true;
};

/// The graph with its adjoint graph appended: nodes keep their ids and outputs their places, and behind the outputs
/// follows one for each input and/or parameter, in their order, named like `dy/dx`.
///
/// The adjoints have the bits of Graph::backward, contributions being added in the order of its sweep. Where a node may
/// be unreached, because a `select`, `min` or `max` may not take it, the condition is carried along, and its
/// contributions are selected by it; nothing is added where every path is unconditional. The result can be
/// differentiated again: Jacobians, Hessians and their products are compositions of this.
Graph gradient(const Graph& graph, const GradientOptions& options = {});

}  // namespace mg
