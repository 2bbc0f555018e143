#pragma once

#include <span>
#include <string_view>

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// A pass of the pipeline, as a row.
struct Pass {
  std::string_view name;
  std::string_view purpose;
  bool exact;  ///< keeps every bit of every output
  Graph (*run)(const Graph&, NodeMap*);
};

/// The passes that generated code goes through, in order. What is exact in doubles need not be in floats.
template <class Number = double> std::span<const Pass> pipeline();

/// Runs them all, with verify() after each.
template <class Number = double> Graph optimize(const Graph& graph, NodeMap* became = nullptr);

/// Asserts what every graph must satisfy: arguments earlier than their node, guards on comparisons, outputs that exist,
/// scopes that nest. Throws std::logic_error naming `after` where it does not: that is a defect of the pass.
void verify(const Graph& graph, std::string_view after);

/// The same, and that the outputs have the values that they have in `before`, bit for bit (any NaN for any NaN).
template <class Number = double>
void verify_same_values(const Graph& before, const Graph& graph, std::string_view after);

}  // namespace mg
