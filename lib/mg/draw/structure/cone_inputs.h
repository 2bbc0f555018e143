#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"
#include "mg/core/ops.h"
#include "mg/draw/structure/cones.h"

namespace mg::draw {

/// What cones get from outside: leaves, and the roots of other cones.
class ConeInputs {
 public:
  ConeInputs(const Graph& graph, const Cones& cones) : graph_(graph), cones_(cones), seen_(graph.size()) {}

  /// Calls `input(user, k, argument)` for each argument from outside of the cone of `root`, from the left of the
  /// formula to its right, in the same order for all cones of the same shape. Returns how many operations there are.
  template <class Input> std::uint32_t for_each(NodeId root, Input&& input) {
    std::uint32_t operations = 0;
    waiting_.push_back({root, no_node, 0});
    while (!waiting_.empty()) {
      const Step step = waiting_.back();
      waiting_.pop_back();
      if (step.user != no_node && !is_inside(root, step.node)) {
        input(step.user, step.place, step.node);
        continue;
      }
      if (seen_[step.node.index]) continue;
      seen_[step.node.index] = true;
      visited_.push_back(step.node);
      ++operations;
      const auto arguments = graph_.arguments(step.node);
      for (int k = info(graph_.op(step.node)).arity; k-- > 0;) waiting_.push_back({arguments[k], step.node, k});
    }
    for (const NodeId node : visited_) seen_[node.index] = false;
    visited_.clear();
    return operations;
  }

 private:
  struct Step {
    NodeId node;
    NodeId user;
    int place;
  };

  bool is_inside(NodeId root, NodeId id) const {
    return cones_.root[id.index] == root && (id == root || !is_leaf(graph_.op(id)));
  }

  const Graph& graph_;
  const Cones& cones_;
  std::vector<bool> seen_;
  std::vector<NodeId> visited_;
  std::vector<Step> waiting_;
};

}  // namespace mg::draw
