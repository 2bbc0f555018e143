// Pages with all that a page can have, for the tests in a browser.
//
//     write_page FILE.graph OUT.html   levels "full" and "groups"; the scopes of the top level are boxes of "groups",
//                                      all of which but the last can be opened; a line of code for each operation
//     write_page --large N OUT.html    a graph of about N nodes, as 1,000 cells and as 125 groups of them

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/ops.h"
#include "mg/draw/draw.h"
#include "mg/draw/look/palette.h"
#include "mg/draw/look/text.h"
#include "mg/render/page.h"
#include "mg/render/render.h"
#include "mg/text/file.h"
#include "mg/text/reader.h"

namespace mg {
namespace {

using Ids = std::vector<std::uint32_t>;

std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges(const Ids& ids) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
  for (const std::uint32_t id : ids) {
    if (!found.empty() && found.back().second == id) {
      ++found.back().second;
    } else {
      found.emplace_back(id, id + 1);
    }
  }
  return found;
}

std::string svg_of(const std::string& dot) {
  return render::render(dot, render::Format::Svg, {.time = std::chrono::hours(24)}).bytes;
}

/// DOT of plain boxes.
class Boxes {
 public:
  void add(std::uint32_t id, std::string_view label) {
    const auto& colors = draw::palette.operation;
    dot_ += fmt::format(
        "n{} [label=\"{}\", tooltip=\"{}\", class=op, shape=box, style=\"rounded,filled\", fillcolor=\"{}\", "
        "color=\"{}\", fontcolor=\"{}\"];\n",
        id, draw::escape_quoted(label), draw::escape_quoted(label), draw::hex(colors.fill.light),
        draw::hex(colors.border.light), draw::hex(colors.text.light));
  }
  /// A card of four numbers, as heavy as those of real pictures.
  void add_card(std::uint32_t id, std::string_view label) {
    std::string rows;
    for (int i = 0; i < 4; ++i) {
      rows += fmt::format("<TR><TD>w{}</TD><TD>{}</TD><TD BGCOLOR=\"{}\" STYLE=\"ROUNDED\">∇ {}</TD></TR>", i, 0.25 * i,
                          draw::hex(draw::palette.pill_positive[static_cast<std::size_t>(i) + 1].light), 0.125 * i);
    }
    dot_ += fmt::format(
        "n{} [shape=plain, tooltip=\"{}\", class=op, label=<<TABLE BORDER=\"1\" STYLE=\"ROUNDED\" CELLBORDER=\"0\" "
        "COLOR=\"{}\" BGCOLOR=\"{}\"><TR><TD COLSPAN=\"3\"><B>{}</B></TD></TR>{}</TABLE>>];\n",
        id, draw::escape_quoted(label), draw::hex(draw::palette.operation.border.light),
        draw::hex(draw::palette.operation.fill.light), draw::escape_html(label), rows);
  }
  void connect(std::uint32_t from, std::uint32_t to) {
    if (from != to && edges_.insert({{from, to}, true}).second) dot_ += fmt::format("n{} -> n{};\n", from, to);
  }
  std::string svg(std::string_view attributes = "") const {
    return svg_of(
        fmt::format("digraph {{ graph [rankdir=LR, bgcolor=\"{}\" {}]; node [fontname=\"Helvetica,Arial\"]; "
                    "edge [color=\"{}\"];\n{}}}\n",
                    draw::hex(draw::palette.background.light), attributes, draw::hex(draw::palette.edge.light), dot_));
  }

