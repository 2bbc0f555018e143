#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg::test {

// Graphs in tables, as `.graph` text without its first and last line.

/// The graph of a body.
inline Graph graph_of(std::string_view body) {
  const auto nodes = std::ranges::count(body, '=');
  return read("mg-graph 1\n" + std::string(body) + "end " + std::to_string(nodes) + "\n");
}

/// The body of a graph.
inline std::string body_of(const Graph& graph) {
  const std::string text = write(graph);
  const std::size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.rfind("end ") - begin);
}

/// A row of a table: this in, that out.
struct Rewrite {
  const char* what;
  const char* before;
  const char* after;
};

}  // namespace mg::test
