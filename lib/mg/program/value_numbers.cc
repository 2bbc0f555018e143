#include "mg/program/value_numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "mg/core/ops.h"

namespace mg::program {
namespace {

constexpr std::uint32_t ahead = 16;  // nodes whose place in the table is asked for before it is needed
constexpr std::uint32_t batch = 16;  // operations that wait for memory at the same time

/// NaNs are one value, whichever they are.
std::uint64_t bits_of(double number) {
  return std::bit_cast<std::uint64_t>(std::isnan(number) ? std::numeric_limits<double>::quiet_NaN() : number);
}

std::uint32_t low(std::uint64_t bits) { return static_cast<std::uint32_t>(bits); }
std::uint32_t high(std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32); }

bool has_key(Op op) { return op != Op::Input && op != Op::Parameter; }

}  // namespace

ValueNumbers::ValueNumbers(const Graph& graph)
    : numbers_(graph.size()), keys_(graph.size()), table_(graph.size()), minus_zero_{graph.size()} {
  for (std::uint32_t i = 0; i < graph.size(); ++i) numbers_[i] = {i};
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (i + ahead < graph.size() && has_key(graph.op({i + ahead}))) {
      // Arguments that are not numbered yet are their own numbers, most often.
      table_.prefetch(near(key_of(graph, {i + ahead})));
    }
    const NodeId node{i};
    const Op op = graph.op(node);
    if (!has_key(op)) continue;
    if (op == Op::Add) {
      const auto arguments = graph.arguments(node);
      const NodeId same = plain_sum(op, {of(arguments[0]), of(arguments[1])});
      if (same != no_node) {
        numbers_[i] = same;
        continue;
      }
    }
    keys_[i] = key_of(graph, node);
    const auto same = [&](std::uint32_t number) { return keys_[number] == keys_[i]; };
    numbers_[i] = {table_.find_or_add(near(keys_[i]), hash(keys_[i]), i, same)};
    if (op == Op::Constant && bits_of(graph.value(node)) == bits_of(-0.0)) minus_zero_ = numbers_[i];
  }
}

NodeId ValueNumbers::find(double constant) const {
  if (bits_of(constant) == bits_of(-0.0)) return minus_zero_;
  return look_up(key(constant));
}

void ValueNumbers::find(Op op, double attribute, NodeId* y, const std::array<const NodeId*, 3>& x,
                        std::uint32_t count) {
  const int arity = info(op).arity;
  if (count == 1) {
    *y = find(op, attribute, {*x[0], arity > 1 ? *x[1] : NodeId{0}, arity > 2 ? *x[2] : NodeId{0}});
    return;
  }
  std::array<Key, batch> keys;
  std::array<NodeId, batch> plain;
  std::array<bool, batch> is_known;
  for (std::uint32_t begin = 0; begin < count; begin += batch) {
    const std::uint32_t size = std::min(batch, count - begin);
    for (std::uint32_t i = 0; i < size; ++i) {
      std::array<NodeId, 3> arguments;
      is_known[i] = true;
      for (int k = 0; k < arity; ++k) {
        arguments[k] = x[k][begin + i];
        is_known[i] &= arguments[k] != no_node;
      }
      plain[i] = plain_sum(op, arguments);
      keys[i] = key(op, arguments, attribute);
      if (is_known[i]) table_.prefetch(near(keys[i]));
    }
    for (std::uint32_t i = 0; i < size; ++i) {
      // What no operand of the graph has is nothing that the graph has.
      y[begin + i] = plain[i] != no_node ? plain[i] : is_known[i] ? look_up(keys[i]) : no_node;
    }
  }
}

NodeId ValueNumbers::find(Op op, double attribute, const std::array<NodeId, 3>& x) {
  if (const NodeId plain = plain_sum(op, x); plain != no_node) return plain;
  if (x[0] == no_node || x[1] == no_node || x[2] == no_node) return no_node;
  const Key its = key(op, x, attribute);
  // Programs often compute what was recorded next, and that is close by in memory.
  if (const std::uint32_t next = last_.index + 1; next < keys_.size() && keys_[next] == its)
    last_ = {next};
  else
    last_ = look_up(its);
  return last_ == no_node ? no_node : numbers_[last_.index];
}

/// Where one term of a sum is -0: the other.
NodeId ValueNumbers::plain_sum(Op op, const std::array<NodeId, 3>& arguments) const {
  if (op != Op::Add) return no_node;
  if (arguments[0] == minus_zero_) return arguments[1];
  if (arguments[1] == minus_zero_) return arguments[0];
  return no_node;
}

ValueNumbers::Key ValueNumbers::key(double constant) {
  const std::uint64_t bits = bits_of(constant);
  return {static_cast<std::uint32_t>(Op::Constant), {low(bits), high(bits), 0}};
}

ValueNumbers::Key ValueNumbers::key(Op op, const std::array<NodeId, 3>& arguments, double attribute) {
  const OpInfo& row = info(op);
  Key key{static_cast<std::uint32_t>(op), {}};
  for (int k = 0; k < row.arity; ++k) key.words[k] = arguments[k].index;
  if (row.commutes && key.words[1] < key.words[0]) std::swap(key.words[0], key.words[1]);
  if (row.attribute) {  // such an op has one argument
    const std::uint64_t bits = bits_of(attribute);
    key.words[1] = low(bits), key.words[2] = high(bits);
  }
  return key;
}

ValueNumbers::Key ValueNumbers::key_of(const Graph& graph, NodeId node) const {
  const Op op = graph.op(node);
  if (op == Op::Constant) return key(graph.value(node));
  std::array<NodeId, 3> arguments = graph.arguments(node);
  for (int k = 0; k < info(op).arity; ++k) arguments[k] = of(arguments[k]);
  return key(op, arguments, graph.attribute(node));
}

std::uint64_t ValueNumbers::hash(const Key& key) {
  std::uint64_t hash = (std::uint64_t{key.words[0]} << 32 | key.words[1]) * 0x9e3779b97f4a7c15u;
  hash ^= (std::uint64_t{key.words[2]} << 8 | key.op) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ hash >> 32) * 0x94d049bb133111ebu;
  return hash ^ hash >> 29;
}

/// A number that keys are near to that are asked for at about the same time: the later of the first two arguments.
std::uint32_t ValueNumbers::near(const Key& key) {
  const OpInfo& row = info(static_cast<Op>(key.op));
  return row.arity >= 2 ? std::max(key.words[0], key.words[1]) : key.words[0];
}

NodeId ValueNumbers::look_up(const Key& key) const {
  return {table_.find(near(key), hash(key), [&](std::uint32_t number) { return keys_[number] == key; })};
}

}  // namespace mg::program
