#pragma once

#include <optional>
#include <string>

#include "mg/core/graph.h"
#include "mg/exec/replay.h"

namespace mg::cli {

/// A graph evaluated in doubles or in floats; with `root`, the place of an output, also the gradients of that output.
template <class Number> struct Evaluation {
  const Graph& graph;
  const exec::BasicReplay<Number>& replay;
  std::optional<std::size_t> root;
};

/// ` in mlp/layer0`, the scope that a node is in; nothing for a node outside of all.
std::string in_scope(const Graph& graph, NodeId id);

/// A row for each input, parameter and output: kind, id, name, value and, if there are any, gradient. All numbers read
/// back exactly. Where inputs or parameters share a name, it is the end of a path that tells them apart.
template <class Number> std::string table_report(const Evaluation<Number>& evaluation);
/// The same as comma-separated values, with a header, and names alone.
template <class Number> std::string csv_report(const Evaluation<Number>& evaluation);
/// The same as a JSON object. JSON has no NaN and no infinities: they become "nan", "inf" and "-inf".
template <class Number> std::string json_report(const Evaluation<Number>& evaluation);

/// The first value that is not finite, what it was computed from, and, if there are gradients, where the first of those
/// came up in the order of the sweep; of what the outputs depend on, and of inputs and parameters.
template <class Number> std::string trace_report(const Evaluation<Number>& evaluation);

}  // namespace mg::cli
