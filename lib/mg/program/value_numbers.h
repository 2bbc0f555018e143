#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/base/near_table.h"
#include "mg/core/graph.h"

namespace mg::program {

/// Numbers the values of a graph, so that two nodes have one number only where they are equal whatever the inputs are:
/// the same leaf, or the same op over equal arguments. Operations are taken as they are, but that those which commute
/// do so, and that -0 + x is x. A number is the first node that has the value.
class ValueNumbers {
 public:
  /// Linear in the nodes.
  explicit ValueNumbers(const Graph& graph);

  NodeId of(NodeId node) const { return numbers_[node.index]; }
  /// That of a constant; `no_node` where the graph has no such value. -0 has one in any case, up to Graph::size().
  NodeId find(double constant) const;
  /// Those of `count` operations on values, likewise: y[i] of x[0][i], x[1][i], x[2][i]. `y` may be one of them. Many
  /// at once wait for memory at the same time.
  void find(Op op, double attribute, NodeId* y, const std::array<const NodeId*, 3>& x, std::uint32_t count);

 private:
  /// What is equal where values are: the op, and its arguments and attribute, or the bits of a constant.
  struct Key {
    std::uint32_t op;
    std::array<std::uint32_t, 3> words;
    friend bool operator==(const Key& a, const Key& b) {
      return a.op == b.op && a.words[0] == b.words[0] && a.words[1] == b.words[1] && a.words[2] == b.words[2];
    }
  };
  static Key key(double constant);
  static Key key(Op op, const std::array<NodeId, 3>& arguments, double attribute);
  static std::uint64_t hash(const Key& key);
  static std::uint32_t near(const Key& key);
  Key key_of(const Graph& graph, NodeId node) const;
  NodeId find(Op op, double attribute, const std::array<NodeId, 3>& x);
  NodeId plain_sum(Op op, const std::array<NodeId, 3>& arguments) const;
  NodeId look_up(const Key& key) const;

  std::vector<NodeId> numbers_;  // of each node
  std::vector<Key> keys_;        // of each number
  NearTable table_;              // of numbers, by their keys
  NodeId last_;                  // node that was found
  NodeId minus_zero_;            // a number of its own where the graph has none
};

}  // namespace mg::program
