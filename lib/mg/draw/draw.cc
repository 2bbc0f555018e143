#include "mg/draw/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/node_text.h"
#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/box_title.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/picture/compose.h"
#include "mg/draw/picture/dot.h"
#include "mg/draw/plan/wires.h"
#include "mg/draw/structure/clusters.h"
#include "mg/draw/structure/outline.h"
#include "mg/draw/view.h"

namespace mg::draw {
namespace {

void check_size(std::string_view what, std::size_t size, const Graph& graph) {
  if (size != graph.size()) throw UsageError(fmt::format("draw: {} {} for {} nodes", size, what, graph.size()));
}

void check_sizes(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient,
                 const std::optional<OtherRun>& other) {
  check_size("values", values.size(), graph);
  if (other) check_size("values of another run", other->values.size(), graph);
  if (other && !other->adjoints.empty()) check_size("adjoints of another run", other->adjoints.size(), graph);
  if (!gradient) return;
  check_size("adjoints", gradient->adjoints.size(), graph);
  if (gradient->root.index >= graph.size()) {
    throw UsageError(fmt::format("draw: the gradient is of node %{}, which does not exist", gradient->root.index));
  }
}

/// Whether no gradient arrives where a user would look for one.
bool vanishes(const Graph& graph, const Gradient& gradient) {
  const auto is_zero = [&](NodeId id) { return gradient.adjoints[id.index] == 0.0; };
  const bool has_leaves = !graph.inputs().empty() || !graph.parameters().empty();
  return has_leaves && std::ranges::all_of(graph.inputs(), is_zero) && std::ranges::all_of(graph.parameters(), is_zero);
}

/// What a reader of the page clicks on.
std::vector<DrawnBox> list_of(const Scene& scene, const View& view, const Picture& picture, const Units* units) {
  const Graph& graph = scene.graph();
  std::vector<std::vector<NodeId>> nodes(view.plan.parts.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const std::uint32_t part = view.plan.part_of[i];
    if (part == no_part || !view.kept[part]) continue;
    nodes[part].push_back({i});
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && view.plan.roles[argument.index] == Role::Chip) nodes[part].push_back(argument);
    }
  }
  std::vector<DrawnBox> list;
  std::size_t box = 0;
  for (std::uint32_t p = 0; p < nodes.size(); ++p) {
    if (!view.kept[p]) continue;
    std::ranges::sort(nodes[p]);
    nodes[p].erase(std::unique(nodes[p].begin(), nodes[p].end()), nodes[p].end());
    const Part& part = view.plan.parts[p];
    list.push_back(
        {.id = picture.boxes[box++].id, .title = box_title(scene, part, units), .expand = {}, .node = {}, .nodes = {}});
    if (part.scope != no_cluster) {
      // Several scopes in one box are told apart by expanding one of them.
      if (part.scopes <= 1) list.back().expand = scene.clusters().all()[part.scope].path;
    } else if (part.look == Look::Group || (part.look == Look::Unit && units->operations(part.units.front()) > 1)) {
      list.back().expand = id_text(part.id);
    }
    const bool is_sampled = part.look == Look::Unit && units->roots(part.units.front()).size() > 1;
    if (part.look == Look::Node || (part.look == Look::Unit && !is_sampled)) list.back().node = part.id;
    list.back().nodes = std::move(nodes[p]);
  }
  return list;
}

/// How many nodes the picture is of.
std::size_t nodes_in(const Graph& graph, const Outline& full, const View& view) {
  if (std::ranges::find(view.kept, false) == view.kept.end()) return full.boxes;
  std::vector<bool> is_in(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (view.plan.part_of[i] == no_part || !view.kept[view.plan.part_of[i]]) continue;
    is_in[i] = true;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && view.plan.roles[argument.index] == Role::Chip) is_in[argument.index] = true;
    }
  }
  return static_cast<std::size_t>(std::ranges::count(is_in, true));
}

std::string alarm_message(const Scene& scene, const Alarm& alarm) {
  if (!alarm.is_set()) return {};
  std::string text = fmt::format("{} at %{}", alarm.caption(), alarm.birth.index);
  const std::string path = scene.short_path(alarm.birth);
  return path.starts_with('%') ? text : fmt::format("{}, {}", text, path);
}

}  // namespace

Drawing draw(const Graph& graph, std::span<const double> values, const std::optional<Gradient>& gradient,
             const Options& options, const std::optional<OtherRun>& other) {
  check_sizes(graph, values, gradient, other);
  const Clusters clusters(graph);
  const Outline full = full_outline(graph, options.all);
  ViewChooser chooser(graph, clusters, full, options);
  View view = chooser.choose();
  if (!options.force && !view.fits(can_be_laid_out)) chooser.refuse(view);

  NodeNumbers numbers;
  numbers.values = values;
  numbers.show_values = options.values;
  if (gradient) {
    numbers.adjoints = gradient->adjoints;
    numbers.root = gradient->root;
  }
  if (other) {
    numbers.old_values = other->values;
    if (gradient) numbers.old_adjoints = other->adjoints;
  }
  const Scene scene(graph, clusters, numbers);
  Alarm alarm;
  // Also where it starts outside of what is drawn.
  if (options.not_finite) alarm = find_alarm(graph, full.roles, values, numbers.adjoints, scene.flow());
  const Units* const units = chooser.units_of(view);
  if (scene.flow()) view.wires = find_wires(graph, view.plan, units, scene.flow());
  Picture picture = compose(scene, view.plan, view.wires, view.kept, units, alarm, options.theme, options.direction);
  Drawing drawing{.dot = {},
                  .detail = view.plan.detail,
                  .nodes = nodes_in(graph, full, view),
                  .boxes = view.boxes,
                  .edges = view.edges,
                  .gradient_vanishes = gradient && vanishes(graph, *gradient),
                  .alarm = alarm_message(scene, alarm)};
  if (!gradient) picture.note = "no gradients are shown";
  if (drawing.gradient_vanishes) picture.note = "the gradient is 0 at every input and parameter";
  drawing.dot = dot(picture, options.title, options.theme, options.direction);
  if (options.list_boxes) drawing.list = list_of(scene, view, picture, units);
  return drawing;
}

}  // namespace mg::draw
