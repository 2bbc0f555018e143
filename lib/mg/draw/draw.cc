#include "mg/draw/draw.h"

#include <fmt/format.h>

#include <algorithm>

#include "mg/core/error.h"
#include "mg/draw/clusters.h"
#include "mg/draw/dot.h"
#include "mg/draw/nodes.h"
#include "mg/draw/outline.h"

namespace mg::draw {
namespace {

struct Size {
  std::size_t boxes;
  std::size_t edges;
};
constexpr Size easy_to_read{150, 400};
constexpr Size can_be_laid_out{5'000, 12'000};

bool fits(const Outline& outline, Size size) { return outline.boxes <= size.boxes && outline.edges <= size.edges; }

void check_sizes(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient) {
  if (values.size() != graph.size()) {
    throw UsageError(fmt::format("draw: {} values for {} nodes", values.size(), graph.size()));
  }
  if (!gradient) return;
  if (gradient->adjoints.size() != graph.size()) {
    throw UsageError(fmt::format("draw: {} adjoints for {} nodes", gradient->adjoints.size(), graph.size()));
  }
  if (gradient->root.index >= graph.size()) {
    throw UsageError(fmt::format("draw: the gradient is of node %{}, which does not exist", gradient->root.index));
  }
}

/// What a level of detail draws; `full` is what there is to be drawn.
Outline outline_at(Detail detail, const Graph& graph, const Outline& full) {
  return detail == Detail::Full ? full : fold_outline(graph, full);
}

[[noreturn]] void refuse(const Graph& graph, const Outline& full, const Outline& refused) {
  std::string advice = "no level of detail is small enough; --force draws it all the same";
  for (const DetailRow& row : details) {
    const Outline other = outline_at(row.detail, graph, full);
    if (!fits(other, can_be_laid_out)) continue;
    advice = fmt::format("--detail={} has {} boxes and {} edges", row.name, other.boxes, other.edges);
    break;
  }
  throw UsageError(fmt::format("{} boxes and {} edges (--detail={}) are too much to draw, at most {} and {}; {}",
                               refused.boxes, refused.edges, name(refused.detail), can_be_laid_out.boxes,
                               can_be_laid_out.edges, advice));
}

Outline choose(const Graph& graph, const Outline& full, Detail asked) {
  if (asked != Detail::Auto) return outline_at(asked, graph, full);
  for (const DetailRow& row : details) {
    Outline outline = outline_at(row.detail, graph, full);
    if (fits(outline, easy_to_read) || row.detail == details.back().detail) return outline;
  }
  return full;
}

/// Whether no gradient arrives where a user would look for one.
bool vanishes(const Graph& graph, const Gradient& gradient) {
  const auto is_zero = [&](NodeId id) { return gradient.adjoints[id.index] == 0.0; };
  const bool has_leaves = !graph.inputs().empty() || !graph.parameters().empty();
  return has_leaves && std::ranges::all_of(graph.inputs(), is_zero) && std::ranges::all_of(graph.parameters(), is_zero);
}

}  // namespace

std::string_view name(Detail detail) {
  const auto row = std::ranges::find(details, detail, &DetailRow::detail);
  return row == details.end() ? "auto" : row->name;
}

std::optional<Detail> coarser(Detail detail) {
  const auto row = std::ranges::find(details, detail, &DetailRow::detail);
  if (row == details.end() || row + 1 == details.end()) return {};
  return (row + 1)->detail;
}

Drawing draw(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient,
             const Options& options) {
  check_sizes(graph, values, gradient);
  const Outline full = full_outline(graph, options.all);
  const Outline outline = choose(graph, full, options.detail);
  if (!options.force && !fits(outline, can_be_laid_out)) refuse(graph, full, outline);

  Numbers numbers{.values = values, .adjoints = {}, .root = no_node, .show_values = options.values};
  if (gradient) {
    numbers.adjoints = gradient->adjoints;
    numbers.root = gradient->root;
  }
  const Clusters clusters(graph);
  Picture picture = picture_of_nodes(graph, outline, clusters, numbers, options.theme, options.direction);
  Drawing drawing{.dot = {},
                  .detail = outline.detail,
                  .nodes = full.boxes,
                  .boxes = outline.boxes,
                  .edges = outline.edges,
                  .gradient_vanishes = gradient && vanishes(graph, *gradient)};
  if (drawing.gradient_vanishes) picture.note = "the gradient is 0 at every input and parameter";
  drawing.dot = dot(picture, options.title, options.theme, options.direction);
  return drawing;
}

}  // namespace mg::draw
