#include "mg/passes/cse.h"

#include <algorithm>
#include <bit>

#include "mg/base/hash.h"
#include "mg/base/near_table.h"
#include "mg/passes/rewrite.h"

namespace mg {
namespace {

/// What makes two nodes the same: all of this.
struct Key {
  std::uint64_t number;  // a constant, or an attribute, by its bits
  std::array<NodeId, 3> arguments;
  Op op;

  friend bool operator==(const Key&, const Key&) = default;

  std::uint64_t hash() const {
    const auto [a, b, c] = arguments;
    return mix(mix(number, std::uint64_t{a.index} << 32 | b.index), static_cast<std::uint64_t>(op) << 32 | c.index);
  }

  /// The later of the first two arguments.
  std::uint32_t near() const {
    const auto [a, b, c] = arguments;
    return b == no_node ? a.index : std::max(a.index, b.index);
  }
};

Key key_of(const Graph& graph, NodeId id, std::array<NodeId, 3> arguments) {
  const Op op = graph.op(id);
  if (info(op).commutes && arguments[1] < arguments[0]) std::swap(arguments[0], arguments[1]);
  const double number = op == Op::Constant ? graph.value(id) : graph.attribute(id);
  return {std::bit_cast<std::uint64_t>(number), arguments, op};
}

}  // namespace

Graph cse(const Graph& graph, NodeMap* became) {
  Rewriter rewrite(graph, became);
  const Graph& to = rewrite.to();
  NearTable table(graph.size());
  rewrite.for_each_node([&](NodeId id) {
    const Op op = graph.op(id);
    if (op == Op::Input || op == Op::Parameter) return rewrite.map(id, rewrite.copy(id));
    const Key key = key_of(graph, id, rewrite.arguments(id));
    const auto is_same = [&](std::uint32_t node) { return key_of(to, {node}, to.arguments({node})) == key; };
    const NodeId next{to.size()}, same{table.find_or_add(key.near(), key.hash(), next.index, is_same)};
    if (same == next) rewrite.copy(id);
    rewrite.map(id, same);
  });
  return rewrite.finish();
}

}  // namespace mg
