#include "mg/core/tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>

#include "mg/core/error.h"
#include "mg/core/ops.h"
#include "mg/core/sweep.h"

namespace mg {
namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

Tape::Tape(std::size_t max_nodes) : max_nodes_(std::min(max_nodes, most_nodes)) {}

NodeId Tape::push_with_attribute(Op op, NodeId x, double attribute, double value) {
  // Attributes come in runs (every relu of a net has the same slope), and a run is kept once.
  if (attributes_.empty() || !same_bits(attributes_.back(), attribute)) attributes_.push_back(attribute);
  return push(op, x.index, static_cast<std::uint32_t>(attributes_.size() - 1), value);
}

NodeId Tape::push_select(NodeId c, NodeId a, NodeId b, double value) {
  pairs_.push_back({a, b});
  return push(Op::Select, c.index, static_cast<std::uint32_t>(pairs_.size() - 1), value);
}

NodeId Tape::push_evaluated(Op op, const std::array<NodeId, 3>& arguments, double attribute) {
  const OpInfo& row = info(op);
  std::array<double, 3> x{};
  for (int k = 0; k < row.arity; ++k) {
    assert(arguments[k].index < size_);
    x[k] = value(arguments[k]);
  }
  const double y = evaluate(op, x, attribute);
  if (row.arity == 3) return push_select(arguments[0], arguments[1], arguments[2], y);
  if (row.attribute) return push_with_attribute(op, arguments[0], attribute, y);
  return push(op, arguments[0].index, row.arity == 2 ? arguments[1].index : 0, y);
}

void Tape::guard(NodeId comparison, bool outcome, std::string_view file, std::uint32_t line) {
  // The file's name without its folders: what is recorded must not depend on where it was compiled.
  file.remove_prefix(file.find_last_of("/\\") + 1);
  fmt::memory_buffer where;
  fmt::format_to(fmt::appender(where), "{}:{}", file, line);
  guards.push_back({comparison, outcome, strings.intern({where.data(), where.size()})});
}

std::array<NodeId, 3> Tape::arguments(NodeId id) const {
  const Node node = nodes_[id.index];
  switch (info(node.op()).arity) {
    case 0:
      return {};
    case 1:
      return {NodeId{node.a()}};
    case 2:
      return {NodeId{node.a()}, NodeId{node.b()}};
  }
  const Pair pair = pairs_[node.b()];
  return {NodeId{node.a()}, pair.a, pair.b};
}

double Tape::attribute(NodeId id) const {
  const Node node = nodes_[id.index];
  return info(node.op()).attribute ? attributes_[node.b()] : 0.0;
}

double Tape::adjoint(NodeId id) const { return id.index < adjoint_size_ ? shown_adjoint(adjoints_[id.index]) : 0.0; }

void Tape::backward(std::span<const NodeId> roots, std::span<const double> seeds) {
  assert(roots.size() == seeds.size());
  if (roots.empty()) return;
  if (adjoint_capacity_ < size_) {
    if (!adjoints_.reallocate(capacity_)) {
      throw CapacityError(fmt::format("no memory for the adjoints of {} nodes", size_));
    }
    adjoint_capacity_ = capacity_;
  }
  std::fill(adjoints_.data() + adjoint_size_, adjoints_.data() + size_, 0.0);
  adjoint_size_ = size_;
  const std::span<double> adjoints{adjoints_.data(), adjoint_size_};
  clear_inner(*this, adjoints);
  for (std::size_t k = 0; k < roots.size(); ++k) seed(adjoints, roots[k], seeds[k]);
  sweep(*this, values(), adjoints, std::ranges::max(roots));
}

void Tape::zero_adjoints() { adjoint_size_ = 0; }

void Tape::open_scope(std::string_view name) {
  scopes.push_back({strings.intern(name), open_scope_, size_, ScopeRecord::still_open});
  open_scope_ = static_cast<ScopeId>(scopes.size() - 1);
}

void Tape::close_scope() {
  if (open_scope_ == top_level) return;  // its frame has dropped it
  scopes[open_scope_].end = size_;
  open_scope_ = scopes[open_scope_].parent;
}

Tape::Mark Tape::mark() const {
  return {size_,          attributes_.size(), pairs_.size(),     scopes.size(), guards.size(),
          outputs.size(), inputs.size(),      parameters.size(), open_scope_};
}

void Tape::drop_to(const Mark& mark) {
  if (mark.size > size_) return;  // an outer frame has already dropped more
  size_ = mark.size;
  adjoint_size_ = std::min(adjoint_size_, size_);
  attributes_.resize(std::min(attributes_.size(), mark.attributes));
  pairs_.resize(std::min(pairs_.size(), mark.pairs));
  scopes.resize(std::min(scopes.size(), mark.scopes));
  guards.resize(std::min(guards.size(), mark.guards));
  outputs.resize(std::min(outputs.size(), mark.outputs));
  inputs.resize(std::min(inputs.size(), mark.inputs));
  parameters.resize(std::min(parameters.size(), mark.parameters));
  open_scope_ = mark.scope;
  names.drop_from(size_);

  ++epoch_;
  while (!drops_.empty() && drops_.back().lowest >= size_) drops_.pop_back();
  drops_.push_back({epoch_, size_});
  lowest_drop_ = drops_.front().lowest;
}

bool Tape::alive_after_drops(NodeId id, std::uint32_t epoch) const {
  // The first drop after the handle's epoch is the lowest of all after it. Epochs are compared so that they may wrap.
  for (const Drop& drop : drops_) {
    if (static_cast<std::int32_t>(drop.epoch - epoch) > 0) return id.index < drop.lowest;
  }
  return true;
}

void Tape::grow() {
  if (size_ >= max_nodes_) {
    throw CapacityError(fmt::format("the graph is full: it has {} nodes, and no more are allowed", size_));
  }
  const std::size_t wanted = std::min(std::max<std::size_t>(std::size_t{capacity_} * 2, 1024), max_nodes_);
  if (!nodes_.reallocate(wanted) || !values_.reallocate(wanted)) {
    throw CapacityError(fmt::format("no memory for a graph of more than {} nodes", size_));
  }
  capacity_ = static_cast<std::uint32_t>(wanted);
}

}  // namespace mg
