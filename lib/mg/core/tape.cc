#include "mg/core/tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>

#include "mg/base/error.h"
#include "mg/core/all_or_nothing.h"
#include "mg/core/ops.h"
#include "mg/core/sweep.h"

namespace mg {
namespace {

template <class T> [[gnu::always_inline]] inline void drop_back(std::vector<T>& list, std::size_t count) {
  const auto end = list.begin() + static_cast<std::ptrdiff_t>(count);  // cheaper to compare than sizes
  if (end < list.end()) list.erase(end, list.end());
}

}  // namespace

Tape::Tape(std::size_t max_nodes) : max_nodes_(std::min(max_nodes, most_nodes)) {
  set_next(0, 0);
  if (!attributes_.make_room()) report_no_memory();
  attributes_.push(0.0);
}

Tape::Handle Tape::push_evaluated(Op op, const std::array<NodeId, 3>& arguments, double attribute) {
  const OpInfo& row = info(op);
  if (row.arity == 0) throw UsageError(fmt::format("{} is a leaf: append_leaf(...) appends it", row.name));
  std::array<double, 3> x{};
  for (int k = 0; k < row.arity; ++k) {
    require_node(arguments[k]);
    x[k] = value(arguments[k]);
  }
  make_room();
  std::uint32_t b = 0;
  if (row.arity == 3) {
    make_room_for_pair();
    b = append_pair(arguments[1].index, arguments[2].index);
  }
  if (row.arity == 2) b = arguments[1].index;
  if (row.attribute) b = append_attribute(attribute);
  return append(op, arguments[0].index, b, evaluate(op, x, attribute));
}

StringId Tape::intern(std::string_view text) {
  return with_memory([&] { return strings.intern(text); });
}

StringId Tape::text_of(const Place& place) {
  if (last_line_ != place.line || last_file_ != place.file) {
    const StringId text = strings.intern(to_text(place));
    last_file_ = place.file;  // throws, or the rest follows
    last_line_ = place.line;
    last_place_ = text;
  }
  return last_place_;
}

void Tape::take_back(std::uint32_t size) {
  const auto drop = [&](auto& list, auto&& node_of) {
    while (!list.empty() && node_of(list.back()).index >= size) list.pop_back();
  };
  const auto itself = [](NodeId id) { return id; };
  drop(inputs, itself);
  drop(parameters, itself);
  drop(outputs, [](const Output& output) { return output.node; });
  drop(guards, [](const Guard& guard) { return guard.comparison; });
  names.drop_from(size);
  leading_leaves_ = std::min(leading_leaves_, size);
  set_next(epoch_of(next_), size);
}

void Tape::report_no_node(NodeId id) const {
  throw UsageError(fmt::format("there is no node %{} in a graph of {} nodes", id.index, size()));
}

void Tape::report_no_memory() const {
  try {
    throw CapacityError(fmt::format("no memory for a graph of more than {} nodes", size()));
  } catch (const std::bad_alloc&) {  // not even for the message
    throw no_memory_;
  }
}

std::array<NodeId, 3> Tape::arguments(NodeId id) const {
  const auto [a, b] = arguments_[id.index];
  switch (info(op(id)).arity) {
    case 0:
      return {};
    case 1:
      return {NodeId{a}};
    case 2:
      return {NodeId{a}, NodeId{b}};
  }
  return {NodeId{a}, NodeId{pairs_[b].a}, NodeId{pairs_[b].b}};
}

double Tape::attribute(NodeId id) const { return info(op(id)).attribute ? attributes_[arguments_[id.index].b] : 0.0; }

double Tape::adjoint(NodeId id) const { return id.index < adjoint_size_ ? shown_adjoint(adjoints_[id.index]) : 0.0; }

void Tape::backward(std::span<const NodeId> roots, std::span<const double> seeds) {
  assert(roots.size() == seeds.size());
  if (roots.empty()) return;
  if (adjoint_capacity_ < size()) {
    const std::size_t wanted =
        adjoints_.reallocate(capacity_) ? capacity_ : (adjoints_.reallocate(size()) ? size() : 0);
    if (wanted == 0) throw CapacityError(fmt::format("no memory for the adjoints of {} nodes", size()));
    adjoint_capacity_ = wanted;
  }
  const std::uint32_t end = size();
  const std::span<double> adjoints{adjoints_.data(), end};
  if (adjoint_size_ > 0) clear_inner(*this, adjoints.first(adjoint_size_));
  clear(adjoints.subspan(adjoint_size_));
  adjoint_size_ = end;
  NodeId last = roots[0];
  for (std::size_t k = 0; k < roots.size(); ++k) {
    seed(adjoints, roots[k], seeds[k]);
    last = std::max(last, roots[k]);
  }
  sweep(*this, values(), adjoints, last);
}

void Tape::zero_adjoints() { adjoint_size_ = 0; }

void Tape::zero_adjoint(NodeId id) {
  if (id.index < adjoint_size_) clear({&adjoints_[id.index], 1});
}

void Tape::open_scope(StringId name) {
  with_memory([&] { scopes.push_back({name, open_scope_, size(), ScopeRecord::still_open}); });
  open_scope_ = static_cast<ScopeId>(scopes.size() - 1);
}

void Tape::close_scope() {
  if (!has_open_scope()) return;
  scopes[open_scope_].end = size();
  open_scope_ = scopes[open_scope_].parent;
}

Tape::Mark Tape::open_frame() {
  if (open_frames_++ == 0) start_epoch();
  return {size(),         attributes_.size(), pairs_.size(),     scopes.size(), guards.size(),
          outputs.size(), inputs.size(),      parameters.size(), open_scope_};
}

void Tape::close_frame(const Mark& mark) {
  --open_frames_;
  if (mark.size > size()) {  // an outer frame has already dropped more
    if (open_frames_ == 0) set_next(0, size());
    return;
  }
  leading_leaves_ = std::min(leading_leaves_, mark.size);
  adjoint_size_ = std::min(adjoint_size_, mark.size);
  attributes_.drop_from(mark.attributes);
  last_attribute_ = attributes_.back();
  last_attribute_place_ = static_cast<std::uint32_t>(attributes_.size() - 1);
  pairs_.drop_from(mark.pairs);
  drop_back(scopes, mark.scopes);
  drop_back(guards, mark.guards);
  dropped_outputs_ += outputs.size() - std::min(outputs.size(), mark.outputs);
  drop_back(outputs, mark.outputs);
  drop_back(inputs, mark.inputs);
  drop_back(parameters, mark.parameters);
  open_scope_ = mark.scope;
  names.drop_from(mark.size);

  while (!drops_.empty() && drops_.back().lowest > mark.size) drops_.pop_back();
  if (drops_.empty() || drops_.back().lowest < mark.size) drops_.push_back({last_epoch_, mark.size});
  drops_.back().epoch = last_epoch_;
  set_next(0, mark.size);
  if (open_frames_ > 0) start_epoch();
}

void Tape::start_epoch() {
  // The next number with as many bits, as Gosper found: the lowest run of ones gives its highest to the zero above it,
  // and the others go to the bottom. After the last comes the first.
  std::uint64_t word = last_epoch_ >> 32;
  if (word != 0) {
    const std::uint64_t carried = word + (word & -word);
    word = carried | (carried ^ word) >> (2 + std::countr_zero(word));
  }
  if (word == 0 || word >> 32 != 0) word = 0xffff;
  last_epoch_ = word << 32;
  set_next(last_epoch_, size());
}

bool Tape::alive_after_drops(Handle handle) const {
  if (epoch_of(handle) == 0) return true;
  // The first drop since the handle's epoch is the lowest of all since. Epochs are compared so that they may wrap.
  for (const Drop& drop : drops_) {
    if (static_cast<std::int64_t>(drop.epoch - epoch_of(handle)) >= 0) return index_of(handle) < drop.lowest;
  }
  return true;
}

void Tape::grow(std::size_t nodes) {
  const std::size_t least = size() + nodes;
  if (size() >= max_nodes_) {
    throw CapacityError(fmt::format("the graph is full: it has {} nodes, and no more are allowed", size()));
  }
  if (least > max_nodes_) {
    throw CapacityError(fmt::format("the graph is full: it has {} nodes of the {} that are allowed, and {} are wanted",
                                    size(), max_nodes_, nodes));
  }
  // A power of two, and room for those that `at_hand` promises; where there is no memory for twice as much, a part of
  // it.
  const std::size_t twice = std::max<std::size_t>(std::bit_floor(capacity_) * 2, 1024) + 3;
  for (std::size_t more = twice - capacity_; more > 0; more /= 4) {
    const std::size_t wanted = std::min(capacity_ + more, max_nodes_);
    if (wanted < least) break;
    if (!ops_.reallocate(wanted) || !arguments_.reallocate(wanted) || !values_.reallocate(wanted)) continue;
    capacity_ = wanted;
    room_ = capacity_ > 3 ? std::bit_floor(capacity_ - 3) - 1 : 0;
    set_next(epoch_of(next_), size());
    return;
  }
  report_no_memory();
}

}  // namespace mg
