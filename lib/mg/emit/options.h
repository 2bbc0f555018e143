#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mg/reroll/programs.h"

namespace mg::emit {

using mg::Loops;
using mg::Parameters;

/// What to generate from a graph.
struct Options {
  std::string name = "model";      ///< the namespace; see is_identifier
  std::string source = "a graph";  ///< what the first line says it was generated from
  Parameters parameters = Parameters::Bake;
  std::optional<Wrt> wrt = {};  ///< none: inputs where parameters are baked, else all
  bool backward = true;
  Loops loops = Loops::Auto;
  std::uint32_t function_size = 256;  ///< operations of a function, about, and at least 1
};

}  // namespace mg::emit
