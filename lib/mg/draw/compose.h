#pragma once

#include <cstdint>
#include <span>
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

/// The nodes of each part, ascending: those that are boxes or in one, not the leaves that stand in cards.
class Members {
 public:
  explicit Members(const Plan& plan);
  std::span<const NodeId> of(std::uint32_t part) const {
    return std::span(nodes_).subspan(first_[part], first_[part + 1] - first_[part]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<NodeId> nodes_;
};

}  // namespace mg::draw
