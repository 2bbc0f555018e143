#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/annotations.h"
#include "mg/core/bits.h"
#include "mg/core/buffer.h"
#include "mg/core/op.h"

namespace mg {

/// The arguments of a node: what `a` and `b` hold depends on the op:
///   two arguments        both
///   one argument         a; and, if the op has an attribute, b is its place in Tape::attributes_
///   select(c, a, b)      a is the condition, and b the place of the pair (a, b) in Tape::pairs_
struct NodeArguments {
  std::uint32_t a, b;
};

/// What recording looks at first: whether the operands are at hand, that is recorded on this tape and still there, and
/// there is room. A plain number is one that is recorded on `no_tape`, where nothing is at hand: one test tells all.
class TapeFront {
 public:
  using Handle = std::uint64_t;  ///< a node's number, and above its 32 bits the epoch

  /// Given the union of some handles: whether all their nodes are surely there, and there is room for four nodes more.
  [[gnu::always_inline]] bool at_hand(Handle handles) const { return ((handles | next_) & out_of_hand_) == 0; }

 protected:
  // The handle of the next node; and the bits that no good handle and no `next_` with room behind it can have: those
  // not in the epoch, and those of the power of two up to which there is room.
  Handle next_ = 1;
  Handle out_of_hand_ = ~Handle{0};
};
inline constexpr TapeFront no_tape [[gnu::visibility("default")]];

/// The memory of a graph: 25 bytes a node, with its value and its adjoint. Value and Graph are how it is used; it is
/// separate from Graph so that handles survive a move.
///
/// Everything is appended, and dropped from the end. A handle is a node and the *epoch* in which it was recorded, so
/// that one whose node was dropped can be told. What is recorded outside of all frames is never dropped, and has epoch
/// 0; all other epochs have 16 bits of 32 set, so that none has all the bits of another, and whether several handles
/// are good is seen from their union (`at_hand`). There are 601,080,390 of those; then they come again.
class Tape : public TapeFront {
 public:
  static constexpr std::size_t most_nodes = 0x7fffffff;  ///< 2,147,483,647

  explicit Tape(std::size_t max_nodes);
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // --- recording in line: for those who know that `at_hand` ---

  [[gnu::always_inline]] Handle append(Op op, std::uint32_t a, std::uint32_t b, double value) {
    const Handle handle = next_;
    const std::uint64_t i = index_of(handle);
    ops_[i] = op;
    arguments_[i] = {a, b};
    values_[i] = value;
    next_ = handle + 1;
    return handle;
  }
  /// The place of an attribute. They come in runs (every relu of a net has the same slope), and a run is kept once.
  [[gnu::always_inline]] std::uint32_t append_attribute(double attribute) {
    if (!same_bits(attribute, last_attribute_)) {
      if (!attributes_.make_room()) report_no_memory();
      attributes_.push(attribute);
      last_attribute_ = attribute;
      ++last_attribute_place_;
    }
    return last_attribute_place_;
  }
  /// The place of a pair, for which there must be room.
  [[gnu::always_inline]] std::uint32_t append_pair(std::uint32_t a, std::uint32_t b) {
    pairs_.push({a, b});
    return static_cast<std::uint32_t>(pairs_.size() - 1);
  }

  // --- recording; what throws has recorded nothing ---

  /// CapacityError where there is none for so many nodes.
  void make_room(std::size_t nodes = 1) {
    if (!has_room(nodes)) grow(nodes);
  }
  bool has_room(std::size_t nodes) const { return capacity_ - size() >= nodes; }
  void make_room_for_pair() {
    if (!pairs_.make_room()) report_no_memory();
  }
  Handle push(Op op, std::uint32_t a, std::uint32_t b, double value) {
    make_room();
    return append(op, a, b, value);
  }
  Handle push_leaf(Op op, double value) {
    make_room();
    return append_leaf(op, value);
  }
  /// There must be room.
  [[gnu::always_inline]] Handle append_leaf(Op op, double value) {
    if (leading_leaves_ == size()) ++leading_leaves_;
    return append(op, 0, 0, value);
  }
  /// Any op but a leaf, evaluated here. UsageError unless the arguments are earlier nodes.
  Handle push_evaluated(Op op, const std::array<NodeId, 3>& arguments, double attribute);

  // These may throw std::bad_alloc: to be called in one of the two below.
  void guard(NodeId comparison, bool outcome, const Place& place) {
    guards.push_back({comparison, outcome, text_of(place)});
  }
  void guard(NodeId comparison, bool outcome, std::string_view where) {
    guards.push_back({comparison, outcome, strings.intern(where)});
  }

  // Defined in all_or_nothing.h: programs that are compiled with -fno-exceptions include this header.

  /// Calls `append`, which leaves all as it was when it throws; for want of memory, that becomes a CapacityError.
  template <class Append> auto with_memory(Append&& append) const;
  /// The same, for what records nodes: those that it has recorded when it throws are taken back.
  template <class Record> auto all_or_nothing(Record&& record);
  StringId intern(std::string_view text);

  // --- reading ---

