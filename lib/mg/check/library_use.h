#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/reroll/programs.h"

namespace mg::check {

/// Functions of the math library: a bit for each of library_functions.
using LibraryFunctions = std::uint32_t;

/// "exp, sin"
std::string names_of(LibraryFunctions functions);

/// What results of a generated model depend on. Under another math library than the engine's they are as near to the
/// engine's as the two libraries are to each other; those that depend on no function have the engine's bits everywhere.
struct LibraryUse {
  std::vector<LibraryFunctions> outputs;             ///< values
  std::vector<LibraryFunctions> inputs, parameters;  ///< gradients
  LibraryFunctions guards = 0;
};

/// Where nothing depends on any.
LibraryUse no_library_use(const Graph& graph);
/// Of values alone, or also of gradients. Constants are worked out by the engine, and so are what is made of baked
/// parameters alone.
LibraryUse library_use(const Graph& graph, Parameters parameters, bool backward);

}  // namespace mg::check
