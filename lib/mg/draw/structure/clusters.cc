#include "mg/draw/structure/clusters.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>

#include "mg/base/clean.h"
#include "mg/core/node_text.h"

namespace mg::draw {
namespace {

/// Nested boxes take room on every side.
constexpr std::uint32_t deepest = 15;

}  // namespace

Clusters::Clusters(const Graph& graph) : graph_(graph), scope_of_node_(graph.scope_of_nodes()) {
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> by_name;
  const auto child = [&](std::uint32_t parent, std::string_view name) {
    const std::uint32_t depth = parent == no_cluster ? 0 : clusters_[parent].depth + 1;
    if (depth > deepest) return parent;
    const std::string text = clean(name);
    const auto [entry, is_new] = by_name.try_emplace({parent, text}, clusters_.size());
    if (is_new) {
      clusters_.push_back(
          {text, parent == no_cluster ? text : fmt::format("{}/{}", clusters_[parent].path, text), parent, depth});
    }
    return entry->second;
  };
  for (const ScopeRecord& scope : graph.scopes()) {
    std::uint32_t cluster = scope.parent == top_level ? no_cluster : of_scope_[scope.parent];
    std::string_view rest = graph.text(scope.name);
    for (;;) {
      const std::size_t slash = rest.find('/');
      cluster = child(cluster, rest.substr(0, slash));
      if (slash == std::string_view::npos) break;
      rest.remove_prefix(slash + 1);
    }
    of_scope_.push_back(cluster);
  }
}

std::uint32_t Clusters::of(NodeId id) const {
  const ScopeId scope = scope_of_node_[id.index];
  return scope == top_level ? no_cluster : of_scope_[scope];
}

std::string Clusters::path(NodeId id) const {
  const std::string name = clean(graph_.name(id));
  const std::string own = name.empty() ? id_text(id) : name;
  const std::uint32_t cluster = of(id);
  return cluster == no_cluster ? own : fmt::format("{}/{}", clusters_[cluster].path, own);
}

}  // namespace mg::draw
