#pragma once

#include <string>

#include "mg/draw/facts/scene.h"
#include "mg/draw/plan/plan.h"

namespace mg::draw {

/// What a box is called: the path of its scope or node, or a formula. `units` may be null for a part that is a node.
std::string box_title(const Scene& scene, const Part& part, const Units* units);

}  // namespace mg::draw
