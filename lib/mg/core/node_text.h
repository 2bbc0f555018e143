#pragma once

#include <string>

#include "mg/core/graph.h"

namespace mg {

/// `%3`
void append_id(std::string& out, NodeId id);
std::string id_text(NodeId id);

/// `%5 = relu %4 0.01`, a node as a `.graph` file has it, but without its name, and a leaf without its value.
void append_node(std::string& out, const Graph& graph, NodeId id);
std::string node_text(const Graph& graph, NodeId id);

}  // namespace mg
