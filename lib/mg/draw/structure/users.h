#pragma once

#include <span>
#include <vector>

#include "mg/base/buckets.h"
#include "mg/core/graph.h"
#include "mg/draw/structure/outline.h"

namespace mg::draw {

/// Who uses each node, among those that are drawn: ascending, one entry an argument.
class Users {
 public:
  Users(const Graph& graph, const std::vector<Role>& roles);

  std::span<const NodeId> of(NodeId id) const { return users_[id.index]; }

 private:
  Buckets<NodeId> users_;
};

}  // namespace mg::draw
