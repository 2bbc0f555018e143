#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/program/old_program.h"

namespace mg {

/// Calls `each` with the places that loops walk from `first`, the last of `steps` being the innermost loop.
template <class Each>
void for_each_place(const Function& function, std::uint32_t first, std::span<const Walk::Step> steps, Each&& each) {
  std::vector<std::uint32_t> turn(steps.size(), 0);
  for (std::uint32_t place = first;;) {
    each(place);
    std::size_t d = turn.size();
    while (d > 0) {
      const auto step = static_cast<std::uint32_t>(steps[d - 1].step);
      if (++turn[d - 1] < function.loops[steps[d - 1].loop].count) {
        place += step;
        break;
      }
      place -= step * (turn[d - 1] - 1);
      turn[--d] = 0;
    }
    if (d == 0) return;
  }
}

}  // namespace mg
