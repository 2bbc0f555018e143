#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mg/passes/gradient.h"

namespace mg::emit {

enum class Parameters : std::uint8_t {
  Bake,      ///< constants of their recorded values
  Argument,  ///< passed to each call
};

enum class Loops : std::uint8_t {
  Auto,  ///< where they make the code much shorter
  Off,   ///< straight-line code
};

/// What to generate from a graph.
struct Options {
  std::string name = "model";      ///< the namespace; see is_identifier
  std::string source = "a graph";  ///< what the first line says it was generated from
  Parameters parameters = Parameters::Bake;
  std::optional<Wrt> wrt = {};  ///< none: inputs where parameters are baked, else all
  bool backward = true;
  Loops loops = Loops::Auto;
  std::uint32_t function_size = 256;  ///< statements a function, about; see schedule()
};

}  // namespace mg::emit
