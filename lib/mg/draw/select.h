#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/outline.h"
#include "mg/draw/plan.h"
#include "mg/draw/wires.h"

namespace mg::draw {

/// Of what is drawn, only what lies on a way from one of `from` to one of `to`, and the leaves that it uses. Linear.
/// Nothing is left where there is no way.
Outline between(const Graph& graph, const Outline& outline, std::span<const NodeId> from, std::span<const NodeId> to);

/// Which boxes are at most `radius` edges away from those of `nodes`, in either direction.
std::vector<bool> neighbourhood(const Graph& graph, const Plan& plan, const std::vector<Wire>& wires,
                                std::span<const NodeId> nodes, std::uint32_t radius);

}  // namespace mg::draw
