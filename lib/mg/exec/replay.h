#pragma once

#include <optional>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg::exec {

/// Evaluates a recorded graph again, on other inputs and parameters, without recording: the reference that generated
/// code is held against. The graph must outlive it, and stay as it is meanwhile: evaluating one that has grown, or
/// dropped nodes, is a UsageError. Constants are those of when it was made.
///
/// Inputs and parameters are given in the order of Graph::inputs() and parameters(); an empty span stands for the
/// recorded values. A span of another length is a UsageError. Results are filled in where a span is given, which then
/// has to have the right length.
///
/// In floats, recorded values and attributes are rounded once, and so is every operation: the reference of code that is
/// generated in floats. A recorded value that a float cannot hold is infinite, or 0.
template <class Number> class BasicReplay {
 public:
  explicit BasicReplay(const Graph& graph);
  explicit BasicReplay(const Graph&& graph) = delete;  // a temporary is gone when it is needed

  /// Computes all values; fills `y` with those of the outputs.
  void forward(std::span<const Number> x, std::span<const Number> p, std::span<Number> y = {});

  /// Sweeps back from the outputs with the seeds `y_bar` (empty: all ones), at the values of the last `forward`. Fills
  /// `x_bar` and `p_bar` with the vector-Jacobian products. Adjoints start at zero in each call.
  void backward(std::span<const Number> y_bar, std::span<Number> x_bar = {}, std::span<Number> p_bar = {});

  /// The same from one output, by its place among the outputs, with the seed 1.
  void backward_from(std::size_t output, std::span<Number> x_bar = {}, std::span<Number> p_bar = {});

  /// The value of each node at the last `forward`; at first, as recorded, and in floats computed from the leaves.
  std::span<const Number> values() const { return values_; }
  /// The adjoint of node `id` after the last backward. UsageError where there is no such node.
  Number adjoint(NodeId id) const;

  /// The first guard that does not hold at the last `forward`, as its place in Graph::guards().
  std::optional<std::size_t> broken_guard() const;

 private:
  /// That of the graph. UsageError unless the nodes are those that it was made for.
  const Tape& tape() const {
    const Tape& tape = graph_.tape();
    if (tape.size() != values_.size() || !tape.alive(last_)) [[unlikely]]
      report_change(tape.size());
    return tape;
  }
  [[noreturn, gnu::cold]] void report_change(std::size_t size) const;
  void sweep_from(const Tape& tape, std::span<const NodeId> roots, std::span<const Number> seeds,
                  std::span<Number> x_bar, std::span<Number> p_bar);
  void take_adjoints(std::span<const NodeId> leaves, std::span<Number> to) const;

  const Graph& graph_;
  Tape::Handle last_ = 0;  // of the last node: where that is still there, so are all before it
  std::vector<Number> values_;
  std::vector<Number> adjoints_;
};

extern template class BasicReplay<double>;
extern template class BasicReplay<float>;

using Replay = BasicReplay<double>;
using FloatReplay = BasicReplay<float>;

}  // namespace mg::exec