  std::uint32_t size() const { return index_of(next_); }
  /// UsageError where there is no such node.
  void require_node(NodeId id) const {
    if (id.index >= size()) [[unlikely]]
      report_no_node(id);
  }
  Op op(NodeId id) const { return ops_[id.index]; }
  /// The arguments, `no_node` beyond the arity.
  std::array<NodeId, 3> arguments(NodeId id) const;
  /// The attribute, or 0 for an op without.
  double attribute(NodeId id) const;
  double value(NodeId id) const { return values_[id.index]; }
  void set_value(NodeId id, double value) { values_[id.index] = value; }
  std::span<const double> values() const { return {values_.data(), size()}; }
  /// So many nodes at the front, at least, are leaves: usually, a model's parameters.
  std::uint32_t leading_leaves() const { return leading_leaves_; }

  // The arrays as they are, for the loops over all nodes.
  const Op* ops() const { return ops_.data(); }
  const NodeArguments* node_arguments() const { return arguments_.data(); }
  const double* attributes() const { return attributes_.data(); }
  const NodeArguments* pairs() const { return pairs_.data(); }

  // --- adjoints ---

  /// Sum of the gradients that have arrived; 0 where none has.
  double adjoint(NodeId id) const;
  /// Adds `seeds` to the adjoints of `roots` and sweeps down from the last of them.
  void backward(std::span<const NodeId> roots, std::span<const double> seeds);
  void zero_adjoints();
  /// That of one node.
  void zero_adjoint(NodeId id);

  // --- scopes and frames ---

  void open_scope(StringId name);
  bool has_open_scope() const { return open_scope_ != top_level; }
  /// The innermost; nothing where none is open, as its frame may have dropped it.
  void close_scope();

  struct Mark {
    std::uint32_t size;
    std::size_t attributes, pairs, scopes, guards, outputs, inputs, parameters;
    ScopeId scope;
  };
  Mark open_frame();
  /// Drops what was recorded since.
  void close_frame(const Mark& mark);
  /// How many outputs have gone that way.
  std::size_t dropped_outputs() const { return dropped_outputs_; }

  // --- handles ---

  static std::uint32_t index_of(Handle handle) { return static_cast<std::uint32_t>(handle); }
  Handle handle(NodeId id) const { return epoch_of(next_) | id.index; }
  /// Whether the node is still there.
  bool alive(Handle handle) const { return at_hand(handle) || alive_after_drops(handle); }

  // --- side tables, open to Graph ---

  StringPool strings;
  NodeNames names;
  std::vector<ScopeRecord> scopes;
  std::vector<Guard> guards;
  std::vector<Output> outputs;
  std::vector<NodeId> inputs;
  std::vector<NodeId> parameters;

 private:
  /// A frame was left: of the nodes recorded up to `epoch`, those below `lowest` are still there.
  struct Drop {
    Handle epoch;
    std::uint32_t lowest;
  };

  static Handle epoch_of(Handle handle) { return handle & ~Handle{0xffffffff}; }
  void grow(std::size_t nodes);
  /// Forgets all nodes from `size` on, and what is said of them. No handle to them may have got out.
  void take_back(std::uint32_t size);
  [[noreturn, gnu::cold]] void report_no_memory() const;
  [[noreturn, gnu::cold]] void report_no_node(NodeId id) const;
  void start_epoch();
  /// With a node count below 2^32.
  void set_next(Handle epoch, std::uint32_t size) {
    next_ = epoch | size;
    out_of_hand_ = ~(epoch | room_);
  }
  bool alive_after_drops(Handle handle) const;
  StringId text_of(const Place& place);

  Buffer<Op> ops_;
  Buffer<NodeArguments> arguments_;
  Buffer<double> values_;
  Stack<double> attributes_;     // the first is 0.0
  double last_attribute_ = 0.0;  // attributes_.back(), and its place
  std::uint32_t last_attribute_place_ = 0;
  Stack<NodeArguments> pairs_;

  std::size_t capacity_ = 0;
  Handle room_ = 0;  // the bits of node numbers up to which there is room
  std::size_t max_nodes_;
  CapacityError no_memory_{"no memory for a larger graph"};  // made while there is some
  std::uint32_t leading_leaves_ = 0;

  std::uint32_t open_frames_ = 0;
  Handle last_epoch_ = 0;
  // For the epochs that matter; each is lower than all later ones, so that there are no more than frames are nested.
  std::vector<Drop> drops_;
  ScopeId open_scope_ = top_level;
  std::size_t dropped_outputs_ = 0;
  // The place of the last guard: in a loop, the next one has it too.
  std::string last_file_;
  std::uint32_t last_line_ = 0;
  StringId last_place_;

  // Adjoints exist for the nodes below adjoint_size_; those above have none yet.
  Buffer<double> adjoints_;
  std::size_t adjoint_capacity_ = 0;
  std::uint32_t adjoint_size_ = 0;
};

/// The tape that a front other than `no_tape` is of.
inline Tape& tape_of(const TapeFront& front) { return const_cast<Tape&>(static_cast<const Tape&>(front)); }

}  // namespace mg
