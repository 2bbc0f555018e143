#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/plan/wires.h"
#include "mg/draw/structure/outline.h"

namespace mg::draw {

/// The nodes, in order, that lie on a way from one of `from` to one of `to` through what `outline` has. Linear. None
/// where there is no way.
std::vector<NodeId> between(const Graph& graph, const Outline& outline, std::span<const NodeId> from,
                            std::span<const NodeId> to);

/// Which boxes have one of `nodes` inside, or are leaves that such a box uses.
std::vector<bool> boxes_with(const Graph& graph, const Plan& plan, const std::vector<Wire>& wires,
                             std::span<const NodeId> nodes);

/// Which boxes are at most `radius` edges away from those of `nodes`, in either direction.
std::vector<bool> neighbourhood(const Graph& graph, const Plan& plan, const std::vector<Wire>& wires,
                                std::span<const NodeId> nodes, std::uint32_t radius);

}  // namespace mg::draw
