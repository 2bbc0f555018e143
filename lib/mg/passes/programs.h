#pragma once

#include <cstdint>
#include <optional>

#include "mg/passes/gradient.h"
#include "mg/passes/program.h"

namespace mg {

enum class Parameters : std::uint8_t {
  Bake,      ///< constants of their recorded values
  Argument,  ///< passed to each call
};

enum class Loops : std::uint8_t {
  Auto,  ///< where they make the code much shorter
  Off,   ///< straight-line code
};

/// What to make of a graph.
struct ProgramOptions {
  Parameters parameters = Parameters::Bake;
  std::optional<Wrt> wrt = {};  ///< none: inputs where parameters are baked, else all
  bool backward = true;
  Loops loops = Loops::Auto;
  std::uint32_t function_size = 256;  ///< statements a function, about; see schedule()
};

/// A graph as Programs: one for each entry of the generated code.
struct Programs {
  bool x_bar = false;  ///< what `backward` fills in
  bool p_bar = false;
  Program forward;
  std::optional<Program> backward;
  std::optional<Program> guards;
  /// The same over parameters in the order in which the loops read them, where that is another than the user's.
  struct Packed {
    Program forward;
    std::optional<Program> backward;
    Program pack, unpack;  ///< from parameters (Space::Parameter) in the one order to the other (Space::Output)
  };
  std::optional<Packed> packed;

  /// Length of the work array that the entries share.
  std::uint32_t work() const;
};

/// Takes a graph through the passes, and finds its loops.
Programs make_programs(const Graph& graph, const ProgramOptions& options);

}  // namespace mg
