#pragma once

#include "mg/draw/cards/unit_card.h"
#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/structure/cone_inputs.h"

namespace mg::draw {

/// What the card of a unit shows. `alarm` may be of nothing.
UnitCard unit_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                   ConeInputs& cone_inputs);

}  // namespace mg::draw
