#pragma once

#include <span>

#include "mg/draw/cards/group_card.h"
#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/structure/cone_inputs.h"

namespace mg::draw {

/// What the card of a group of units shows. `members`: the nodes of the part; `alarm` may be of nothing.
GroupCard group_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                     std::span<const NodeId> members, ConeInputs& cone_inputs);

}  // namespace mg::draw
