#pragma once

#include <vector>

#include "mg/draw/alarm.h"
#include "mg/draw/picture.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"
#include "mg/draw/wires.h"

namespace mg::draw {

/// The picture of a plan. `kept`: which parts are drawn; `units` where the plan has any, else null.
Picture compose(const Scene& scene, const Plan& plan, const std::vector<Wire>& wires, const std::vector<bool>& kept,
                const Units* units, const Alarm& alarm, Theme theme, Direction direction);

}  // namespace mg::draw
