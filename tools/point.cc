#include "point.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "mg/core/error.h"
#include "mg/text/nearest.h"
#include "mg/text/quote.h"

namespace mg::cli {
namespace {

constexpr std::size_t most_listed = 8;

/// The number in `%3`; nothing for what is not an id.
std::optional<std::uint32_t> id_in(std::string_view name) {
  if (!name.starts_with('%')) return std::nullopt;
  std::uint32_t index = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + 1, end, index);
  if (stop != end || error != std::errc()) return std::nullopt;
  return index;
}

/// For the end of a message: the closest of `names`, or what there is.
std::string suggestion(std::string_view name, const std::vector<std::string_view>& names) {
  std::string close = did_you_mean(name, names);
  if (!close.empty()) return close;
  if (names.empty()) return " (there are none)";
  std::string list = " (known:";
  for (std::size_t i = 0; i < std::min(names.size(), most_listed); ++i) {
    list += fmt::format("{} {}", i == 0 ? "" : ",", quoted_briefly(names[i]));
  }
  return names.size() > most_listed ? list + ", ...)" : list + ")";
}

/// The message for a name that several nodes have.
template <class NodeOf>
std::string ambiguous(std::string_view name, const std::vector<std::size_t>& places, NodeOf&& node_of) {
  std::string ids;
  for (std::size_t i = 0; i < std::min(places.size(), most_listed); ++i) {
    ids += fmt::format("{}%{}", i == 0 ? "" : ", ", node_of(places[i]).index);
  }
  if (places.size() > most_listed) ids += ", ...";
  return fmt::format("several are called {}; name one by its id: {}", quoted_briefly(name), ids);
}

}  // namespace

Point::Point(const Graph& graph) : graph_(graph) {
  for (const NodeId id : graph.inputs()) inputs_.push_back(graph.value(id));
  for (const NodeId id : graph.parameters()) parameters_.push_back(graph.value(id));
  for (std::size_t place = 0; place < inputs_.size() + parameters_.size(); ++place) {
    if (const std::string_view name = graph.name(node(place)); !name.empty()) places_[name].push_back(place);
  }
}

NodeId Point::node(std::size_t place) const {
  return place < inputs_.size() ? graph_.inputs()[place] : graph_.parameters()[place - inputs_.size()];
}

std::size_t Point::find(std::string_view name) const {
  if (id_in(name)) return find_id(name);
  const auto found = places_.find(name);
  if (found == places_.end()) report_unknown(name);
  const std::vector<std::size_t>& places = found->second;
  if (places.size() == 1) return places[0];
  throw UsageError(ambiguous(name, places, [&](std::size_t place) { return node(place); }));
}

std::size_t Point::find_id(std::string_view name) const {
  const NodeId id{*id_in(name)};
  // Both lists are in the order of the ids.
  const auto in = [&](std::span<const NodeId> list) -> std::optional<std::size_t> {
    const auto found = std::ranges::lower_bound(list, id);
    if (found == list.end() || *found != id) return std::nullopt;
    return static_cast<std::size_t>(found - list.begin());
  };
  if (const auto place = in(graph_.inputs())) return *place;
  if (const auto place = in(graph_.parameters())) return inputs_.size() + *place;
  if (id.index >= graph_.size()) throw UsageError(fmt::format("there is no node {}", name));
  throw UsageError(fmt::format("{} is {}, neither an input nor a parameter", name, info(graph_.op(id)).name));
}

void Point::set(std::size_t place, double value) {
  (place < inputs_.size() ? inputs_[place] : parameters_[place - inputs_.size()]) = value;
}

void Point::report_unknown(std::string_view name) const {
  std::vector<std::string_view> names;
  for (std::size_t place = 0; place < inputs_.size() + parameters_.size(); ++place) {
    if (const std::string_view known = graph_.name(node(place)); !known.empty()) names.push_back(known);
  }
  throw UsageError(fmt::format("no input or parameter is called {}{}", quoted_briefly(name), suggestion(name, names)));
}

std::size_t find_output(const Graph& graph, std::string_view name) {
  if (name.empty()) return 0;
  const auto outputs = graph.outputs();
  const auto id = id_in(name);
  std::vector<std::size_t> places;
  std::vector<std::string_view> names;
  for (std::size_t place = 0; place < outputs.size(); ++place) {
    names.push_back(graph.text(outputs[place].name));
    if (id ? outputs[place].node.index == *id : names.back() == name) places.push_back(place);
  }
  if (places.empty()) {
    throw UsageError(fmt::format("no output is called {}{}", quoted_briefly(name), suggestion(name, names)));
  }
  // Outputs of one node are the same; so are several of the same name on one node.
  const auto node_of = [&](std::size_t place) { return outputs[place].node; };
  const bool same = std::ranges::all_of(places, [&](std::size_t p) { return node_of(p) == node_of(places[0]); });
  if (!same) throw UsageError(ambiguous(name, places, node_of));
  return places[0];
}

}  // namespace mg::cli
