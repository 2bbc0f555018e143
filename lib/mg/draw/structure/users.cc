#include "mg/draw/structure/users.h"

namespace mg::draw {

Users::Users(const Graph& graph, const std::vector<Role>& roles)
    : users_(graph.size(), [&](auto&& put) {
        for (std::uint32_t i = 0; i < graph.size(); ++i) {
          if (roles[i] == Role::Absent) continue;
          for (const NodeId argument : graph.arguments({i})) {
            if (argument != no_node && roles[argument.index] != Role::Absent) put(argument.index, NodeId{i});
          }
        }
      }) {}

}  // namespace mg::draw
