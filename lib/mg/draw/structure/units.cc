#include "mg/draw/structure/units.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "mg/base/hash.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/draw/structure/nodes_by.h"

namespace mg::draw {
namespace {

/// Cones, or leaves, that may be taken together as far as they themselves go.
///
/// Two cones of the same shape need not be two samples: in (a + b)·(c + d) they are different things, with names of
/// their own. What shows that a computation is made again and again is that it uses the same parameters. So groups with
/// parameters are taken together, and the groups that they get their inputs from, and those that use what they give,
/// and so on.
class SampleGroups {
 public:
  SampleGroups(const Graph& graph, const std::vector<Role>& roles, const Clusters& clusters, const Users& users,
               const Cones& cones, const Shapes& shapes)
      : graph_(graph), roles_(roles), users_(users), cones_(cones), of_(graph.size(), no_unit) {
    std::vector<bool> is_output(graph.size());
    for (const Output& output : graph.outputs()) is_output[output.node.index] = true;
    std::unordered_map<std::uint64_t, std::uint32_t> by_key;
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (!is_root(i)) continue;
      const std::uint64_t place = std::uint64_t{clusters.of({i})} << 1 | (is_output[i] ? 1 : 0);
      const std::uint64_t key = mix(shapes.same_parameters[i], place);
      of_[i] = by_key.try_emplace(key, static_cast<std::uint32_t>(by_key.size())).first->second;
    }
    sampled_.resize(by_key.size());
    members_ = nodes_by(of_, by_key.size());
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (roles[i] != Role::Absent && !is_leaf(graph.op({i}))) of_[i] = of_[cones.root[i].index];
    }
    find_samples();
  }

  /// Groups that are one unit each, instead of one for each member.
  bool is_unit(std::uint32_t group) const { return sampled_[group]; }
  std::size_t size() const { return sampled_.size(); }
  std::span<const NodeId> members(std::uint32_t group) const { return (*members_)[group]; }

 private:
  /// Operations that are roots, inputs, and constants.
  bool is_root(std::uint32_t i) const {
    if (roles_[i] == Role::Absent || graph_.op({i}) == Op::Parameter) return false;
    return is_leaf(graph_.op({i})) || cones_.root[i] == NodeId{i};
  }

  void find_samples() {
    std::vector<std::uint32_t> waiting;
    const auto add = [&](std::uint32_t group) {
      if (group == no_unit || sampled_[group] || members(group).size() < 2) return;
      sampled_[group] = true;
      waiting.push_back(group);
    };
    const auto for_each_argument = [&](std::uint32_t i, auto&& each) {
      for (const NodeId argument : graph_.arguments({i})) {
        if (argument != no_node) each(argument);
      }
    };
    for (std::uint32_t i = 0; i < graph_.size(); ++i) {
      if (roles_[i] == Role::Absent) continue;
      for_each_argument(i, [&](NodeId argument) {
        if (graph_.op(argument) == Op::Parameter) add(of_[i]);
      });
    }
    const auto inside = nodes_by(of_, size());  // with all operations of the cones: neighbours are found through them
    while (!waiting.empty()) {
      const std::uint32_t group = waiting.back();
      waiting.pop_back();
      for (const NodeId id : inside[group]) {
        for_each_argument(id.index, [&](NodeId argument) { add(of_[argument.index]); });
        for (const NodeId user : users_.of(id)) add(of_[user.index]);
      }
    }
  }

  const Graph& graph_;
  const std::vector<Role>& roles_;
  const Users& users_;
  const Cones& cones_;
  std::vector<std::uint32_t> of_;
  std::optional<Buckets<NodeId>> members_;
  std::vector<bool> sampled_;
};

std::bitset<26> letters_of(const Graph& graph, const Clusters& clusters) {
  std::bitset<26> letters;
  const auto add = [&](std::string_view name) {
    if (name.size() == 1 && name[0] >= 'a' && name[0] <= 'z') letters.set(static_cast<std::size_t>(name[0] - 'a'));
  };
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (graph.op({i}) == Op::Input || clusters.of({i}) == no_cluster) add(graph.name({i}));
  }
  for (const Output& output : graph.outputs()) add(graph.text(output.name));
  return letters;
}

}  // namespace

Units::Units(const Graph& graph, const std::vector<Role>& roles, const Clusters& clusters)
    : users_(graph, roles),
      cones_(find_cones(graph, roles, users_, graph.scope_of_nodes())),
      shapes_(find_shapes(graph, roles, users_, cones_)),
      of_(graph.size(), no_unit),
      letters_(letters_of(graph, clusters)) {
  const SampleGroups groups(graph, roles, clusters, users_, cones_, shapes_);
  const auto add = [&](std::span<const NodeId> roots) {
    const std::uint32_t unit = roots_.add(roots);
    for (const NodeId root : roots) of_[root.index] = unit;
  };
  std::vector<bool> is_output(graph.size());
  for (const Output& output : graph.outputs()) is_output[output.node.index] = true;
  const auto stands_in_cards = [&](NodeId leaf) { return !is_output[leaf.index] && !users_.of(leaf).empty(); };
  const auto differ = [&](std::span<const NodeId> leaves) {
    return std::ranges::any_of(
        leaves, [&](NodeId leaf) { return !same_number(graph.value(leaf), graph.value(leaves.front())); });
  };
  for (std::uint32_t group = 0; group < groups.size(); ++group) {
    const std::span<const NodeId> members = groups.members(group);
    const bool is_constant = graph.op(members.front()) == Op::Constant;
    if (groups.is_unit(group) && (!is_constant || differ(members))) {
      add(members);
      continue;
    }
    for (std::size_t k = 0; k < members.size(); ++k) {
      if (is_constant && stands_in_cards(members[k])) continue;
      add(members.subspan(k, 1));
    }
  }
  for (const NodeId parameter : graph.parameters()) {
    if (roles[parameter.index] != Role::Absent && !stands_in_cards(parameter)) add(std::span(&parameter, 1));
  }
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (roles[i] != Role::Absent && !is_leaf(graph.op({i}))) of_[i] = of_[cones_.root[i].index];
  }
}

}  // namespace mg::draw
