#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "draw/graphs.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/structure/units.h"
#include "mg/text/reader.h"

namespace mg::test {

/// The graph of a `.graph` text, of which `body` leaves out the first line and the last.
inline Graph graph_of(std::string_view body) {
  const std::size_t nodes = count(std::string(body), " = ");
  return read(fmt::format("mg-graph 1\n{}\nend {}\n", body, nodes));
}

/// A graph as units see it.
struct AsUnits {
  explicit AsUnits(const Graph& graph)
      : clusters(graph), full(draw::full_outline(graph, false)), units(graph, full.roles, clusters) {}

  draw::Clusters clusters;
  draw::Outline full;
  draw::Units units;
};

/// "a b, c": what is drawn, in the order in which it is written; of more than one node with how many they are.
inline std::string boxes_of(const draw::Drawing& drawing) {
  std::string text;
  for (const draw::DrawnBox& box : drawing.list) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", box.title);
    if (box.nodes.size() > 1) text += fmt::format(" ({})", box.nodes.size());
  }
  return text;
}

inline draw::Drawing listed(Graph& graph, draw::Options options) {
  options.list_boxes = true;
  return graph.outputs().empty() ? drawn_without_gradient(graph, options) : drawn(graph, options);
}

}  // namespace mg::test
