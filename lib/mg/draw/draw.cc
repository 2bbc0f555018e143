#include "mg/draw/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/core/node_text.h"
#include "mg/draw/alarm.h"
#include "mg/draw/box_title.h"
#include "mg/draw/clusters.h"
#include "mg/draw/compose.h"
#include "mg/draw/dot.h"
#include "mg/draw/find.h"
#include "mg/draw/outline.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"
#include "mg/draw/select.h"
#include "mg/draw/wires.h"

namespace mg::draw {
namespace {

struct Size {
  std::size_t boxes;
  std::size_t edges;
};
constexpr Size easy_to_read{150, 400};
constexpr Size can_be_laid_out{5'000, 12'000};

/// A level of detail, as far as it has to be known to choose one.
struct View {
  Plan plan;
  std::vector<Wire> wires;
  std::vector<bool> kept;  ///< by part
  std::size_t boxes = 0;
  std::size_t edges = 0;
  bool is_complete = false;  ///< without it, only the plan and the number of boxes are known

  bool fits(Size size) const { return boxes <= size.boxes && edges <= size.edges; }
};

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

/// What --path is about: nodes; every one without it.
std::optional<std::vector<NodeId>> path_of(const Graph& graph, const Clusters& clusters, const Outline& full,
                                           const Options& options) {
  if (options.from.empty() || options.to.empty()) return {};
  const auto from = find_nodes(graph, clusters, options.from, "--path");
  const auto to = find_nodes(graph, clusters, options.to, "--path");
  auto nodes = between(graph, full, from, to);
  if (nodes.empty()) {
    const std::string a = quoted_briefly(options.from), b = quoted_briefly(options.to);
    const bool is_turned = !between(graph, full, to, from).empty();
    throw UsageError(fmt::format("--path: nothing lies between {} and {}{}", a, b,
                                 is_turned ? fmt::format(", but from {} to {} there is a way", b, a) : ""));
  }
  return nodes;
}

ByHand by_hand(const Graph& graph, const Clusters& clusters, const Options& options) {
  ByHand result;
  for (const std::string& path : options.collapse) {
    result.collapse.push_back(find_scope(clusters, path, "--collapse"));
  }
  for (const std::string& path : options.expand) {
    if (const auto id = find_id(graph, path)) {
      result.expand_boxes_of.push_back(*id);
    } else {
      result.expand.push_back(find_scope(clusters, path, "--expand"));
    }
  }
  const auto reveal = [&](std::string_view name, std::string_view what) {
    if (name.empty()) return;
    const auto nodes = find_nodes(graph, clusters, name, what);
    result.reveal.insert(result.reveal.end(), nodes.begin(), nodes.end());
  };
  reveal(options.focus, "--focus");
  reveal(options.from, "--path");
  reveal(options.to, "--path");
  return result;
}

/// Makes and compares the levels.
class Chooser {
 public:
  Chooser(const Graph& graph, const Clusters& clusters, const Outline& full, const Options& options)
      : graph_(graph),
        options_(options),
        full_(full),
        planner_(graph, clusters, full, by_hand(graph, clusters, options)),
        path_(path_of(graph, clusters, full, options)),
        focus_(options.focus_nodes) {
    if (!options.focus.empty()) find_focus(clusters);
  }

  View choose() {
    if (options_.detail != Detail::Auto) return completed(at(options_.detail, can_be_laid_out));
    for (const DetailRow& row : details) {
      // Nothing but its size need be known of a level that is too large.
      const bool may_fit = row.detail != Detail::Full || is_changed_by_hand() || full_.boxes <= easy_to_read.boxes;
      if (!may_fit) continue;
      View view = at(row.detail, easy_to_read);
      if (view.fits(easy_to_read) || row.detail == details.back().detail) return completed(std::move(view));
    }
    return completed(at(Detail::Full, can_be_laid_out));
  }

  [[noreturn]] void refuse(const View& refused) {
    std::string advice = "--focus=NODE draws a part of it, --force all the same";
    for (const DetailRow& row : details) {
      if (sizes_.contains(row.detail) && sizes_.at(row.detail) > can_be_laid_out.boxes) continue;
      const View other = at(row.detail, can_be_laid_out);
      if (!other.fits(can_be_laid_out)) continue;
      advice = fmt::format("--detail={} has {} boxes and {} edges; {}", row.name, other.boxes, other.edges, advice);
      break;
    }
    throw UsageError(fmt::format("{} boxes and {} edges (--detail={}) are too much to draw, at most {} and {}; {}",
                                 refused.boxes, refused.edges, name(refused.plan.detail), can_be_laid_out.boxes,
                                 can_be_laid_out.edges, advice));
  }

