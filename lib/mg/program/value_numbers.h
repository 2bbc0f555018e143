#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "mg/core/graph.h"

namespace mg::program {

/// Numbers the values of a graph, so that two nodes have one number only where they are equal whatever the inputs are:
/// the same leaf, or the same op over equal arguments. Operations are taken as they are, but that those which commute
/// do so, and that -0 + x is x. A number is the first node that has the value.
class ValueNumbers {
 public:
  /// Linear in the nodes. The graph must outlive it.
  explicit ValueNumbers(const Graph& graph);

  NodeId of(NodeId node) const { return numbers_[node.index]; }
  /// That of an operation on values, or of a constant; `no_node` where the graph has no such value. -0 has one in any
  /// case, up to size().
  NodeId find(Op op, const std::array<NodeId, 3>& arguments, double attribute) const;
  NodeId find(double constant) const;

 private:
  /// What is equal where values are.
  struct Key {
    Op op;
    std::uint64_t bits;  // of the attribute, or of a constant
    std::array<NodeId, 3> arguments;
    friend bool operator==(const Key&, const Key&) = default;
  };

  Key key(Op op, const std::array<NodeId, 3>& arguments, double attribute) const;
  Key key(NodeId number) const;
  NodeId& slot(const Key& key);
  NodeId lookup(const Key& key) const { return const_cast<ValueNumbers*>(this)->slot(key); }
  NodeId plain_sum(Op op, const std::array<NodeId, 3>& arguments) const;

  const Graph& graph_;
  std::vector<NodeId> numbers_;  // of each node
  std::vector<NodeId> table_;    // of numbers by hash, open addressing, at most half full
  NodeId minus_zero_;            // a number of its own where the graph has none
};

}  // namespace mg::program
