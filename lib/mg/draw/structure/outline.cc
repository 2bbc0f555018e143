#include "mg/draw/structure/outline.h"

#include "mg/core/ops.h"
#include "mg/passes/dependents.h"

namespace mg::draw {
namespace {

/// A leaf used more often would draw edges all over the picture.
constexpr unsigned most_edges_of_a_leaf = 8;

}  // namespace

void count(const Graph& graph, Outline& outline) {
  outline.boxes = outline.edges = 0;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (outline.roles[i] != Role::Box) continue;
    ++outline.boxes;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && outline.roles[argument.index] == Role::Box) ++outline.edges;
    }
  }
}

Outline full_outline(const Graph& graph, bool all) {
  Outline outline;
  outline.roles.assign(graph.size(), Role::Box);
  if (!all) {
    const std::vector<bool> is_needed = needed(graph);
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (!is_needed[i]) outline.roles[i] = Role::Absent;
    }
  }
  count(graph, outline);
  return outline;
}

Outline fold_outline(const Graph& graph, const Outline& full) {
  Outline outline;
  outline.detail = Detail::Fold;
  outline.roles = full.roles;
  std::vector<std::uint8_t> uses(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent) continue;
    for (const NodeId argument : graph.arguments({i})) {
      if (argument != no_node && uses[argument.index] <= most_edges_of_a_leaf) ++uses[argument.index];
    }
  }
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (full.roles[i] == Role::Absent || uses[i] == 0) continue;
    const Op op = graph.op({i});
    const bool folds =
        op == Op::Constant || (op == Op::Parameter && uses[i] == 1) || (is_leaf(op) && uses[i] > most_edges_of_a_leaf);
    if (folds) outline.roles[i] = Role::Chip;
  }
  for (const Output& output : graph.outputs()) outline.roles[output.node.index] = Role::Box;
  count(graph, outline);
  return outline;
}

}  // namespace mg::draw
