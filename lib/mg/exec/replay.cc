#include "mg/exec/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "mg/base/error.h"
#include "mg/core/sweep.h"

namespace mg::exec {
namespace {

void check_length(std::string_view what, std::size_t given, std::size_t expected) {
  if (given != 0 && given != expected) {
    throw UsageError(fmt::format("replay: {} {} given, the graph has {}", given, what, expected));
  }
}

/// Puts `given` into the places of `leaves`; nothing given: their recorded values.
void set_leaves(const Tape& tape, std::span<const NodeId> leaves, std::span<const double> given,
                std::span<double> values) {
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    values[leaves[i].index] = given.empty() ? tape.value(leaves[i]) : given[i];
  }
}

}  // namespace

Replay::Replay(const Graph& graph) : graph_(graph) {
  const auto values = graph.tape().values();
  values_.assign(values.begin(), values.end());
  if (!values.empty()) last_ = graph.tape().handle({graph.size() - 1});
}

void Replay::report_change(std::size_t size) const {
  throw UsageError(size > values_.size()
                       ? fmt::format("replay: the graph has grown from {} nodes to {}: make another Replay of it",
                                     values_.size(), size)
                       : "replay: the graph has dropped nodes at the end of a frame: make another Replay of it");
}

void Replay::forward(std::span<const double> x, std::span<const double> p, std::span<double> y) {
  const Tape& tape = this->tape();
  check_length("inputs", x.size(), tape.inputs.size());
  check_length("parameters", p.size(), tape.parameters.size());
  check_length("places for outputs", y.size(), tape.outputs.size());
  set_leaves(tape, tape.inputs, x, values_);
  set_leaves(tape, tape.parameters, p, values_);
  evaluate(tape, values_);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = values_[tape.outputs[i].node.index];
}

void Replay::backward(std::span<const double> y_bar, std::span<double> x_bar, std::span<double> p_bar) {
  const Tape& tape = this->tape();
  graph_.require_kept_output();
  check_length("seeds", y_bar.size(), tape.outputs.size());
  std::vector<NodeId> roots;
  for (const Output& output : tape.outputs) roots.push_back(output.node);
  const std::vector<double> ones(y_bar.empty() ? roots.size() : 0, 1.0);
  sweep_from(tape, roots, y_bar.empty() ? std::span<const double>(ones) : y_bar, x_bar, p_bar);
}

void Replay::backward_from(std::size_t output, std::span<double> x_bar, std::span<double> p_bar) {
  const Tape& tape = this->tape();
  if (output >= tape.outputs.size()) {
    throw UsageError(fmt::format("replay: there is no output {} of {}", output, tape.outputs.size()));
  }
  const double one = 1.0;
  sweep_from(tape, {&tape.outputs[output].node, 1}, {&one, 1}, x_bar, p_bar);
}

double Replay::adjoint(NodeId id) const {
  if (id.index >= values_.size()) {
    throw UsageError(fmt::format("replay: there is no node %{} of {}", id.index, values_.size()));
  }
  return adjoints_.empty() ? 0.0 : shown_adjoint(adjoints_[id.index]);
}

std::optional<std::size_t> Replay::broken_guard() const {
  const auto& guards = tape().guards;
  for (std::size_t i = 0; i < guards.size(); ++i) {
    if ((values_[guards[i].comparison.index] != 0.0) != guards[i].outcome) return i;
  }
  return std::nullopt;
}

void Replay::sweep_from(const Tape& tape, std::span<const NodeId> roots, std::span<const double> seeds,
                        std::span<double> x_bar, std::span<double> p_bar) {
  check_length("places for gradients of inputs", x_bar.size(), tape.inputs.size());
  check_length("places for gradients of parameters", p_bar.size(), tape.parameters.size());
  adjoints_.resize(tape.size());
  clear(adjoints_);
  for (std::size_t i = 0; i < roots.size(); ++i) seed(adjoints_, roots[i], seeds[i]);
  if (!roots.empty()) sweep(tape, values_, adjoints_, std::ranges::max(roots));
  take_adjoints(tape.inputs, x_bar);
  take_adjoints(tape.parameters, p_bar);
}

void Replay::take_adjoints(std::span<const NodeId> leaves, std::span<double> to) const {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = shown_adjoint(adjoints_[leaves[i].index]);
}

}  // namespace mg::exec
