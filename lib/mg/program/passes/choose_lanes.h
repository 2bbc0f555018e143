#pragma once

#include "mg/program/items.h"

namespace mg::program {

/// A loop of fewer turns gets no lanes.
inline constexpr std::uint32_t least_lanes = 4;

/// Of the parallel loops around each thing that is computed, has one, if any, run in lanes, as the innermost: that with
/// the cheapest ways to memory.
Program choose_lanes(const Program& program);

/// Whether what an access reads along `lanes` should first be copied together, side by side: it is apart in its array,
/// and read again and again. `around`: the serial loop around the item, if there is one.
bool is_worth_gathering(const Program& program, const Item& item, const Access& access, Id<Loop> lanes,
                        Id<Loop> around);

}  // namespace mg::program