 private:
  std::string dot_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> edges_;
};

std::string label(const Graph& graph, std::uint32_t id) {
  const std::string name = clean(graph.name({id}));
  return name.empty() ? fmt::format("%{}", id) : name;
}

render::PageBox box_of_node(const Graph& graph, std::uint32_t id) {
  return {.id = id, .title = label(graph, id), .members = {{id, id + 1}}, .node = id};
}

/// A line for each operation, which also holds the constants that it is the first to use.
void add_code(render::Page& page) {
  const Graph& graph = page.graph;
  page.line_of.assign(graph.size(), render::no_line);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (is_leaf(graph.op({i}))) continue;
    const auto line = static_cast<std::uint32_t>(page.code.size());
    std::string operands;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument == no_node) continue;
      const bool is_constant = graph.op(argument) == Op::Constant;
      if (is_constant && page.line_of[argument.index] == render::no_line) page.line_of[argument.index] = line;
      operands += operands.empty() ? "" : ", ";
      operands += is_constant ? fmt::format("{}", graph.value(argument)) : fmt::format("v{}", argument.index);
    }
    page.line_of[i] = line;
    page.code.push_back(fmt::format("  const double v{} = {}({});", i, info(graph.op({i})).name, operands));
  }
}

/// The scopes of the top level, and the nodes in each.
std::map<std::string, Ids> groups_of(const Graph& graph) {
  std::map<std::string, Ids> groups;
  const std::vector<ScopeId> scope_of_node = graph.scope_of_nodes();
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    ScopeId scope = scope_of_node[i];
    if (scope == top_level) continue;
    while (graph.scopes()[scope].parent != top_level) scope = graph.scopes()[scope].parent;
    groups[clean(graph.text(graph.scopes()[scope].name))].push_back(i);
  }
  return groups;
}

render::PageView inside(const Graph& graph, const std::string& path, const Ids& members, std::size_t from) {
  render::PageView view{.title = path, .opened_from = from, .svg = {}};
  Boxes boxes;
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> own = ranges(members);
  for (const std::uint32_t id : members) {
    boxes.add(id, label(graph, id));
    view.boxes.push_back(box_of_node(graph, id));
    for (const NodeId argument : graph.arguments({id})) {
      for (const auto& [begin, end] : own) {
        if (argument.index >= begin && argument.index < end) boxes.connect(argument.index, id);
      }
    }
  }
  view.svg = boxes.svg();
  return view;
}

void add_groups(render::Page& page) {
  const Graph& graph = page.graph;
  const std::size_t level = page.views.size();
  page.views.push_back({.title = "groups", .svg = {}});
  Ids box_of(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) box_of[i] = i;
  Boxes boxes;
  const std::map<std::string, Ids> groups = groups_of(graph);
  std::vector<render::PageBox> made;
  for (const auto& [path, members] : groups) {
    for (const std::uint32_t id : members) box_of[id] = members.front();
    boxes.add(members.front(), path);
    made.push_back({.id = members.front(),
                    .title = path,
                    .members = ranges(members),
                    .node = members.back(),
                    .opens = {},
                    .expand = path});
    if (made.size() == groups.size()) break;
    made.back().opens = page.views.size();
    page.views.push_back(inside(graph, path, members, level));
  }
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node) boxes.connect(box_of[argument.index], box_of[i]);
    }
    const bool is_outside = graph.scope_of_nodes()[i] == top_level;
    if (!is_outside) continue;
    boxes.add(i, label(graph, i));
    made.push_back(box_of_node(graph, i));
  }
  page.views[level].boxes = std::move(made);
  page.views[level].svg = boxes.svg();
}

std::vector<double> adjoints_of(Graph& graph) {
  graph.backward(graph.at(graph.outputs().front().node));
  std::vector<double> adjoints;
  for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(graph.adjoint({i}));
  return adjoints;
}

std::string page_of_file(const char* path) {
  Graph graph = read_file(path);
  const std::vector<double> adjoints = adjoints_of(graph);
  const NodeId root = graph.outputs().front().node;
  render::Page page{.title = "test",
                    .summary = fmt::format("{} nodes", graph.size()),
                    .graph = graph,
                    .values = graph.tape().values(),
                    .adjoints = adjoints,
                    .gradient_of = std::string(graph.text(graph.outputs().front().name)),
                    .views = {}};
  draw::Options options;
  options.detail = draw::Detail::Full;
  options.title = "test";
  page.views.push_back(
      {.title = "full", .svg = svg_of(draw::draw(graph, page.values, draw::Gradient{adjoints, root}, options).dot)});
  for (std::uint32_t i = 0; i < graph.size(); ++i) page.views.front().boxes.push_back(box_of_node(graph, i));
  add_groups(page);
  add_code(page);
  return render::page(page);
}

