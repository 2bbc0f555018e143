#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mg/core/graph.h"

namespace mg::draw {

/// A scope as it is drawn, around boxes.
struct Cluster {
  std::string name;
  std::string path;
  std::uint32_t parent;
  std::uint32_t depth = 0;
};

/// Outside of all clusters.
inline constexpr std::uint32_t no_cluster = 0xffffffff;

/// The scopes of a graph as a tree of clusters, each after its parent. A path is names joined by '/'; scopes of the
/// same path are one cluster. Scopes nested deeper than can be drawn belong to the deepest that is.
class Clusters {
 public:
  explicit Clusters(const Graph& graph);

  std::span<const Cluster> all() const { return clusters_; }
  /// The cluster of a node.
  std::uint32_t of(NodeId id) const;
  /// `layer0/n`: the path of the cluster, and the name of the node, or `%ID` where it has none.
  std::string path(NodeId id) const;

 private:
  const Graph& graph_;
  std::vector<Cluster> clusters_;
  std::vector<std::uint32_t> of_scope_;
  std::vector<ScopeId> scope_of_node_;
};

}  // namespace mg::draw
