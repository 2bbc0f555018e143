#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mg/draw/alarm.h"
#include "mg/draw/card.h"
#include "mg/draw/group_card.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"
#include "mg/draw/unit_card.h"
#include "mg/draw/unit_rows.h"

namespace mg::draw {

// From the nodes of a box to what its card shows. `alarm` may be of nothing.

Card node_card(const Scene& scene, const Plan& plan, const Alarm& alarm, NodeId id);

UnitCard unit_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                   ConeInputs& cone_inputs);

/// `members`: the nodes of the part.
GroupCard group_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                     std::span<const NodeId> members, ConeInputs& cone_inputs);

LeavesCard leaves_card(const Scene& scene, const Alarm& alarm, const Units& units, const Part& part);

/// What a box is called: the path of its scope or node, or a formula. `units` may be null for a part that is a node.
std::string title_of(const Scene& scene, const Part& part, const Units* units);

/// Operand `k` of a node: the port of its card.
inline char port_of_operand(std::size_t k) { return static_cast<char>('a' + k); }

/// Whether a neuron lets nothing through: ReLU of nothing positive, on every sample.
bool is_dead(const Graph& graph, std::span<const double> values, const Units& units, std::uint32_t unit);

}  // namespace mg::draw
