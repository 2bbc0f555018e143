#include "mg/reroll/straight_line.h"

#include <algorithm>

#include "mg/core/ops.h"
#include "mg/program/builder.h"
#include "mg/program/lift.h"
#include "mg/reroll/order.h"

namespace mg {
namespace {

using program::Expr;
using program::Role;

class Writer {
 public:
  Writer(const Graph& graph, const Layout& layout)
      : graph_(graph), layout_(layout), order_(evaluation_order(graph, layout)), value_(graph.size()) {
    list_results();
    make_buffers();
  }

  const std::vector<NodeId>& order() const { return order_; }

  program::Program run() {
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
  static Role role(const Operand& place) { return *program::lift(place.space); }

  void make_buffers() {
    std::array<std::uint32_t, program::role_count> lengths{};
    const auto place = [&](const Operand& operand) {
      std::uint32_t& length = lengths[static_cast<std::size_t>(role(operand))];
      length = std::max(length, operand.index + 1);
    };
    std::ranges::for_each(layout_.inputs, place);
    std::ranges::for_each(layout_.parameters, place);
    std::ranges::for_each(layout_.outputs, place);
    lengths[static_cast<std::size_t>(Role::Work)] = static_cast<std::uint32_t>(order_.size());
    for (std::size_t r = 0; r < lengths.size(); ++r) {
      if (lengths[r] > 0 && !is_guard(static_cast<Role>(r))) buffers_[r] = to_.buffer(static_cast<Role>(r), lengths[r]);
    }
  }

  void place_leaves() {
    const auto place = [&](std::span<const NodeId> leaves, const std::vector<Operand>& places) {
      for (std::size_t i = 0; i < places.size(); ++i) {
        value_[leaves[i].index] = to_.read(buffer(role(places[i])), places[i].index);
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
      const Operand& place = layout_.outputs[r];
      if (is_guard(role(place)))
        to_.guard(value_[node.index], role(place) == Role::Held);
      else
        to_.store(to_.read(buffer(role(place)), place.index), value_[node.index]);
    }
  }

  static constexpr std::uint32_t none = 0xffffffff;

  const Graph& graph_;
  const Layout& layout_;
  std::vector<NodeId> order_;
  program::Builder to_;
  std::array<Id<program::Buffer>, program::role_count> buffers_;
  std::vector<Id<Expr>> value_;              // of each node
  std::vector<std::uint32_t> first_result_;  // of each node: an output
  std::vector<std::uint32_t> next_result_;   // of each output: another of the same node
};

}  // namespace

program::Program straight_line(const Graph& graph, const Layout& layout, std::vector<NodeId>* computed) {
  Writer writer(graph, layout);
  if (computed) *computed = writer.order();
  return writer.run();
}

}  // namespace mg
