#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/cards/card.h"
#include "mg/draw/structure/clusters.h"
#include "mg/passes/flow.h"

namespace mg::draw {

/// What is known of a graph's nodes, and how much of it is shown.
struct NodeNumbers {
  std::span<const double> values;        ///< an entry a node
  std::span<const double> adjoints;      ///< likewise, or empty: no gradients
  std::span<const double> old_values;    ///< of another run, or empty: nothing is compared
  std::span<const double> old_adjoints;  ///< likewise
  NodeId root = no_node;                 ///< whose gradient the adjoints are
  bool show_values = true;
};

/// A graph with its numbers: how its nodes are called, and what is shown of each.
class Scene {
 public:
  Scene(const Graph& graph, const Clusters& clusters, const NodeNumbers& numbers);

  const Graph& graph() const { return graph_; }
  const Clusters& clusters() const { return clusters_; }
  const NodeNumbers& numbers() const { return numbers_; }
  /// Null where there are no gradients.
  const Flow* flow() const { return flow_ ? &*flow_ : nullptr; }

  /// Names of the outputs that a node is; of very many the first few, and how many more there are.
  std::vector<std::string> outputs_of(NodeId id) const;
  /// A leaf is shown by its name; a constant may do without, its value is enough.
  std::string leaf_name(NodeId id) const;
  /// The path in full length is not fit for anything that is shown.
  std::string short_path(NodeId id) const;
  std::string name_of_root() const;

  /// A constant is its value.
  bool shows_value(NodeId id) const { return numbers_.show_values || graph_.op(id) == Op::Constant; }
  Figures figures(NodeId id) const;
  /// The gradient of a constant is of no use to anyone.
  Figures figures_of_chip(NodeId id) const;

  /// The node in full: its path, its line in a `.graph` file, and its numbers.
  std::string describe(NodeId id) const;

 private:
  const Graph& graph_;
  const Clusters& clusters_;
  const NodeNumbers numbers_;
  std::vector<Output> outputs_;  // by node; a node may be several
  std::optional<Flow> flow_;
};

Kind kind_of_leaf(Op op);

}  // namespace mg::draw
