#pragma once

#include <cstdint>
#include <vector>

#include "mg/reroll/cells.h"

namespace mg {

/// Cells are of one family when they have the same shape, and so have those that they read, and those that these read.
struct Families {
  std::vector<std::uint32_t> of;  ///< the family of each cell, numbered in the order in which they come first
  std::uint32_t count = 0;
  std::uint64_t statements = 0;  ///< that write down one cell of each family
};

/// Linear.
Families find_families(const Cells& cells, const program::Layout& layout);

}  // namespace mg
