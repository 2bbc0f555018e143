#pragma once

#include "mg/core/graph.h"
#include "mg/draw/cards/card.h"
#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/plan/plan.h"

namespace mg::draw {

/// What the card of a node shows. `alarm` may be of nothing.
Card node_card(const Scene& scene, const Plan& plan, const Alarm& alarm, NodeId id);

}  // namespace mg::draw
