#include "mg/exec/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "mg/core/error.h"
#include "mg/core/sweep.h"

namespace mg::exec {
namespace {

void check_length(std::string_view what, std::size_t given, std::size_t expected) {
  if (given != 0 && given != expected) {
    throw UsageError(fmt::format("replay: {} {} given, the graph has {}", given, what, expected));
  }
}

/// Puts `given` into the places of `leaves`; nothing given: their recorded values.
void set_leaves(const Graph& graph, std::span<const NodeId> leaves, std::span<const double> given,
                std::span<double> values) {
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    values[leaves[i].index] = given.empty() ? graph.value(leaves[i]) : given[i];
  }
}

}  // namespace

Replay::Replay(const Graph& graph) : graph_(graph) {
  const auto values = graph.tape().values();
  values_.assign(values.begin(), values.end());
}

void Replay::forward(std::span<const double> x, std::span<const double> p, std::span<double> y) {
  check_length("inputs", x.size(), graph_.inputs().size());
  check_length("parameters", p.size(), graph_.parameters().size());
  check_length("places for outputs", y.size(), graph_.outputs().size());
  set_leaves(graph_, graph_.inputs(), x, values_);
  set_leaves(graph_, graph_.parameters(), p, values_);
  evaluate(graph_.tape(), values_);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = values_[graph_.outputs()[i].node.index];
}

void Replay::backward(std::span<const double> y_bar, std::span<double> x_bar, std::span<double> p_bar) {
  graph_.require_kept_output();
  const auto outputs = graph_.outputs();
  check_length("seeds", y_bar.size(), outputs.size());
  std::vector<NodeId> roots;
  for (const Output& output : outputs) roots.push_back(output.node);
  const std::vector<double> ones(y_bar.empty() ? outputs.size() : 0, 1.0);
  sweep_from(roots, y_bar.empty() ? std::span<const double>(ones) : y_bar, x_bar, p_bar);
}

void Replay::backward_from(std::size_t output, std::span<double> x_bar, std::span<double> p_bar) {
  if (output >= graph_.outputs().size()) {
    throw UsageError(fmt::format("replay: there is no output {} of {}", output, graph_.outputs().size()));
  }
  const double one = 1.0;
  sweep_from({&graph_.outputs()[output].node, 1}, {&one, 1}, x_bar, p_bar);
}

double Replay::adjoint(NodeId id) const { return adjoints_.empty() ? 0.0 : shown_adjoint(adjoints_[id.index]); }

std::optional<std::size_t> Replay::broken_guard() const {
  const auto guards = graph_.guards();
  for (std::size_t i = 0; i < guards.size(); ++i) {
    if ((values_[guards[i].comparison.index] != 0.0) != guards[i].outcome) return i;
  }
  return std::nullopt;
}

void Replay::sweep_from(std::span<const NodeId> roots, std::span<const double> seeds, std::span<double> x_bar,
                        std::span<double> p_bar) {
  check_length("places for gradients of inputs", x_bar.size(), graph_.inputs().size());
  check_length("places for gradients of parameters", p_bar.size(), graph_.parameters().size());
  adjoints_.resize(graph_.size());
  clear(adjoints_);
  for (std::size_t i = 0; i < roots.size(); ++i) seed(adjoints_, roots[i], seeds[i]);
  if (!roots.empty()) sweep(graph_.tape(), values_, adjoints_, std::ranges::max(roots));
  for (std::size_t i = 0; i < x_bar.size(); ++i) x_bar[i] = adjoint(graph_.inputs()[i]);
  for (std::size_t i = 0; i < p_bar.size(); ++i) p_bar[i] = adjoint(graph_.parameters()[i]);
}

}  // namespace mg::exec
