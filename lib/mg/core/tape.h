#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mg/core/annotations.h"
#include "mg/core/buffer.h"
#include "mg/core/op.h"

namespace mg {

/// One recorded operation in 8 bytes: the op and two fields of 28 bits. What the fields hold depends on the op:
///   two arguments        a and b
///   one argument         a; and, if the op has an attribute, b is its place in Tape::attribute
///   select(c, a, b)      c, and the place of the pair (a, b)
/// With 8 bytes of value and 8 of adjoint, a node costs 24 bytes.
struct Node {
  static constexpr unsigned field_bits = 28;
  static constexpr std::uint32_t field_mask = (1u << field_bits) - 1;

  std::uint64_t bits;

  static Node make(Op op, std::uint32_t a, std::uint32_t b) {
    return {static_cast<std::uint64_t>(op) | std::uint64_t{a} << 8 | std::uint64_t{b} << (8 + field_bits)};
  }
  Op op() const { return static_cast<Op>(bits & 0xff); }
  std::uint32_t a() const { return static_cast<std::uint32_t>(bits >> 8) & field_mask; }
  std::uint32_t b() const { return static_cast<std::uint32_t>(bits >> (8 + field_bits)); }
};

/// The memory of a graph. Value and Graph are how it is used; it is separate from Graph so that handles survive a move.
///
/// Everything is appended, and dropped from the end. A handle carries the *epoch* in which its node was recorded; the
/// epoch advances whenever nodes are dropped. `drops_` remembers, for the epochs that matter, the lowest node dropped
/// at their end: entries are kept only while lower than all later ones, so that there are no more of them than frames
/// are nested, and telling a live handle from a stale one takes constant time.
class Tape {
 public:
  static constexpr std::size_t most_nodes = Node::field_mask;  ///< 268,435,455

  explicit Tape(std::size_t max_nodes);
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // --- recording ---

  NodeId push(Op op, std::uint32_t a, std::uint32_t b, double value) {
    if (size_ == capacity_) grow();
    nodes_[size_] = Node::make(op, a, b);
    values_[size_] = value;
    return {size_++};
  }
  NodeId push_leaf(Op op, double value) { return push(op, 0, 0, value); }
  NodeId push_with_attribute(Op op, NodeId x, double attribute, double value);
  NodeId push_select(NodeId c, NodeId a, NodeId b, double value);
  /// Any op but a leaf, evaluated here. The arguments must be earlier nodes.
  NodeId push_evaluated(Op op, const std::array<NodeId, 3>& arguments, double attribute);

  void guard(NodeId comparison, bool outcome, std::string_view file, std::uint32_t line);

  // --- reading ---

  std::uint32_t size() const { return size_; }
  Node node(NodeId id) const { return nodes_[id.index]; }
  Op op(NodeId id) const { return node(id).op(); }
  /// The arguments, `no_node` beyond the arity.
  std::array<NodeId, 3> arguments(NodeId id) const;
  /// The attribute, or 0 for an op without.
  double attribute(NodeId id) const;
  double value(NodeId id) const { return values_[id.index]; }
  void set_value(NodeId id, double value) { values_[id.index] = value; }
  std::span<const double> values() const { return {values_.data(), size_}; }
  std::span<double> values() { return {values_.data(), size_}; }

  // --- adjoints ---

  /// Sum of the gradients that have arrived; 0 where none has.
  double adjoint(NodeId id) const;
  /// Adds `seeds` to the adjoints of `roots` and sweeps down from the last of them.
  void backward(std::span<const NodeId> roots, std::span<const double> seeds);
  void zero_adjoints();

  // --- scopes and frames ---

  void open_scope(std::string_view name);
  void close_scope();

  struct Mark {
    std::uint32_t size;
    std::size_t attributes, pairs, scopes, guards, outputs, inputs, parameters;
    ScopeId scope;
  };
  Mark mark() const;
  void drop_to(const Mark& mark);

  // --- handles ---

  std::uint32_t epoch() const { return epoch_; }
  /// Whether a node recorded in `epoch` is still there.
  bool alive(NodeId id, std::uint32_t epoch) const {
    return epoch == epoch_ || id.index < lowest_drop_ || alive_after_drops(id, epoch);
  }

  // --- side tables, open to Graph ---

  StringPool strings;
  NodeNames names;
  std::vector<ScopeRecord> scopes;
  std::vector<Guard> guards;
  std::vector<Output> outputs;
  std::vector<NodeId> inputs;
  std::vector<NodeId> parameters;

 private:
  struct Drop {
    std::uint32_t epoch;  // the first epoch after it
    std::uint32_t lowest;
  };

  void grow();
  bool alive_after_drops(NodeId id, std::uint32_t epoch) const;

  Buffer<Node> nodes_;
  Buffer<double> values_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  std::size_t max_nodes_;

  std::uint32_t epoch_ = 0;
  std::uint32_t lowest_drop_ = 0xffffffff;
  std::vector<Drop> drops_;

  std::vector<double> attributes_;
  struct Pair {
    NodeId a, b;
  };
  std::vector<Pair> pairs_;
  ScopeId open_scope_ = top_level;

  // Adjoints exist for the nodes below adjoint_size_; those above have none yet.
  Buffer<double> adjoints_;
  std::uint32_t adjoint_capacity_ = 0;
  std::uint32_t adjoint_size_ = 0;
};

}  // namespace mg
