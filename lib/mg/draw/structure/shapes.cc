#include "mg/draw/structure/shapes.h"

#include <bit>

#include "mg/base/hash.h"
#include "mg/core/ops.h"

namespace mg::draw {
namespace {

constexpr std::uint64_t parameter_hash = 0x9f1c'35d2'7b01'ee47;

/// Of an operation alone, without its arguments.
std::uint64_t hash_of_operation(const Graph& graph, NodeId id) {
  return mix(static_cast<std::uint64_t>(graph.op(id)), std::bit_cast<std::uint64_t>(graph.attribute(id)));
}

class ShapeFinder {
 public:
  ShapeFinder(const Graph& graph, const std::vector<Role>& roles, const Users& users, const Cones& cones)
      : graph_(graph), roles_(roles), users_(users), cones_(cones) {
    shapes_.same_parameters.resize(graph.size());
    shapes_.any_parameters.resize(graph.size());
  }

  Shapes find() && {
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (roles_[i] == Role::Absent) continue;
      if (!is_leaf(graph_.op({i}))) {
        operation({i});
      } else if (graph_.op({i}) == Op::Parameter) {
        shapes_.same_parameters[i] = mix(parameter_hash, i);
        shapes_.any_parameters[i] = parameter_hash;
      } else {
        leaf({i});
      }
    }
    return std::move(shapes_);
  }

 private:
  void operation(NodeId id) {
    const auto arguments = graph_.arguments(id);
    std::uint64_t same = hash_of_operation(graph_, id);
    if (arguments[0] == arguments[1]) same = mix(same, 1);  // x·x is not x·y
    std::uint64_t any = same;
    for (const NodeId argument : arguments) {
      if (argument == no_node) break;
      // Where a cone ends is part of the structure.
      const bool ends = cones_.root[argument.index] != cones_.root[id.index];
      same = mix(same, shapes_.same_parameters[argument.index] + (ends ? 1 : 0));
      any = mix(any, shapes_.any_parameters[argument.index] + (ends ? 1 : 0));
    }
    shapes_.same_parameters[id.index] = same;
    shapes_.any_parameters[id.index] = any;
  }

  /// What the operations are that use it, in which place, and what else they use.
  void leaf(NodeId id) {
    const std::uint64_t kind = static_cast<std::uint64_t>(graph_.op(id));
    std::uint64_t same = 0;  // a sum: users come in any order
    std::uint64_t any = 0;   // a set: how often does not matter, as the borders of images are used less than the middle
    for (const NodeId user : users_.of(id)) {
      const auto arguments = graph_.arguments(user);
      std::uint64_t use = hash_of_operation(graph_, user);
      std::uint64_t exact_use = use;
      for (const NodeId argument : arguments) {
        if (argument == no_node) break;
        const bool is_this = argument == id;
        const Op op = graph_.op(argument);
        const std::uint64_t other = is_this ? 0 : 1 + static_cast<std::uint64_t>(op);
        use = mix(use, other);
        exact_use = mix(exact_use, op == Op::Parameter ? mix(parameter_hash, argument.index) : other);
      }
      same += exact_use;
      any |= std::uint64_t{1} << (use >> 58);
    }
    shapes_.same_parameters[id.index] = mix(kind, same);
    shapes_.any_parameters[id.index] = mix(kind, any);
  }

  const Graph& graph_;
  const std::vector<Role>& roles_;
  const Users& users_;
  const Cones& cones_;
  Shapes shapes_;
};

}  // namespace

Shapes find_shapes(const Graph& graph, const std::vector<Role>& roles, const Users& users, const Cones& cones) {
  return ShapeFinder(graph, roles, users, cones).find();
}

std::vector<std::uint64_t> shapes_within(const Graph& graph, std::span<const std::uint32_t> group_of) {
  std::vector<std::uint64_t> shapes(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (is_leaf(graph.op({i}))) continue;
    std::uint64_t hash = hash_of_operation(graph, {i});
    for (const NodeId argument : graph.arguments({i})) {
      if (argument == no_node) break;
      hash = mix(hash, group_of[argument.index] == group_of[i] ? shapes[argument.index] : 1);
    }
    shapes[i] = hash;
  }
  return shapes;
}

}  // namespace mg::draw
