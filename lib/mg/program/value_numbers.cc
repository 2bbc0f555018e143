#include "mg/program/value_numbers.h"

#include <bit>
#include <cmath>
#include <limits>

#include "mg/core/ops.h"

namespace mg::program {
namespace {

/// NaNs are one value, whichever they are.
std::uint64_t bits_of(double number) {
  return std::bit_cast<std::uint64_t>(std::isnan(number) ? std::numeric_limits<double>::quiet_NaN() : number);
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t next) {
  hash = (hash ^ next) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 32);
}

}  // namespace

ValueNumbers::ValueNumbers(const Graph& graph)
    : graph_(graph),
      numbers_(graph.size()),
      table_(std::bit_ceil(2 * std::size_t{graph.size()} + 2)),
      minus_zero_{graph.size()} {
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const NodeId node{i};
    NodeId& number = numbers_[i];
    number = node;
    const Op op = graph.op(node);
    if (op == Op::Input || op == Op::Parameter) continue;
    if (op == Op::Constant) {
      NodeId& known = slot({op, bits_of(graph.value(node)), {}});
      if (known == no_node) known = node;
      number = known;
      if (bits_of(graph.value(node)) == bits_of(-0.0)) minus_zero_ = number;
      continue;
    }
    std::array<NodeId, 3> arguments = graph.arguments(node);
    for (int k = 0; k < info(op).arity; ++k) arguments[k] = numbers_[arguments[k].index];
    if (const NodeId same = plain_sum(op, arguments); same != no_node) {
      number = same;
      continue;
    }
    NodeId& known = slot(key(op, arguments, graph.attribute(node)));
    if (known == no_node) known = node;
    number = known;
  }
}

NodeId ValueNumbers::find(Op op, const std::array<NodeId, 3>& arguments, double attribute) const {
  for (int k = 0; k < info(op).arity; ++k) {
    if (arguments[k] == no_node) return no_node;
  }
  if (const NodeId same = plain_sum(op, arguments); same != no_node) return same;
  return lookup(key(op, arguments, attribute));
}

NodeId ValueNumbers::find(double constant) const {
  if (bits_of(constant) == bits_of(-0.0)) return minus_zero_;
  return lookup({Op::Constant, bits_of(constant), {}});
}

/// Where one term of a sum is -0: the other.
NodeId ValueNumbers::plain_sum(Op op, const std::array<NodeId, 3>& arguments) const {
  if (op != Op::Add) return no_node;
  if (arguments[0] == minus_zero_) return arguments[1];
  if (arguments[1] == minus_zero_) return arguments[0];
  return no_node;
}

ValueNumbers::Key ValueNumbers::key(Op op, const std::array<NodeId, 3>& arguments, double attribute) const {
  Key key{op, info(op).attribute ? bits_of(attribute) : 0, {}};
  for (int k = 0; k < info(op).arity; ++k) key.arguments[k] = arguments[k];
  if (info(op).commutes && key.arguments[1] < key.arguments[0]) std::swap(key.arguments[0], key.arguments[1]);
  return key;
}

ValueNumbers::Key ValueNumbers::key(NodeId number) const {
  const Op op = graph_.op(number);
  if (op == Op::Constant) return {op, bits_of(graph_.value(number)), {}};
  std::array<NodeId, 3> arguments = graph_.arguments(number);
  for (int k = 0; k < info(op).arity; ++k) arguments[k] = numbers_[arguments[k].index];
  return key(op, arguments, graph_.attribute(number));
}

/// Where a key stands in the table, or would.
NodeId& ValueNumbers::slot(const Key& wanted) {
  std::uint64_t hash = mixed(wanted.bits, static_cast<std::uint64_t>(wanted.op));
  for (const NodeId argument : wanted.arguments) hash = mixed(hash, argument.index);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (table_[i] == no_node || key(table_[i]) == wanted) return table_[i];
  }
}

}  // namespace mg::program
