#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/program/program.h"

namespace mg::program {

/// Calls `each` with the places that loops walk from `first`, the last of `steps` being the innermost loop; through
/// `table`, if it is not empty.
template <class Each>
void for_each_place(const Program& program, std::uint32_t first, std::span<const Step> steps,
                    std::span<const std::uint32_t> table, Each&& each) {
  constexpr std::size_t most_inline = 8;
  std::uint32_t inline_turns[most_inline] = {};
  std::vector<std::uint32_t> more_turns(steps.size() > most_inline ? steps.size() : 0);
  std::uint32_t* const turn = more_turns.empty() ? inline_turns : more_turns.data();
  for (std::uint32_t place = first;;) {
    each(table.empty() ? place : table[place]);
    std::size_t d = steps.size();
    while (d > 0) {
      const auto step = static_cast<std::uint32_t>(steps[d - 1].step);
      if (++turn[d - 1] < program.loops[steps[d - 1].loop].count) {
        place += step;
        break;
      }
      place -= step * (turn[d - 1] - 1);
      turn[--d] = 0;
    }
    if (d == 0) return;
  }
}

/// Those of a read, or of a place that is written, in all turns of its loops.
template <class Each> void for_each_place(const Program& program, const Expr& place, Each&& each) {
  if (place.walk() == stays) return each(place.base());
  for_each_place(program, place.base(), program.steps_of(place.walk()), program.table_of(place.walk()), each);
}

}  // namespace mg::program
