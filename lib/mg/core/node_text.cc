#include "mg/core/node_text.h"

#include <fmt/format.h>

#include "mg/base/number.h"
#include "mg/core/ops.h"

namespace mg {

void append_id(std::string& out, NodeId id) {
  const fmt::format_int digits(id.index);
  out += '%';
  out.append(digits.data(), digits.size());
}

std::string id_text(NodeId id) {
  std::string text;
  append_id(text, id);
  return text;
}

void append_node(std::string& out, const Graph& graph, NodeId id) {
  const OpInfo& row = info(graph.op(id));
  append_id(out, id);
  out += " = ";
  out += row.name;
  const auto arguments = graph.arguments(id);
  for (std::size_t k = 0; k < static_cast<std::size_t>(row.arity); ++k) {
    out += ' ';
    append_id(out, arguments[k]);
  }
  if (row.attribute) {
    out += ' ';
    append_number(out, graph.attribute(id));
  }
}

std::string node_text(const Graph& graph, NodeId id) {
  std::string text;
  append_node(text, graph, id);
  return text;
}

}  // namespace mg
