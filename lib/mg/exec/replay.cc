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
template <class Number>
void set_leaves(const Tape& tape, std::span<const NodeId> leaves, std::span<const Number> given,
                std::span<Number> values) {
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    values[leaves[i].index] = given.empty() ? Number(tape.value(leaves[i])) : given[i];
  }
}

}  // namespace

template <class Number> BasicReplay<Number>::BasicReplay(const Graph& graph) : graph_(graph) {
  const auto values = values_of<Number>(graph.tape());
  values_.assign(values.begin(), values.end());
  if (!values.empty()) last_ = graph.tape().handle({graph.size() - 1});
}

template <class Number> void BasicReplay<Number>::report_change(std::size_t size) const {
  throw UsageError(size > values_.size()
                       ? fmt::format("replay: the graph has grown from {} nodes to {}: make another Replay of it",
                                     values_.size(), size)
                       : "replay: the graph has dropped nodes at the end of a frame: make another Replay of it");
}

template <class Number>
void BasicReplay<Number>::forward(std::span<const Number> x, std::span<const Number> p, std::span<Number> y) {
  const Tape& tape = this->tape();
  check_length("inputs", x.size(), tape.inputs.size());
  check_length("parameters", p.size(), tape.parameters.size());
  check_length("places for outputs", y.size(), tape.outputs.size());
  set_leaves<Number>(tape, tape.inputs, x, values_);
  set_leaves<Number>(tape, tape.parameters, p, values_);
  evaluate<Number>(tape, values_);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = values_[tape.outputs[i].node.index];
}

template <class Number>
void BasicReplay<Number>::backward(std::span<const Number> y_bar, std::span<Number> x_bar, std::span<Number> p_bar) {
  const Tape& tape = this->tape();
  graph_.require_kept_output();
  check_length("seeds", y_bar.size(), tape.outputs.size());
  std::vector<NodeId> roots;
  for (const Output& output : tape.outputs) roots.push_back(output.node);
  const std::vector<Number> ones(y_bar.empty() ? roots.size() : 0, Number(1.0));
  sweep_from(tape, roots, y_bar.empty() ? std::span<const Number>(ones) : y_bar, x_bar, p_bar);
}

template <class Number>
void BasicReplay<Number>::backward_from(std::size_t output, std::span<Number> x_bar, std::span<Number> p_bar) {
  const Tape& tape = this->tape();
  if (output >= tape.outputs.size()) {
    throw UsageError(fmt::format("replay: there is no output {} of {}", output, tape.outputs.size()));
  }
  const Number one{1};
  sweep_from(tape, {&tape.outputs[output].node, 1}, {&one, 1}, x_bar, p_bar);
}

template <class Number> Number BasicReplay<Number>::adjoint(NodeId id) const {
  if (id.index >= values_.size()) {
    throw UsageError(fmt::format("replay: there is no node %{} of {}", id.index, values_.size()));
  }
  return adjoints_.empty() ? Number(0.0) : shown_adjoint(adjoints_[id.index]);
}

template <class Number> std::optional<std::size_t> BasicReplay<Number>::broken_guard() const {
  const auto& guards = tape().guards;
  for (std::size_t i = 0; i < guards.size(); ++i) {
    if ((values_[guards[i].comparison.index] != Number(0.0)) != guards[i].outcome) return i;
  }
  return std::nullopt;
}

template <class Number>
void BasicReplay<Number>::sweep_from(const Tape& tape, std::span<const NodeId> roots, std::span<const Number> seeds,
                                     std::span<Number> x_bar, std::span<Number> p_bar) {
  check_length("places for gradients of inputs", x_bar.size(), tape.inputs.size());
  check_length("places for gradients of parameters", p_bar.size(), tape.parameters.size());
  adjoints_.resize(tape.size());
  clear<Number>(adjoints_);
  for (std::size_t i = 0; i < roots.size(); ++i) seed<Number>(adjoints_, roots[i], seeds[i]);
  if (!roots.empty()) sweep<Number>(tape, values_, adjoints_, std::ranges::max(roots));
  take_adjoints(tape.inputs, x_bar);
  take_adjoints(tape.parameters, p_bar);
}

template <class Number>
void BasicReplay<Number>::take_adjoints(std::span<const NodeId> leaves, std::span<Number> to) const {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = shown_adjoint(adjoints_[leaves[i].index]);
}

template class BasicReplay<double>;
template class BasicReplay<float>;

}  // namespace mg::exec
