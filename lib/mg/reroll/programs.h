#pragma once

#include <cstdint>
#include <optional>

#include "mg/passes/became.h"
#include "mg/passes/gradient.h"
#include "mg/program/old_program.h"

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
  std::uint32_t function_size = 256;  ///< statements a function, about, and at least 1; see schedule()
};

/// A graph as Programs: one for each entry of the generated code.
struct Programs {
  bool x_bar = false;  ///< what `backward` fills in
  bool p_bar = false;
  std::uint64_t proven = 0;  ///< operations of the graphs behind them: see program/proof.h
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

/// Which nodes of a graph the straight-line code of `forward` computes, and where.
struct Provenance {
  Graph optimized;               ///< what the code is written from
  Became became;                 ///< for each node of the graph, that of `optimized` which has its value
  std::vector<NodeId> computed;  ///< the node of `optimized` of each Does::Compute of `forward`, in order
};

/// Takes a graph through the passes, finds its loops, and proves each Program equal to the graph that it was made of:
/// program::Unproven where one is not. `provenance`, if given, is filled in; that takes Loops::Off.
/// UsageError where `function_size` is 0.
Programs make_programs(const Graph& graph, const ProgramOptions& options, Provenance* provenance = nullptr);

}  // namespace mg
