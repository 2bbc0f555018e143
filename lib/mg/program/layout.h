#pragma once

#include <vector>

#include "mg/program/program.h"

namespace mg::program {

/// A place of the one buffer of a role.
struct Place {
  Role role = Role::Data;
  std::uint32_t index = 0;
};

/// Where the leaves and results of a graph live: something for each of Graph::inputs(), parameters() and outputs().
struct Layout {
  std::vector<Place> inputs;
  std::vector<Place> parameters;  ///< none where parameters are constants
  std::vector<Place> outputs;
};

}  // namespace mg::program
