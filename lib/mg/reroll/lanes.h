#pragma once

#include <cstddef>

#include "mg/reroll/fusion.h"

namespace mg {

/// The axis of fused nests along which the lanes run: the one with the cheapest ways to memory. Their number of axes if
/// there is none: all are short, or the nests branch. `repeat`: the loop over time that they are in, if any.
std::size_t choose_lanes(const Fusion& fusion, const Fused& fused, const Repeat* repeat);

/// An access of one of the fused nests, with lanes along an axis.
struct LaneAccess {
  std::uint32_t nest;
  std::size_t access;
  std::size_t lane_axis;
};

/// Whether the lanes of an access are apart, and the same numbers are read often enough to be copied together first.
bool is_worth_gathering(const Fusion& fusion, const Fused& fused, const Repeat* repeat, const LaneAccess& at);

}  // namespace mg
