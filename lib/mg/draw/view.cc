#include "mg/draw/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "mg/base/quote.h"
#include "mg/draw/find.h"
#include "mg/draw/plan/select.h"

namespace mg::draw {
namespace {

/// What is found for a member of Options; what is wrong with it is said as the member's.
auto found(std::string_view option, auto&& find) {
  try {
    return find();
  } catch (const UsageError& error) {
    throw OptionError(option, error.what());
  }
}

/// The nodes between Options::from and Options::to; nothing where they are not given.
std::optional<std::vector<NodeId>> path_of(const Graph& graph, const Clusters& clusters, const Outline& full,
                                           const Options& options) {
  if (options.from.empty() || options.to.empty()) return {};
  const auto from = found("from", [&] { return find_nodes(graph, clusters, options.from); });
  const auto to = found("to", [&] { return find_nodes(graph, clusters, options.to); });
  auto nodes = between(graph, full, from, to);
  if (nodes.empty()) {
    const std::string a = quoted_briefly(options.from), b = quoted_briefly(options.to);
    const bool is_turned = !between(graph, full, to, from).empty();
    throw OptionError("to", fmt::format("nothing lies between {} and {}{}", a, b,
                                        is_turned ? fmt::format(", but from {} to {} there is a way", b, a) : ""));
  }
  return nodes;
}

/// What the options say otherwise than the level.
ByHand by_hand(const Graph& graph, const Clusters& clusters, const Options& options) {
  ByHand result;
  const auto scope_of = [&](std::string_view option, const std::string& path) {
    return found(option, [&] { return find_scope(clusters, path); });
  };
  for (const std::string& path : options.collapse) {
    result.collapse.push_back(scope_of("collapse", path));
  }
  for (const std::string& path : options.expand) {
    if (const auto id = find_id(graph, path)) {
      result.expand_boxes_of.push_back(*id);
    } else {
      result.expand.push_back(scope_of("expand", path));
    }
  }
  const auto reveal = [&](std::string_view option, const std::string& name) {
    if (name.empty()) return;
    const auto nodes = found(option, [&] { return find_nodes(graph, clusters, name); });
    result.reveal.insert(result.reveal.end(), nodes.begin(), nodes.end());
  };
  reveal("focus", options.focus);
  reveal("from", options.from);
  reveal("to", options.to);
  return result;
}

}  // namespace

ViewChooser::ViewChooser(const Graph& graph, const Clusters& clusters, const Outline& full, const Options& options)
    : graph_(graph),
      options_(options),
      full_(full),
      planner_(graph, clusters, full, by_hand(graph, clusters, options)),
      path_(path_of(graph, clusters, full, options)),
      focus_(options.focus_nodes) {
  if (!options.focus.empty()) find_focus(clusters);
}

View ViewChooser::choose() {
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

void ViewChooser::refuse(const View& refused) {
  const auto size_of = [](const View& view) { return TooLargeError::Size{view.plan.detail, view.boxes, view.edges}; };
  std::optional<TooLargeError::Size> smaller;
  for (const DetailRow& row : details) {
    if (sizes_.contains(row.detail) && sizes_.at(row.detail) > can_be_laid_out.boxes) continue;
    const View other = at(row.detail, can_be_laid_out);
    if (!other.fits(can_be_laid_out)) continue;
    smaller = size_of(other);
    break;
  }
  throw TooLargeError(size_of(refused), can_be_laid_out.boxes, can_be_laid_out.edges, smaller);
}

const Units* ViewChooser::units_of(const View& view) {
  const bool has_units = std::ranges::any_of(view.plan.parts, [](const Part& part) { return part.look != Look::Node; });
  return has_units ? &planner_.units() : nullptr;
}

void ViewChooser::find_focus(const Clusters& clusters) {
  focus_ = found("focus", [&] { return find_nodes(graph_, clusters, options_.focus); });
  NotDrawn reason = NotDrawn::Empty;
  if (!focus_.empty()) {
    std::erase_if(focus_, [&](NodeId id) { return full_.roles[id.index] == Role::Absent; });
    reason = NotDrawn::Unneeded;
  }
  if (path_ && !focus_.empty()) {
    std::erase_if(focus_, [&](NodeId id) { return !std::ranges::binary_search(*path_, id); });
    reason = NotDrawn::NotBetween;
  }
  if (focus_.empty()) throw FocusError(options_.focus, reason);
}

View ViewChooser::at(Detail detail, Size limit) {
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

View ViewChooser::sized(Plan plan, Size limit) {
  View view{.plan = std::move(plan), .wires = {}, .kept = {}};
  view.boxes = view.plan.parts.size();
  if (!is_part()) sizes_[view.plan.detail] = view.boxes;
  const bool is_too_large = !is_part() && view.boxes > limit.boxes;
  return is_too_large ? std::move(view) : completed(std::move(view));
}

View ViewChooser::completed(View view) {
  if (view.is_complete) return view;
  view.wires = find_wires(graph_, view.plan, units_of(view), nullptr);
  view.kept = kept(view);
  view.boxes = static_cast<std::size_t>(std::ranges::count(view.kept, true));
  view.edges = static_cast<std::size_t>(
      std::ranges::count_if(view.wires, [&](const Wire& wire) { return view.kept[wire.from] && view.kept[wire.to]; }));
  view.is_complete = true;
  return view;
}

std::vector<bool> ViewChooser::kept(const View& view) const {
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

}  // namespace mg::draw
