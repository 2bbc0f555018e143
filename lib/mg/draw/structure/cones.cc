#include "mg/draw/structure/cones.h"

#include <algorithm>
#include <span>

#include "mg/core/ops.h"

namespace mg::draw {
namespace {

constexpr std::uint32_t smallest_cone = 3;

/// What is known of a scope that was opened: whether it is a neuron as a whole.
struct ScopeFacts {
  std::uint32_t operations = 0;
  std::uint32_t neurons = 0;
  std::uint32_t exits = 0;
  NodeId exit = no_node;
  bool has_children = false;
  bool uses_parameters = false;

  bool is_neuron() const { return !has_children && uses_parameters && operations > 1 && neurons == 1 && exits == 1; }
};

class ConeFinder {
 public:
  ConeFinder(const Graph& graph, const std::vector<Role>& roles, const Users& users,
             const std::vector<ScopeId>& scope_of)
      : graph_(graph), roles_(roles), users_(users), scope_of_(scope_of), is_output_(graph.size()) {
    for (const Output& output : graph.outputs()) is_output_[output.node.index] = true;
    cones_.root.resize(graph.size());
    cones_.neuron.resize(graph.size());
    for (std::uint32_t i = 0; i < graph.size(); ++i) cones_.root[i] = {i};
  }

  Cones find() && {
    find_neurons();
    join_users();
    join_scopes();
    take_small_ones_apart();
    return std::move(cones_);
  }

 private:
  bool is_operation(std::uint32_t i) const { return roles_[i] != Role::Absent && !is_leaf(graph_.op({i})); }
  bool is_parameter(NodeId id) const { return graph_.op(id) == Op::Parameter; }

  /// The one operation in the same scope that uses a node, if no one else sees it.
  NodeId only_user(NodeId id) const {
    const auto users = users_.of(id);
    if (users.empty() || is_output_[id.index] || users.front() != users.back()) return no_node;
    return scope_of_[users.front().index] == scope_of_[id.index] ? users.front() : no_node;
  }

  /// A parameter times what is none, and nobody else uses the product.
  bool is_weighted_input(NodeId id) const {
    if (graph_.op(id) != Op::Mul || only_user(id) == no_node) return false;
    const auto arguments = graph_.arguments(id);
    return is_parameter(arguments[0]) != is_parameter(arguments[1]);
  }

  void find_neurons() {
    // Of each sum: weighted inputs in it, and parameters that are added.
    std::vector<std::uint32_t> terms(graph_.size());
    std::vector<bool> has_bias(graph_.size());
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (!is_operation(i) || graph_.op({i}) != Op::Add) continue;
      const auto arguments = graph_.arguments({i});
      for (const NodeId argument : std::span(arguments).first(2)) {
        if (is_parameter(argument)) {
          has_bias[i] = true;
        } else if (is_weighted_input(argument)) {
          ++terms[i];
        } else if (graph_.op(argument) == Op::Add && only_user(argument) == NodeId{i}) {
          terms[i] += terms[argument.index];
          if (has_bias[argument.index]) has_bias[i] = true;
        }
      }
      if (terms[i] + (has_bias[i] ? 1 : 0) < 2 || terms[i] == 0) continue;
      const NodeId user = only_user({i});
      if (user == no_node) {
        cones_.neuron[i] = true;
      } else if (is_activation(user)) {
        cones_.neuron[user.index] = true;
      } else if (graph_.op(user) != Op::Add) {
        cones_.neuron[i] = true;
      }
    }
  }

  /// A function of one argument that is not part of a formula like "(a − b)²".
  bool is_activation(NodeId id) const {
    const Op op = graph_.op(id);
    return info(op).arity == 1 && op != Op::Neg && op != Op::PowConst;
  }

  void join_users() {
    for (std::uint32_t i = graph_.size(); i-- > 0;) {
      if (!is_operation(i) || cones_.neuron[i]) continue;
      const NodeId user = only_user({i});
      // What is weighted is the input of a neuron, not a part of it.
      if (user != no_node && !is_weighted_input(user)) cones_.root[i] = cones_.root[user.index];
    }
  }

  /// Scopes that are neurons as a whole, even where a value in them is used twice.
  void join_scopes() {
    std::vector<ScopeFacts> facts(graph_.scopes().size());
    for (const ScopeRecord& scope : graph_.scopes()) {
      if (scope.parent != top_level && scope.begin != scope.end) facts[scope.parent].has_children = true;
    }
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (!is_operation(i) || scope_of_[i] == top_level) continue;
      ScopeFacts& scope = facts[scope_of_[i]];
      ++scope.operations;
      if (cones_.neuron[i]) ++scope.neurons;
      if (is_exit(i)) {
        ++scope.exits;
        scope.exit = {i};
      }
      for (const NodeId argument : graph_.arguments({i})) {
        if (argument != no_node && is_parameter(argument)) scope.uses_parameters = true;
      }
    }
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (!is_operation(i) || scope_of_[i] == top_level) continue;
      const ScopeFacts& scope = facts[scope_of_[i]];
      if (!scope.is_neuron()) continue;
      cones_.root[i] = scope.exit;
      cones_.neuron[i] = NodeId{i} == scope.exit;
    }
  }

  /// Whether a node is seen outside of its scope.
  bool is_exit(std::uint32_t i) const {
    const auto users = users_.of({i});
    return is_output_[i] || users.empty() ||
           std::ranges::any_of(users, [&](NodeId user) { return scope_of_[user.index] != scope_of_[i]; });
  }

  void take_small_ones_apart() {
    std::vector<std::uint32_t>& operations = cones_.operations;
    operations.resize(graph_.size());
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (is_operation(i)) ++operations[cones_.root[i].index];
    }
    for (std::uint32_t i = graph_.size(); i-- > 0;) {  // each before the root that it is counted at is reset
      NodeId& root = cones_.root[i];
      if (!is_operation(i) || root == NodeId{i} || cones_.neuron[root.index]) continue;
      if (operations[root.index] < smallest_cone) {
        root = {i};
        operations[i] = 1;
      }
    }
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      const bool is_small = !cones_.neuron[i] && operations[i] < smallest_cone;
      if (is_operation(i) && cones_.root[i] == NodeId{i} && is_small) operations[i] = 1;
    }
  }

  const Graph& graph_;
  const std::vector<Role>& roles_;
  const Users& users_;
  const std::vector<ScopeId>& scope_of_;
  std::vector<bool> is_output_;
  Cones cones_;
};

}  // namespace

Cones find_cones(const Graph& graph, const std::vector<Role>& roles, const Users& users,
                 const std::vector<ScopeId>& scope_of) {
  return ConeFinder(graph, roles, users, scope_of).find();
}

}  // namespace mg::draw
