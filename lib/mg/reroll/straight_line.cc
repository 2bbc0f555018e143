#include "mg/reroll/straight_line.h"

#include <algorithm>
#include <utility>

#include "mg/core/ops.h"
#include "mg/program/builder.h"
#include "mg/reroll/order.h"

namespace mg {
namespace {

using program::Expr;
using program::Role;

constexpr std::uint32_t none = 0xffffffff;

class Writer {
 public:
  Writer(const Graph& graph, const program::Layout& layout, std::uint32_t function_size)
      : graph_(graph),
        layout_(layout),
        order_(evaluation_order(graph, layout)),
        functions_(std::max<std::size_t>(1, (order_.size() + function_size - 1) / function_size)),
        its_(graph.size()) {
    list_results();
    const std::uint32_t work = find_work();
    buffers_ = make_buffers(to_, layout, work);
    to_.reserve(order_.size() + work + graph.outputs().size(), 2 * order_.size() + graph_.size());
    place_leaves();
  }

  program::Program run() {
    for (std::size_t f = 0; f < functions_; ++f) {
      to_.begin_function();
      const std::span<const NodeId> nodes = function(f);
      const bool is_last = f + 1 == functions_;
      for_each_read(nodes, is_last, [&](NodeId read) { ++its_[read.index].reads; });
      for (const NodeId node : nodes) write(node);
      if (is_last) write_leaves();
      // Locals end with their function.
      for_each_read(nodes, is_last, [&](NodeId read) { forget(read); });
      for (const NodeId node : nodes) forget(node);
    }
    return to_.take();
  }

 private:
  /// What is known of a node.
  struct Its {
    Id<Expr> value;              // in the function at hand, once there is one
    std::uint32_t reads = 0;     // in the function at hand
    std::uint32_t place = none;  // in the work array; of an input or a parameter, in the array of its role
    std::uint32_t first_result = none;
  };

  /// The operations of a function.
  std::span<const NodeId> function(std::size_t f) const {
    const std::size_t begin = order_.size() * f / functions_, end = order_.size() * (f + 1) / functions_;
    return std::span(order_).subspan(begin, end - begin);
  }

  std::span<const NodeId> arguments(NodeId node, std::array<NodeId, 3>& all) const {
    all = graph_.arguments(node);
    return std::span(all).first(static_cast<std::size_t>(info(graph_.op(node)).arity));
  }

  /// Calls `each` with what operations read, and the outputs that are leaves after the last.
  template <class Each> void for_each_read(std::span<const NodeId> nodes, bool is_last, Each&& each) const {
    std::array<NodeId, 3> all;
    for (const NodeId node : nodes) {
      for (const NodeId argument : arguments(node, all)) each(argument);
    }
    if (!is_last) return;
    for (const Output& output : graph_.outputs()) {
      if (is_leaf(graph_.op(output.node))) each(output.node);
    }
  }

  /// A list of results for each node, through the outputs.
  void list_results() {
    next_result_.resize(graph_.outputs().size());
    for (auto i = static_cast<std::uint32_t>(next_result_.size()); i-- > 0;) {
      next_result_[i] = std::exchange(its_[graph_.outputs()[i].node.index].first_result, i);
    }
  }

  /// Gives a place in the work array to what another function reads than the one that computes it; how many there are.
  std::uint32_t find_work() {
    std::vector<std::uint32_t> made_in(functions_ > 1 ? graph_.size() : 0, none);
    std::vector<bool> is_wanted(made_in.size());
    for (std::size_t f = 0; f < functions_ && functions_ > 1; ++f) {
      for (const NodeId node : function(f)) made_in[node.index] = static_cast<std::uint32_t>(f);
      for_each_read(function(f), false, [&](NodeId read) {
        if (made_in[read.index] != f) is_wanted[read.index] = true;
      });
    }
    std::uint32_t work = 0;
    for (const NodeId node : order_) {
      if (functions_ > 1 && is_wanted[node.index]) its_[node.index].place = work++;
    }
    return work;
  }

  void place_leaves() {
    const auto place = [&](std::span<const NodeId> leaves, const std::vector<program::Place>& places) {
      for (std::size_t i = 0; i < places.size(); ++i) its_[leaves[i].index].place = static_cast<std::uint32_t>(i);
    };
    place(graph_.inputs(), layout_.inputs);
    place(graph_.parameters(), layout_.parameters);
  }

  Id<program::Buffer> buffer(Role role) const { return buffers_[static_cast<std::size_t>(role)]; }

  Id<Expr> place_of(NodeId node) {
    const Op op = graph_.op(node);
    const std::uint32_t place = its_[node.index].place;
    if (!is_leaf(op)) return to_.read(buffer(Role::Work), place);
    const program::Place& its = (op == Op::Input ? layout_.inputs : layout_.parameters)[place];
    return to_.read(buffer(its.role), its.index);
  }

  /// What is read again gets a local.
  Id<Expr> value_of(NodeId node) {
    Its& its = its_[node.index];
    if (its.value) return its.value;
    if (graph_.op(node) == Op::Constant) return its.value = to_.number(graph_.value(node));
    const Id<Expr> read = place_of(node);
    return its.value = its.reads > 1 ? to_.let(read) : read;
  }

  void forget(NodeId node) {
    if (graph_.op(node) != Op::Constant) its_[node.index].value = {};
    its_[node.index].reads = 0;
  }

  void write(NodeId node) {
    std::array<NodeId, 3> all;
    std::array<Id<Expr>, 3> values;
    std::size_t count = 0;
    for (const NodeId argument : arguments(node, all)) values[count++] = value_of(argument);
    Its& its = its_[node.index];
    its.value = to_.apply(graph_.op(node), values, graph_.attribute(node));
    if (its.reads > 0 || its.first_result != none) its.value = to_.let(its.value);
    if (its.place != none) to_.store(place_of(node), its.value);
    store_results(node);
  }

  void write_leaves() {
    for (const Output& output : graph_.outputs()) {
      if (is_leaf(graph_.op(output.node))) store_results(output.node);
    }
  }

  void store_results(NodeId node) {
    for (std::uint32_t r = std::exchange(its_[node.index].first_result, none); r != none; r = next_result_[r]) {
      const program::Place& place = layout_.outputs[r];
      if (is_guard(place.role))
        to_.guard(value_of(node), place.role == Role::Held);
      else
        to_.store(to_.read(buffer(place.role), place.index), value_of(node));
    }
  }

  const Graph& graph_;
  const program::Layout& layout_;
  const std::vector<NodeId> order_;
  const std::size_t functions_;
  program::Builder to_;
  program::Buffers buffers_;
  std::vector<Its> its_;                    // of each node
  std::vector<std::uint32_t> next_result_;  // of each output: another of the same node
};

}  // namespace

program::Program straight_line(const Graph& graph, const program::Layout& layout, std::uint32_t function_size) {
  return Writer(graph, layout, function_size).run();
}

}  // namespace mg
