#include "mg/draw/users.h"

namespace mg::draw {

Users::Users(const Graph& graph, const std::vector<Role>& roles) : first_(graph.size() + 1) {
  const auto for_each_use = [&](auto&& use) {
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (roles[i] == Role::Absent) continue;
      for (const NodeId argument : graph.arguments({i})) {
        if (argument != no_node && roles[argument.index] != Role::Absent) use(argument, NodeId{i});
      }
    }
  };
  for_each_use([&](NodeId argument, NodeId) { ++first_[argument.index + 1]; });
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  users_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for_each_use([&](NodeId argument, NodeId user) { users_[next[argument.index]++] = user; });
}

}  // namespace mg::draw