  const Units* units_of(const View& view) {
    const bool has_units =
        std::ranges::any_of(view.plan.parts, [](const Part& part) { return part.look != Look::Node; });
    return has_units ? &planner_.units() : nullptr;
  }

 private:
  void find_focus(const Clusters& clusters) {
    focus_ = find_nodes(graph_, clusters, options_.focus, "--focus");
    std::string reason = "nothing is in it";
    if (!focus_.empty()) {
      std::erase_if(focus_, [&](NodeId id) { return full_.roles[id.index] == Role::Absent; });
      reason = "no output depends on it; --all draws every node";
    }
    if (path_ && !focus_.empty()) {
      std::erase_if(focus_, [&](NodeId id) { return !std::ranges::binary_search(*path_, id); });
      reason = "it is not on the --path";
    }
    if (focus_.empty())
      throw UsageError(fmt::format("--focus: {} is not drawn, as {}", quoted_briefly(options_.focus), reason));
  }

  bool is_part() const { return path_ || !focus_.empty(); }
  bool is_changed_by_hand() const { return !options_.collapse.empty() || is_part(); }

  /// A view that has more boxes than `limit` comes without its edges.
  View at(Detail detail, Size limit) {
    if (detail != Detail::Layer) return sized(planner_.plan(detail), limit);
    // Scopes are closed from the inside out, as far as it takes: each step leaves fewer boxes and edges.
    std::uint32_t first = 1, last = planner_.outermost();
    while (first < last) {
      const std::uint32_t middle = first == 1 ? 1 : first + (last - first) / 2;
      View view = sized(planner_.plan(detail, middle), easy_to_read);
      if (view.fits(easy_to_read) && middle == first) return view;
      view.fits(easy_to_read) ? last = middle : first = middle + 1;
    }
    View view = sized(planner_.plan(detail, last), easy_to_read);
    if (view.fits(easy_to_read)) return view;
    // What was opened by hand is not closed again if it can be drawn.
    if (!options_.expand.empty()) {
      view = completed(std::move(view));
      if (view.fits(can_be_laid_out)) return view;
    }
    return sized(planner_.plan(detail, last + 1), limit);
  }

  View sized(Plan plan, Size limit) {
    View view{.plan = std::move(plan), .wires = {}, .kept = {}};
    view.boxes = view.plan.parts.size();
    if (!is_part()) sizes_[view.plan.detail] = view.boxes;
    const bool is_too_large = !is_part() && view.boxes > limit.boxes;
    return is_too_large ? std::move(view) : completed(std::move(view));
  }

  View completed(View view) {
    if (view.is_complete) return view;
    view.wires = find_wires(graph_, view.plan, units_of(view), nullptr);
    view.kept = kept(view);
    view.boxes = static_cast<std::size_t>(std::ranges::count(view.kept, true));
    view.edges = static_cast<std::size_t>(std::ranges::count_if(
        view.wires, [&](const Wire& wire) { return view.kept[wire.from] && view.kept[wire.to]; }));
    view.is_complete = true;
    return view;
  }

  std::vector<bool> kept(const View& view) const {
    if (!is_part()) return std::vector<bool>(view.plan.parts.size(), true);
    std::vector<bool> kept;
    if (path_) {
      kept = boxes_with(graph_, view.plan, view.wires, *path_);
      // A leaf that stands in the cards of its users may be all that there is.
      if (std::ranges::find(kept, true) == kept.end()) {
        kept = neighbourhood(graph_, view.plan, view.wires, *path_, 0);
      }
    }
    if (focus_.empty()) return kept;
    auto near = neighbourhood(graph_, view.plan, view.wires, focus_, options_.radius);
    if (!path_) return near;
    for (std::size_t part = 0; part < kept.size(); ++part) kept[part] = kept[part] && near[part];
    return kept;
  }

  const Graph& graph_;
  const Options& options_;
  const Outline& full_;
  Planner planner_;
  const std::optional<std::vector<NodeId>> path_;
  std::vector<NodeId> focus_;
  std::map<Detail, std::size_t> sizes_;  // in boxes, of levels that were made
};

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
      // Several scopes in one box are told apart by --expand of one of them.
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
             const Options& options, const std::optional<OtherRun>& other) {
  check_sizes(graph, values, gradient, other);
  const Clusters clusters(graph);
  const Outline full = full_outline(graph, options.all);
  Chooser chooser(graph, clusters, full, options);
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
