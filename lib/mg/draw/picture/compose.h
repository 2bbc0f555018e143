#pragma once

#include <vector>

#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/picture/picture.h"
#include "mg/draw/plan/plan.h"
#include "mg/draw/plan/wires.h"

namespace mg::draw {

/// The picture of a plan. `kept`: which parts are drawn; `units` where the plan has any, else null.
Picture compose(const Scene& scene, const Plan& plan, const std::vector<Wire>& wires, const std::vector<bool>& kept,
                const Units* units, const Alarm& alarm, Theme theme, Direction direction);

}  // namespace mg::draw
