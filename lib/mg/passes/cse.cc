#include "mg/passes/cse.h"

#include <algorithm>
#include <bit>

#include "mg/base/hash.h"
#include "mg/passes/rewrite.h"

namespace mg {
namespace {

/// What makes two nodes the same: all of this.
struct Key {
  std::uint64_t number;  // a constant, or an attribute, by its bits
  std::array<NodeId, 3> arguments;
  Op op;

  friend bool operator==(const Key&, const Key&) = default;

  std::size_t hash() const {
    const auto [a, b, c] = arguments;
    return mix(mix(number, std::uint64_t{a.index} << 32 | b.index), static_cast<std::uint64_t>(op) << 32 | c.index);
  }
};

Key key_of(const Graph& graph, NodeId id, std::array<NodeId, 3> arguments) {
  const Op op = graph.op(id);
  if (info(op).commutes && arguments[1] < arguments[0]) std::swap(arguments[0], arguments[1]);
  const double number = op == Op::Constant ? graph.value(id) : graph.attribute(id);
  return {std::bit_cast<std::uint64_t>(number), arguments, op};
}

/// The nodes of the target by key: open addressing, at most half full. Only ids are kept; the graph has the keys.
class Table {
 public:
  Table(const Graph& target, std::size_t most_entries) : target_(target), slots_(std::bit_ceil(most_entries * 2 + 2)) {}

  /// The entry for `key`, to be filled in if it is `no_node`.
  NodeId& find(const Key& key) {
    for (std::size_t i = key.hash();; ++i) {
      NodeId& node = slots_[i & (slots_.size() - 1)];
      if (node == no_node || key_of(target_, node, target_.arguments(node)) == key) return node;
    }
  }

 private:
  const Graph& target_;
  std::vector<NodeId> slots_;
};

}  // namespace

Graph cse(const Graph& graph, NodeMap* became) {
  Rewriter rewrite(graph, became);
  Table table(rewrite.to(), graph.size());
  rewrite.for_each_node([&](NodeId id) {
    const Op op = graph.op(id);
    if (op == Op::Input || op == Op::Parameter) return rewrite.map(id, rewrite.copy(id));
    NodeId& same = table.find(key_of(graph, id, rewrite.arguments(id)));
    if (same == no_node) same = rewrite.copy(id);
    rewrite.map(id, same);
  });
  return rewrite.finish();
}

}  // namespace mg
