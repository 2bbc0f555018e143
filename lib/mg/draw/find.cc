#include "mg/draw/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "mg/base/clean.h"
#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/core/names.h"

namespace mg::draw {
namespace {

/// The scopes whose path, or the end of it, is `wanted`: one if it is all of the path, as scopes of one path are one.
struct CalledScopes {
  std::vector<std::uint32_t> scopes;
  bool is_whole = false;
};
CalledScopes scopes_called(const Clusters& clusters, std::string_view wanted) {
  CalledScopes called;
  const auto all = clusters.all();
  for (std::uint32_t c = 0; c < all.size(); ++c) {
    const std::string_view path = all[c].path;
    if (path == wanted) return {{c}, true};
    if (!wanted.empty() && path.ends_with(wanted) && path[path.size() - wanted.size() - 1] == '/')
      called.scopes.push_back(c);
  }
  return called;
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

std::vector<std::string_view> paths_of_scopes(const Clusters& clusters) {
  std::vector<std::string_view> paths;
  for (const Cluster& cluster : clusters.all()) paths.push_back(cluster.path);
  return paths;
}

std::vector<Namesake> namesakes(const Clusters& clusters, const std::vector<std::uint32_t>& scopes) {
  std::vector<Namesake> all;
  all.reserve(scopes.size());
  for (const std::uint32_t scope : scopes) all.push_back({.path = shown(clusters.all()[scope].path), .is_scope = true});
  return all;
}

NodeFinder names_of_nodes(const Graph& graph) {
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < graph.size(); ++i) nodes.push_back({i});
  return {graph, std::move(nodes), "node or scope", graph.outputs()};
}

}  // namespace

std::optional<NodeId> find_id(const Graph& graph, std::string_view name) {
  const auto index = id_in(name);
  return index && *index < graph.size() ? std::optional(NodeId{*index}) : std::nullopt;
}

std::vector<NodeId> find_nodes(const Graph& graph, const Clusters& clusters, std::string_view name) {
  if (const auto id = find_id(graph, name)) return {*id};
  const NodeFinder names = names_of_nodes(graph);
  auto [nodes, is_node] = names.called(name);
  auto [scopes, is_scope] = scopes_called(clusters, clean(name));
  if (is_node && !is_scope) scopes.clear();
  if (is_scope && !is_node) nodes.clear();
  if (nodes.empty() && scopes.empty()) names.report_unknown(name, paths_of_scopes(clusters));
  if (nodes.empty() && scopes.size() == 1) return nodes_of_scope(graph, clusters, scopes.front());
  if (scopes.empty() && nodes.size() == 1) return nodes;
  std::vector<Namesake> all = namesakes(clusters, scopes);
  for (const NodeId id : nodes) all.push_back(names.namesake(id));
  report_ambiguous(name, all);
}

std::uint32_t find_scope(const Clusters& clusters, std::string_view path) {
  const auto scopes = scopes_called(clusters, clean(path)).scopes;
  if (scopes.size() == 1) return scopes.front();
  if (!scopes.empty()) report_ambiguous(path, namesakes(clusters, scopes));
  throw UsageError(
      fmt::format("no scope is called {}{}", quoted_briefly(path), suggestion(path, paths_of_scopes(clusters))));
}

}  // namespace mg::draw
