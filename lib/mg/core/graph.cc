#include "mg/core/graph.h"

#include <fmt/format.h>

#include "mg/base/error.h"
#include "mg/core/all_or_nothing.h"

namespace mg {

Value Graph::input(std::string_view name, double value) { return at(append_leaf(Op::Input, value, name)); }

Value Graph::parameter(std::string_view name, double value) { return at(append_leaf(Op::Parameter, value, name)); }

Value Graph::constant(double value) { return at(append_leaf(Op::Constant, value)); }

void Graph::output(std::string_view name, const Value& value) {
  tape().all_or_nothing([&] { append_output(name, value.id_in(tape())); });
}

void Graph::require_output() const {
  if (!outputs().empty()) return;
  const std::size_t dropped = tape().dropped_outputs();
  throw UsageError(dropped == 0 ? "the graph has no output: g.output(\"y\", y) declares one"
                                : fmt::format("the graph has no output: {} declared in a frame, and dropped with it",
                                              dropped == 1 ? "one was" : fmt::format("{} were", dropped)));
}

void Graph::require_kept_output() const {
  if (tape().dropped_outputs() > 0) require_output();
}

void Graph::name(const Value& value, std::string_view name) {
  if (value.tape_ != &tape()) throw UsageError("only a Value that this graph has recorded can be named");
  set_name(value.checked_id(), name);
}

NodeId Graph::root(const Value& value) const {
  if (!value.is_recorded()) throw UsageError("backward from a Value that no graph has recorded");
  if (value.tape_ != &tape()) throw UsageError("backward from a Value of another graph");
  return value.checked_id();
}

void Graph::backward(const Value& root) {
  const NodeId id = this->root(root);
  const double seed = 1.0;
  tape().backward({&id, 1}, {&seed, 1});
}

void Graph::backward(std::span<const Value> roots, std::span<const double> seeds) {
  if (roots.size() != seeds.size()) {
    throw UsageError(fmt::format("backward: {} roots, but {} seeds", roots.size(), seeds.size()));
  }
  roots_.clear();
  for (const Value& root : roots) roots_.push_back(this->root(root));
  tape().backward(roots_, seeds);
}

std::vector<ScopeId> Graph::scope_of_nodes() const {
  std::vector<ScopeId> scope_of(size(), top_level);
  // Inner scopes are listed after the ones around them, and overwrite what those have written.
  ScopeId current = top_level;
  ScopeId next = 0;
  const auto scopes = this->scopes();
  for (std::uint32_t i = 0; i < size(); ++i) {
    while (current != top_level && scopes[current].end <= i) current = scopes[current].parent;
    for (; next < scopes.size() && scopes[next].begin <= i; ++next) {
      if (scopes[next].end > i) current = next;
    }
    scope_of[i] = current;
  }
  return scope_of;
}

Value Graph::at(NodeId id) {
  tape().require_node(id);
  return Value(&tape(), tape().handle(id));
}

NodeId Graph::append_leaf(Op op, double value, std::string_view name) {
  if (!is_leaf(op)) throw UsageError(fmt::format("{} is no leaf: append(...) appends it", info(op).name));
  Tape& tape = this->tape();
  return tape.all_or_nothing([&] {
    const NodeId id{Tape::index_of(tape.push_leaf(op, value))};
    if (op == Op::Input) tape.inputs.push_back(id);
    if (op == Op::Parameter) tape.parameters.push_back(id);
    if (!name.empty()) tape.names.set(id, tape.strings.intern(name));
    return id;
  });
}

void Graph::append_output(std::string_view name, NodeId id) {
  Tape& tape = this->tape();
  tape.require_node(id);
  tape.with_memory([&] { tape.outputs.push_back({tape.strings.intern(name), id}); });
}

void Graph::append_guard(NodeId comparison, bool outcome, std::string_view where) {
  Tape& tape = this->tape();
  tape.require_node(comparison);
  tape.with_memory([&] { tape.guard(comparison, outcome, where); });
}

void Graph::set_name(NodeId id, std::string_view name) {
  Tape& tape = this->tape();
  tape.require_node(id);
  tape.with_memory([&] { tape.names.set(id, tape.strings.intern(name)); });
}

void Graph::close_scope() {
  if (!tape().has_open_scope()) throw UsageError("close_scope() without a scope that is open");
  tape().close_scope();
}

void Graph::report_moved() {
  throw UsageError("the graph has been moved from: its nodes and Values are those of the graph that it was moved to");
}

}  // namespace mg
