#include "mg/reroll/order.h"

#include <optional>
#include <utility>

#include "mg/base/post_order.h"
#include "mg/core/ops.h"

namespace mg {
namespace {

using program::Role;

bool is_adjoint(Role role) { return role == Role::InputBar || role == Role::ParameterBar; }

/// Marks what the outputs depend on.
std::vector<bool> live_for_outputs(const Graph& graph) {
  std::vector<bool> marked(graph.size());
  for (const Output& output : graph.outputs()) marked[output.node.index] = true;
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!marked[i]) continue;
    const auto arguments = graph.arguments({i});
    for (int k = 0; k < info(graph.op({i})).arity; ++k) marked[arguments[k].index] = true;
  }
  return marked;
}

/// The order of evaluation: operations only, each after its arguments.
class Order {
 public:
  Order(const Graph& graph, const program::Layout& layout) : graph_(graph), placed_(graph.size()) {
    const auto live = live_for_outputs(graph);
    const auto sums = gradient_sums(layout);
    // The sums of gradients grow in the order of the sweep, sample by sample; each addition is preceded by what it
    // needs and is not there yet, and that is one sample's forward and reverse. Then the rest, as recorded.
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (sums[i]) place({i});
    }
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (live[i]) place({i});
    }
  }

  std::vector<NodeId> take() { return std::move(order_); }

 private:
  /// Marks the nodes along which the gradients of leaves add up: each result, and the first terms of marked sums.
  std::vector<bool> gradient_sums(const program::Layout& layout) const {
    std::vector<bool> marked(graph_.size());
    for (std::size_t i = 0; i < layout.outputs.size(); ++i) {
      if (is_adjoint(layout.outputs[i].role)) marked[graph_.outputs()[i].node.index] = true;
    }
    for (std::uint32_t i = graph_.size(); i-- > 0;) {
      const Op op = graph_.op({i});
      if (marked[i] && (op == Op::Add || op == Op::Sub)) marked[graph_.arguments({i})[0].index] = true;
    }
    return marked;
  }

  /// Appends what `root` depends on, depth first, and then `root`.
  void place(NodeId root) {
    post_order_.visit(
        root,
        [&](NodeId id, std::size_t k) -> std::optional<NodeId> {
          if (static_cast<int>(k) >= info(graph_.op(id)).arity) return {};
          return graph_.arguments(id)[k];
        },
        [&](NodeId id) { return placed_[id.index] || is_leaf(graph_.op(id)); },
        [&](NodeId id) {
          placed_[id.index] = true;
          order_.push_back(id);
        });
  }

  const Graph& graph_;
  std::vector<bool> placed_;
  PostOrder<NodeId> post_order_;
  std::vector<NodeId> order_;
};

}  // namespace

std::vector<NodeId> evaluation_order(const Graph& graph, const program::Layout& layout) {
  return Order(graph, layout).take();
}

}  // namespace mg
