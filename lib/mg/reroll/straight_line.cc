#include "mg/reroll/straight_line.h"

#include <algorithm>

#include "mg/core/ops.h"
#include "mg/program/builder.h"
#include "mg/reroll/order.h"

namespace mg {
namespace {

using program::Expr;
using program::Role;

class Writer {
 public:
  Writer(const Graph& graph, const program::Layout& layout)
      : graph_(graph), layout_(layout), order_(evaluation_order(graph, layout)), value_(graph.size()) {
    list_results();
    buffers_ = make_buffers(to_, layout, static_cast<std::uint32_t>(order_.size()));
  }

  program::Program run() {
    const std::size_t results = graph_.outputs().size();
    to_.reserve(order_.size() + results, graph_.size() + order_.size() + results);
    to_.begin_function();
    place_leaves();
    for (std::uint32_t i = 0; i < order_.size(); ++i) {
      const NodeId node = order_[i];
      std::array<Id<Expr>, 3> arguments;
      for (int k = 0; k < info(graph_.op(node)).arity; ++k) arguments[k] = value_[graph_.arguments(node)[k].index];
      const Id<Expr> value = to_.apply(graph_.op(node), arguments, graph_.attribute(node));
      value_[node.index] = to_.read(buffer(Role::Work), i);
      to_.store(value_[node.index], value);
      store_results(node);
    }
    for (const Output& output : graph_.outputs()) {
      if (is_leaf(graph_.op(output.node))) store_results(output.node);
    }
    return to_.take();
  }

 private:
  Id<program::Buffer> buffer(Role role) const { return buffers_[static_cast<std::size_t>(role)]; }
  void place_leaves() {
    const auto place = [&](std::span<const NodeId> leaves, const std::vector<program::Place>& places) {
      for (std::size_t i = 0; i < places.size(); ++i) {
        value_[leaves[i].index] = to_.read(buffer(places[i].role), places[i].index);
      }
    };
    place(graph_.inputs(), layout_.inputs);
    place(graph_.parameters(), layout_.parameters);
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (graph_.op({i}) == Op::Constant) value_[i] = to_.number(graph_.value({i}));
    }
  }

  /// A list of results for each node, through the outputs.
  void list_results() {
    first_result_.assign(graph_.size(), none);
    next_result_.resize(graph_.outputs().size());
    for (auto i = static_cast<std::uint32_t>(next_result_.size()); i-- > 0;) {
      next_result_[i] = std::exchange(first_result_[graph_.outputs()[i].node.index], i);
    }
  }

  void store_results(NodeId node) {
    for (std::uint32_t r = std::exchange(first_result_[node.index], none); r != none; r = next_result_[r]) {
      const program::Place& place = layout_.outputs[r];
      if (is_guard(place.role))
        to_.guard(value_[node.index], place.role == Role::Held);
      else
        to_.store(to_.read(buffer(place.role), place.index), value_[node.index]);
    }
  }

  static constexpr std::uint32_t none = 0xffffffff;

  const Graph& graph_;
  const program::Layout& layout_;
  std::vector<NodeId> order_;
  program::Builder to_;
  program::Buffers buffers_;
  std::vector<Id<Expr>> value_;              // of each node
  std::vector<std::uint32_t> first_result_;  // of each node: an output
  std::vector<std::uint32_t> next_result_;   // of each output: another of the same node
};

}  // namespace

program::Program straight_line(const Graph& graph, const program::Layout& layout) {
  return Writer(graph, layout).run();
}

}  // namespace mg
