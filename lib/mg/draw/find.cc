#include "mg/draw/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "mg/core/error.h"
#include "mg/draw/text.h"

namespace mg::draw {
std::optional<NodeId> find_id(const Graph& graph, std::string_view name) {
  if (!name.starts_with('%')) return {};
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size() || id >= graph.size()) return {};
  return NodeId{id};
}

namespace {

constexpr std::size_t most_named = 5;

/// "'a', 'b', 'c', …"
std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) {
    text += fmt::format("{}'{}'", i > 0 ? ", " : "", names[i]);
  }
  return names.size() > most_named ? text + ", …" : text;
}

std::optional<std::uint32_t> scope_of_path(const Clusters& clusters, std::string_view path) {
  const auto all = clusters.all();
  const auto found = std::ranges::find(all, path, &Cluster::path);
  if (found == all.end()) return {};
  return static_cast<std::uint32_t>(found - all.begin());
}

std::vector<NodeId> nodes_of_scope(const Graph& graph, const Clusters& clusters, std::uint32_t scope) {
  const auto all = clusters.all();
  std::vector<bool> inside(all.size());
  inside[scope] = true;
  for (std::uint32_t c = scope + 1; c < all.size(); ++c) {
    if (all[c].parent != no_cluster && inside[all[c].parent]) inside[c] = true;
  }
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (clusters.of({i}) != no_cluster && inside[clusters.of({i})]) nodes.push_back({i});
  }
  return nodes;
}

/// Those of a name, without the path.
std::vector<std::uint32_t> scopes_called(const Clusters& clusters, std::string_view name) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t c = 0; c < clusters.all().size(); ++c) {
    if (clusters.all()[c].name == name) found.push_back(c);
  }
  return found;
}

/// Nodes that have the name, and those that have it as their path: ascending.
struct Called {
  std::vector<NodeId> of_name, of_path;
};
Called nodes_called(const Graph& graph, const Clusters& clusters, std::string_view wanted) {
  Called called;
  if (const auto id = find_id(graph, wanted.substr(wanted.rfind('/') + 1))) {
    if (clusters.path(*id) == wanted) called.of_path.push_back(*id);  // without a name
  }
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const std::string_view recorded = graph.name({i});
    if (recorded.empty()) continue;
    const std::string text = clean(recorded);
    if (text == wanted) called.of_name.push_back({i});
    if (!text.empty() && wanted.ends_with(text) && clusters.path({i}) == wanted) called.of_path.push_back({i});
  }
  return called;
}

/// The nodes of the outputs of a name: ascending.
std::vector<NodeId> outputs_called(const Graph& graph, std::string_view wanted) {
  std::vector<NodeId> nodes;
  for (const Output& output : graph.outputs()) {
    if (clean(graph.text(output.name)) == wanted) nodes.push_back(output.node);
  }
  std::ranges::sort(nodes);
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

[[noreturn]] void say_ambiguous(const Clusters& clusters, std::string_view wanted, std::string_view what,
                                const std::vector<NodeId>& nodes, const std::vector<std::uint32_t>& scopes) {
  std::vector<std::string> paths;
  paths.reserve(scopes.size());
  for (const std::uint32_t scope : scopes) paths.push_back(clusters.all()[scope].path);
  for (const NodeId id : nodes) {
    if (paths.size() > most_named) break;
    paths.push_back(fmt::format("{} (%{})", clusters.path(id), id.index));
  }
  const std::string count = scopes.empty() ? fmt::format("{} nodes: ", nodes.size()) : "";
  throw UsageError(fmt::format("{}: '{}' may be {}{}", what, wanted, count, list(paths)));
}

}  // namespace

std::vector<NodeId> find_nodes(const Graph& graph, const Clusters& clusters, std::string_view name,
                               std::string_view what) {
  if (const auto id = find_id(graph, name)) return {*id};
  const std::string wanted = clean(name);
  if (auto outputs = outputs_called(graph, wanted); !outputs.empty()) {
    if (outputs.size() == 1) return outputs;
    say_ambiguous(clusters, wanted, what, outputs, {});
  }
  if (const auto scope = scope_of_path(clusters, wanted)) return nodes_of_scope(graph, clusters, *scope);
  const auto [of_name, of_path] = nodes_called(graph, clusters, wanted);
  // A path says more than a name; of several nodes of one path, a model called again, the last is as good as any.
  if (!of_path.empty()) return {of_path.back()};
  const auto scopes = scopes_called(clusters, wanted);
  if (of_name.empty() && scopes.empty()) {
    throw UsageError(fmt::format("{}: there is no node or scope '{}'", what, wanted));
  }
  if (of_name.empty() && scopes.size() == 1) return nodes_of_scope(graph, clusters, scopes.front());
  const auto is_of_first_path = [&, &nodes = of_name](NodeId id) {
    return id == nodes.front() || clusters.path(id) == clusters.path(nodes.front());
  };
  if (scopes.empty() && std::ranges::all_of(of_name, is_of_first_path)) return {of_name.back()};
  say_ambiguous(clusters, wanted, what, of_name, scopes);
}

std::uint32_t find_scope(const Clusters& clusters, std::string_view path, std::string_view what) {
  const std::string wanted = clean(path);
  if (const auto scope = scope_of_path(clusters, wanted)) return *scope;
  const auto alike = scopes_called(clusters, wanted);
  if (alike.size() == 1) return alike.front();
  if (!alike.empty()) {
    std::vector<std::string> paths;
    paths.reserve(alike.size());
    for (const std::uint32_t scope : alike) paths.push_back(clusters.all()[scope].path);
    throw UsageError(fmt::format("{}: '{}' may be {}", what, wanted, list(paths)));
  }
  std::vector<std::string> outer;
  for (const Cluster& cluster : clusters.all()) {
    if (cluster.depth == 0) outer.push_back(cluster.path);
  }
  const std::string known = outer.empty() ? "the graph has no scopes" : "outermost are " + list(outer);
  throw UsageError(fmt::format("{}: there is no scope '{}'; {}", what, wanted, known));
}

}  // namespace mg::draw
