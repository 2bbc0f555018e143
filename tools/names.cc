#include "names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "mg/core/error.h"
#include "mg/text/nearest.h"
#include "mg/text/quote.h"

namespace mg::cli {
namespace {

constexpr std::size_t most_listed = 8;

struct Named {
  std::string_view name;
  NodeId node;
};

std::vector<std::string> names_or_ids(const std::vector<Named>& all) {
  // By name, the node; `no_node` where others have the name, too.
  std::unordered_map<std::string_view, NodeId> nodes;
  for (const auto& [name, node] : all) {
    const auto [row, is_new] = nodes.emplace(name, node);
    if (!is_new && row->second != node) row->second = no_node;
  }
  std::vector<std::string> names;
  for (const auto& [name, node] : all) {
    const bool will_do = !name.empty() && !id_in(name) && nodes.at(name) == node;
    names.push_back(will_do ? std::string(name) : id_text(node));
  }
  return names;
}

}  // namespace

std::optional<std::uint32_t> id_in(std::string_view name) {
  if (!name.starts_with('%')) return std::nullopt;
  std::uint32_t index = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + 1, end, index);
  if (stop != end || error != std::errc()) return std::nullopt;
  return index;
}

std::string id_text(NodeId id) { return fmt::format("%{}", id.index); }

std::string path_in(const Graph& graph, ScopeId scope, std::string_view name) {
  std::vector<std::string_view> parts;
  if (!name.empty()) parts.push_back(name);
  for (; scope != top_level; scope = graph.scopes()[scope].parent) {
    parts.push_back(graph.text(graph.scopes()[scope].name));
  }
  std::ranges::reverse(parts);
  return fmt::format("{}", fmt::join(parts, "/"));
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& names) {
  std::string close = did_you_mean(name, names);
  if (!close.empty()) return close;
  if (names.empty()) return " (there are none)";
  return fmt::format(" (known: {})",
                     listed(names.size(), most_listed, [&](std::size_t i) { return quoted_briefly(names[i]); }));
}

void report_ambiguous(std::string_view name, std::span<const NodeId> nodes) {
  throw UsageError(fmt::format("several are called {}; name one by its id: {}", quoted_briefly(name),
                               listed(nodes.size(), most_listed, [&](std::size_t i) { return id_text(nodes[i]); })));
}

std::size_t find_output(const Graph& graph, std::string_view name) {
  if (name.empty()) return 0;
  const auto outputs = graph.outputs();
  const auto id = id_in(name);
  std::vector<std::size_t> places;
  std::vector<NodeId> nodes;
  std::vector<std::string_view> names;
  for (std::size_t place = 0; place < outputs.size(); ++place) {
    names.push_back(graph.text(outputs[place].name));
    if (!(id ? outputs[place].node.index == *id : names.back() == name)) continue;
    places.push_back(place);
    nodes.push_back(outputs[place].node);
  }
  if (places.empty()) {
    throw UsageError(fmt::format("no output is called {}{}", quoted_briefly(name), suggestion(name, names)));
  }
  // Outputs of one node are the same; so are several of the same name on one node.
  if (!std::ranges::all_of(nodes, [&](NodeId node) { return node == nodes[0]; })) report_ambiguous(name, nodes);
  return places[0];
}

std::vector<std::string> names_of_outputs(const Graph& graph) {
  std::vector<Named> all;
  for (const Output& output : graph.outputs()) all.push_back({graph.text(output.name), output.node});
  return names_or_ids(all);
}

std::vector<std::string> names_of_leaves(const Graph& graph) {
  std::vector<Named> all;
  for (const auto leaves : {graph.inputs(), graph.parameters()}) {
    for (const NodeId id : leaves) all.push_back({graph.name(id), id});
  }
  return names_or_ids(all);
}

}  // namespace mg::cli
