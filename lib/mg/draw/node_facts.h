#pragma once

#include "mg/core/graph.h"
#include "mg/draw/alarm.h"
#include "mg/draw/card.h"
#include "mg/draw/plan.h"
#include "mg/draw/scene.h"

namespace mg::draw {

/// What the card of a node shows. `alarm` may be of nothing.
Card node_card(const Scene& scene, const Plan& plan, const Alarm& alarm, NodeId id);

}  // namespace mg::draw
