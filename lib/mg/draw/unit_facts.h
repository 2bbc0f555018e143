#pragma once

#include "mg/draw/alarm.h"
#include "mg/draw/cone_inputs.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"
#include "mg/draw/unit_card.h"

namespace mg::draw {

/// What the card of a unit shows. `alarm` may be of nothing.
UnitCard unit_card(const Scene& scene, const Plan& plan, const Alarm& alarm, const Units& units, const Part& part,
                   ConeInputs& cone_inputs);

}  // namespace mg::draw
