#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mg/core/graph.h"

namespace mg::render {

/// A box of a view. Titles are clean text (draw/text.h), here and below.
struct PageBox {
  std::uint32_t id;  ///< the group in the SVG has `<title>n<id></title>`
  std::string title;
  /// Half-open ranges of node ids, ascending: what the box stands for.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> members;
  std::optional<std::uint32_t> node = {};  ///< whose value and gradient it shows, where it is one node's
  std::optional<std::size_t> opens = {};   ///< the view of what is inside, where there is one
  std::string expand = {};                 ///< what mg-dot --expand takes to draw it; empty: nothing
};

/// A picture of the graph, or of what is inside of a box.
struct PageView {
  std::string title;                            ///< "neuron" for a level of the whole; else the path of the box
  std::optional<std::size_t> opened_from = {};  ///< the view that has the box; none: a view of the whole graph
  std::string svg;                              ///< in the light theme, as Graphviz wrote it
  std::vector<PageBox> boxes = {};
};

/// In Page::line_of: no line computes the node.
inline constexpr std::uint32_t no_line = 0xffffffff;

/// What a page shows.
struct Page {
  std::string title;    ///< the stem of the file
  std::string summary;  ///< "31 nodes, 2 inputs, 0 parameters, 1 output"
  const Graph& graph;
  std::span<const double> values = {};        ///< an entry a node, or empty: not shown
  std::span<const double> adjoints = {};      ///< likewise
  std::span<const double> old_values = {};    ///< of another run, to compare with; or empty
  std::span<const double> old_adjoints = {};  ///< likewise
  std::string gradient_of = {};               ///< the output whose gradient the adjoints are
  std::vector<PageView> views;                ///< the first ones are the levels of the whole
  std::size_t start = 0;                      ///< the view that is shown first
  std::vector<std::string> code = {};         ///< lines of generated code
  std::vector<std::uint32_t> line_of = {};  ///< for each node the line of `code` that computes it, or no_line; or empty
};

/// So many nodes a page holds. Of a larger graph it has the outputs and what boxes show, and in the order of the graph
/// inputs and named operations, then other leaves, until they are so many.
inline constexpr std::size_t most_nodes_of_page = 200'000;

/// One HTML file that needs nothing else: the views, to be looked at, searched and opened, and for each node what is
/// known of it. It may be shown to anyone, whatever the names in the graph. UsageError where sizes or views do not go
/// together.
std::string page(const Page& page);

}  // namespace mg::render
