#pragma once

#include <span>

#include "mg/draw/alarm.h"
#include "mg/draw/cone_inputs.h"
#include "mg/draw/group_card.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"

namespace mg::draw {

/// What the card of a group of units shows. `members`: the nodes of the part; `alarm` may be of nothing.
GroupCard group_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                     std::span<const NodeId> members, ConeInputs& cone_inputs);

}  // namespace mg::draw
