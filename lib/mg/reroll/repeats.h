#pragma once

#include <cstdint>
#include <vector>

#include "mg/reroll/nests.h"

namespace mg {

/// A stretch of nests that is the body of a loop: `period` nests from `first`, `count` times over. What each nest reads
/// and writes moves by the same step from turn to turn.
struct Repeat {
  std::uint32_t first, period, count;
};

/// The sequence of nests, with what repeats in it as loops; a nest that does not is a Repeat of its own, once. This is
/// how steps in time are found. Linear.
std::vector<Repeat> find_repeats(const Cells& cells, const Nests& nests, const program::Layout& layout);

/// The places that a nest begins at: of each access that has a place and follows steps (0 for the others), then of the
/// target.
std::vector<std::uint32_t> origin(const Cells& cells, const Nests& nests, const Nest& nest,
                                  const program::Layout& layout);

}  // namespace mg
