#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/outline.h"

namespace mg::draw {

/// Who uses each node, among those that are drawn: ascending, one entry an argument.
class Users {
 public:
  Users(const Graph& graph, const std::vector<Role>& roles);

  std::span<const NodeId> of(NodeId id) const {
    return std::span(users_).subspan(first_[id.index], first_[id.index + 1] - first_[id.index]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<NodeId> users_;
};

}  // namespace mg::draw
