#pragma once

#include <string_view>

#include "mg/draw/cards/group_card.h"
#include "mg/draw/facts/alarm.h"
#include "mg/draw/facts/scene.h"
#include "mg/draw/plan/plan.h"

namespace mg::draw {

/// What the card of leaves that are used alike shows. `alarm` may be of nothing.
LeavesCard leaves_card(const Scene& scene, const Alarm& alarm, const Units& units, const Part& part);

/// What such leaves are: "inputs", "parameters", "data".
std::string_view title_of_leaves(const Graph& graph, const Units& units, const Part& part);

}  // namespace mg::draw
