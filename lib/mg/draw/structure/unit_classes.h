#pragma once

#include <cstdint>
#include <vector>

#include "mg/draw/structure/units.h"

namespace mg::draw {

/// Units of the same shape in the same place, which are one box where there is little room.
struct UnitClasses {
  std::vector<std::uint32_t> of;     ///< by unit
  std::vector<std::uint32_t> sizes;  ///< how many units, by class
};

/// `cluster_of`: in which a unit's box is.
UnitClasses unit_classes(const Units& units, const std::vector<std::uint32_t>& cluster_of);

}  // namespace mg::draw
