#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mg/core/classify.h"
#include "mg/core/constants.h"
#include "mg/core/exponents.h"
#include "mg/core/functions.h"
#include "mg/core/rounding.h"

namespace mg {

/// Leaving it drops what was recorded since it was made, in constant time; the memory stays for the next step.
class [[nodiscard]] Frame {
 public:
  explicit Frame(Tape& tape) : tape_(tape), mark_(tape.open_frame()) {}
  ~Frame() { tape_.close_frame(mark_); }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

 private:
  Tape& tape_;
  Tape::Mark mark_;
};

/// What is recorded while it lives belongs to the scope.
class [[nodiscard]] Scope {
 public:
  Scope(Tape& tape, StringId name) : tape_(tape) { tape_.open_scope(name); }
  ~Scope() { tape_.close_scope(); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Tape& tape_;
};

/// A recorded computation: nodes in the order of recording, which is a topological order, with their values, adjoints,
/// names, scopes, guards and outputs. It belongs to one thread. Movable: Values, frames and scopes follow. A moved-from
/// graph may only be destroyed or assigned to; all else is a UsageError, but for what reads a node by its id, since
/// there is none.
///
/// What throws leaves the graph as it was, with one exception: a function that is composed of ops (functions.h) may
/// have recorded some of them, which a frame around it would drop.
class Graph {
 public:
  /// `max_nodes`: recording more throws CapacityError. At most Tape::most_nodes.
  explicit Graph(std::size_t max_nodes = Tape::most_nodes) : tape_(std::make_unique<Tape>(max_nodes)) {}

  // --- recording ---

  /// A leaf that varies from one evaluation to the next.
  Value input(std::string_view name, double value);
  /// A leaf that training changes.
  Value parameter(std::string_view name, double value);
  /// A leaf that never changes.
  Value constant(double value);
  /// Declares `value` a result; a plain number becomes a constant. Outputs keep their order. One that is declared in a
  /// frame is dropped with it: write the graph there, or record outside what is to stay.
  void output(std::string_view name, const Value& value);
  /// Names a node; naming again replaces.
  void name(const Value& value, std::string_view name);
  /// `auto scope = g.scope("layer0");`
  Scope scope(std::string_view name) { return Scope(tape(), tape().intern(name)); }
  /// `auto frame = g.frame();`
  Frame frame() { return Frame(tape()); }

  // --- gradients ---

  /// Adds d(root)/d(leaf) to the gradient of every leaf, and sets those of all other nodes. Linear in the nodes.
  void backward(const Value& root);
  /// The same for the sum of `seeds[i] * roots[i]`, in one sweep.
  void backward(std::span<const Value> roots, std::span<const double> seeds);
  /// Sets every gradient to 0.
  void zero_grad() { tape().zero_adjoints(); }

  // --- reading; ids are below size() ---

  std::uint32_t size() const { return tape().size(); }
  Op op(NodeId id) const { return tape_->op(id); }
  /// Earlier nodes; `no_node` beyond the arity.
  std::array<NodeId, 3> arguments(NodeId id) const { return tape_->arguments(id); }
  /// relu's slope, pow's constant exponent; else 0.
  double attribute(NodeId id) const { return tape_->attribute(id); }
  double value(NodeId id) const { return tape_->value(id); }
  double adjoint(NodeId id) const { return tape_->adjoint(id); }
  /// Empty where it has none.
  std::string_view name(NodeId id) const { return tape_->strings[tape_->names.of(id)]; }
  std::string_view text(StringId id) const { return tape().strings[id]; }
  std::span<const NodeId> inputs() const { return tape().inputs; }
  std::span<const NodeId> parameters() const { return tape().parameters; }
  std::span<const Output> outputs() const { return tape().outputs; }
  /// UsageError where there is none: what would be written or generated is nothing.
  void require_output() const;
  /// UsageError where all that were declared went with their frames: their derivatives would be those of nothing.
  void require_kept_output() const;
  std::span<const Guard> guards() const { return tape().guards; }
  std::span<const ScopeRecord> scopes() const { return tape().scopes; }
  /// The innermost scope of each node.
  std::vector<ScopeId> scope_of_nodes() const;

  /// A handle to node `id`. UsageError where there is no such node.
  Value at(NodeId id);

  // --- for readers and passes, which append nodes by id; UsageError where there is no node of an id that is given ---

  /// A leaf; inputs and parameters are entered in their lists.
  NodeId append_leaf(Op op, double value, std::string_view name = {});
  /// Any other op, evaluated.
  NodeId append(Op op, const std::array<NodeId, 3>& arguments, double attribute = 0.0) {
    return {Tape::index_of(tape().push_evaluated(op, arguments, attribute))};
  }
  void append_output(std::string_view name, NodeId id);
  void append_guard(NodeId comparison, bool outcome, std::string_view where);
  void set_name(NodeId id, std::string_view name);
  void open_scope(std::string_view name) { tape().open_scope(tape().intern(name)); }
  /// UsageError where none is open.
  void close_scope();
  /// The memory itself, which stays where it is when the graph moves.
  const Tape& tape() const { return required_tape(); }
  Tape& tape() { return required_tape(); }

 private:
  NodeId root(const Value& value) const;
  Tape& required_tape() const {
    if (!tape_) [[unlikely]]
      report_moved();
    return *tape_;
  }
  [[noreturn, gnu::cold]] static void report_moved();

  std::unique_ptr<Tape> tape_;
  std::vector<NodeId> roots_;  // of a backward; kept, so that a step allocates nothing
};

}  // namespace mg
