#pragma once

#include <vector>

#include "mg/program/program.h"

namespace mg::program {

/// A place of the one buffer of a role.
struct Place {
  Role role;
  std::uint32_t index;
};

/// Where the leaves and results of a graph live: something for each of Graph::inputs(), parameters() and outputs().
struct Layout {
  std::vector<Place> inputs;
  std::vector<Place> parameters;  ///< none where parameters are constants
  std::vector<Place> outputs;
  std::vector<bool> guards;  ///< instead of places, where the outputs are guards: what each must be
};

}  // namespace mg::program
