#include "mg/draw/plan/select.h"

#include <algorithm>
#include <utility>

#include "mg/base/buckets.h"
#include "mg/core/ops.h"

namespace mg::draw {

std::vector<NodeId> between(const Graph& graph, const Outline& outline, std::span<const NodeId> from,
                            std::span<const NodeId> to) {
  std::vector<bool> after(graph.size()), before(graph.size());
  for (const NodeId id : from) after[id.index] = outline.roles[id.index] != Role::Absent;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (outline.roles[i] == Role::Absent) continue;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && after[argument.index]) after[i] = true;
    }
  }
  for (const NodeId id : to) before[id.index] = after[id.index];
  std::vector<NodeId> nodes;
  for (std::uint32_t i = graph.size(); i-- > 0;) {
    if (!before[i]) continue;
    nodes.push_back({i});
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && after[argument.index]) before[argument.index] = true;
    }
  }
  std::ranges::reverse(nodes);
  return nodes;
}

std::vector<bool> boxes_with(const Graph& graph, const Plan& plan, const std::vector<Wire>& wires,
                             std::span<const NodeId> nodes) {
  std::vector<bool> has_one(plan.parts.size());
  for (const NodeId id : nodes) {
    if (plan.part_of[id.index] != no_part) has_one[plan.part_of[id.index]] = true;
  }
  std::vector<bool> kept = has_one;
  for (const Wire& wire : wires) {
    if (has_one[wire.to] && is_leaf(graph.op(plan.parts[wire.from].id))) kept[wire.from] = true;
  }
  return kept;
}

std::vector<bool> neighbourhood(const Graph& graph, const Plan& plan, const std::vector<Wire>& wires,
                                std::span<const NodeId> nodes, std::uint32_t radius) {
  std::vector<bool> kept(plan.parts.size());
  std::vector<std::uint32_t> edge;
  const auto keep = [&](std::uint32_t part, std::vector<std::uint32_t>& reached) {
    if (part == no_part || kept[part]) return;
    kept[part] = true;
    reached.push_back(part);
  };
  std::vector<bool> is_wanted(graph.size());
  for (const NodeId id : nodes) {
    keep(plan.part_of[id.index], edge);
    if (plan.roles[id.index] == Role::Chip) is_wanted[id.index] = true;
  }
  // A leaf that stands in the cards of its users is there.
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && is_wanted[argument.index]) keep(plan.part_of[i], edge);
    }
  }
  const Buckets<std::uint32_t> neighbours(plan.parts.size(), [&](auto&& put) {
    for (const Wire& wire : wires) put(wire.from, wire.to), put(wire.to, wire.from);
  });
  for (std::uint32_t step = 0; step < radius && !edge.empty(); ++step) {
    std::vector<std::uint32_t> reached;
    for (const std::uint32_t part : edge) {
      for (const std::uint32_t neighbour : neighbours[part]) keep(neighbour, reached);
    }
    edge = std::move(reached);
  }
  return kept;
}

}  // namespace mg::draw
