#pragma once

#include <span>

#include "mg/core/graph.h"
#include "mg/passes/node_map.h"

namespace mg {

/// Leaves out what no output and no guard depends on. Inputs and parameters stay: they are the interface.
Graph prune(const Graph& graph, NodeMap* became = nullptr);

/// The part of a graph that computes `outputs`, which become its outputs; guards are left out, inputs and parameters
/// stay.
Graph extract(const Graph& graph, std::span<const Output> outputs, NodeMap* became = nullptr);

/// The same without names and scopes: what is only computed with need not carry them through all passes.
Graph without_names(const Graph& graph);

}  // namespace mg
