#pragma once

#include <cstdint>
#include <vector>

#include "mg/reroll/families.h"

namespace mg {

/// Cells of one shape that do not depend on each other: the lanes of a loop.
struct Group {
  std::uint32_t first, count;  ///< in Groups::members
};

/// All cells, in groups; each group after those that it reads.
struct Groups {
  std::vector<Group> groups;
  std::vector<std::uint32_t> members;  ///< cells
};

/// The members of a family are a group; but where families depend on each other in a circle (a state that goes from
/// step to step), each is taken level by level. Nearly linear.
Groups group_cells(const Cells& cells, const Families& families);

}  // namespace mg