// --- a large graph ---

constexpr std::uint32_t cells = 1000, cells_of_group = 8, cells_side_by_side = 25;

/// 1,000 cells; each is a chain that starts with two cells before it.
std::vector<Ids> record_cells(Graph& graph, std::uint32_t nodes) {
  std::vector<Value> ends{graph.input("x0", 0.5), graph.input("x1", -0.25)};
  std::vector<Ids> members(cells);
  const std::uint32_t steps = nodes / cells / 3;
  for (std::uint32_t c = 0; c < cells; ++c) {
    const std::uint32_t begin = graph.size();
    const Scope group = graph.scope(fmt::format("group{}", c / cells_of_group));
    const Scope cell = graph.scope(fmt::format("cell{}", c % cells_of_group));
    Value sum = ends[c < cells_side_by_side ? c % 2 : c - cells_side_by_side + 2];
    const Value other = ends[c < cells_side_by_side ? 1
                                                    : c - cells_side_by_side + 3 -
                                                          (c % cells_side_by_side == cells_side_by_side - 1 ? 2 : 0)];
    for (std::uint32_t i = 0; i < steps; ++i) {
      const Value w = graph.parameter(fmt::format("w{}", i), 1.0 + 0.05 * std::sin(1.0 + c * steps + i));
      sum = i == 0 ? sum * w + other : abs(sum * w);
    }
    ends.push_back(sum);
    for (std::uint32_t id = begin; id < graph.size(); ++id) members[c].push_back(id);
  }
  graph.output("y", ends.back() + ends[ends.size() - 2]);
  return members;
}

/// A level with a box for each `together` cells.
render::PageView level_of(const std::vector<Ids>& members, std::string title, std::uint32_t together) {
  render::PageView view{.title = std::move(title), .svg = {}};
  Boxes boxes;
  for (std::uint32_t first = 0; first < cells; first += together) {
    Ids all;
    for (std::uint32_t c = first; c < first + together; ++c)
      all.insert(all.end(), members[c].begin(), members[c].end());
    const std::string path = fmt::format("group{}", first / cells_of_group) +
                             (together == 1 ? fmt::format("/cell{}", first % cells_of_group) : "");
    boxes.add_card(all.front(), path);
    view.boxes.push_back({.id = all.front(), .title = path, .members = ranges(all), .node = all.back()});
  }
  const auto box_of = [&](std::uint32_t cell) {
    const std::uint32_t first = cell - cell % together;
    return members[first].front();
  };
  for (std::uint32_t c = cells_side_by_side; c < cells; ++c) {
    boxes.connect(box_of(c - cells_side_by_side), box_of(c));
    if (together == 1)
      boxes.connect(box_of(c - cells_side_by_side + (c % cells_side_by_side + 1 < cells_side_by_side ? 1 : 0)),
                    box_of(c));
  }
  view.svg = boxes.svg(", splines=line, nslimit=2, nslimit1=2");
  return view;
}

std::string large_page(std::uint32_t nodes) {
  Graph graph;
  const std::vector<Ids> members = record_cells(graph, nodes);
  const std::vector<double> adjoints = adjoints_of(graph);
  render::Page page{.title = "large",
                    .summary = fmt::format("{} nodes", graph.size()),
                    .graph = graph,
                    .values = graph.tape().values(),
                    .adjoints = adjoints,
                    .gradient_of = "y",
                    .views = {level_of(members, "groups", cells_of_group), level_of(members, "cells", 1)}};
  add_code(page);
  return render::page(page);
}

int run(int argc, char** argv) {
  const bool is_large = argc == 4 && std::string_view(argv[1]) == "--large";
  if (!is_large && argc != 3) {
    fmt::print(stderr, "write_page FILE.graph OUT.html | write_page --large N OUT.html\n");
    return EXIT_FAILURE;
  }
  write_whole(argv[argc - 1], is_large ? large_page(static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)))
                                       : page_of_file(argv[1]));
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  try {
    return mg::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_page: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
