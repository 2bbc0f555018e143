#include "point.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "mg/core/error.h"
#include "mg/text/quote.h"
#include "names.h"

namespace mg::cli {
Point::Point(const Graph& graph) : graph_(graph) {
  for (const NodeId id : graph.inputs()) inputs_.push_back(graph.value(id));
  for (const NodeId id : graph.parameters()) parameters_.push_back(graph.value(id));
  set_.resize(inputs_.size() + parameters_.size());
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
  std::vector<NodeId> nodes;
  nodes.reserve(places.size());
  for (const std::size_t place : places) nodes.push_back(node(place));
  report_ambiguous(name, nodes);
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
  set_[place] = true;
}

void Point::report_unknown(std::string_view name) const {
  std::vector<std::string_view> names;
  for (std::size_t place = 0; place < inputs_.size() + parameters_.size(); ++place) {
    if (const std::string_view known = graph_.name(node(place)); !known.empty()) names.push_back(known);
  }
  throw UsageError(fmt::format("no input or parameter is called {}{}", quoted_briefly(name), suggestion(name, names)));
}

}  // namespace mg::cli
