#pragma once

#include <array>
#include <vector>

#include "mg/program/builder.h"

namespace mg::program {

/// A place of the one buffer of a role.
struct Place {
  Role role = Role::Data;
  std::uint32_t index = 0;
};

/// Places 0, 1, … of the buffer of a role.
std::vector<Place> row(Role role, std::size_t count);

/// Where the leaves and results of a graph live: something for each of Graph::inputs(), parameters() and outputs().
struct Layout {
  std::vector<Place> inputs;
  std::vector<Place> parameters;  ///< none where parameters are constants
  std::vector<Place> outputs;
};

/// The buffer of each role that has one.
using Buffers = std::array<Id<Buffer>, role_count>;

/// Makes those that a layout has places in, and that of Role::Work, unless `work`, its length, is 0.
Buffers make_buffers(Builder& builder, const Layout& layout, std::uint32_t work);

}  // namespace mg::program
