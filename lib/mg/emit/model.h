#pragma once

#include <string>
#include <vector>

#include "mg/emit/options.h"
#include "mg/reroll/programs.h"

namespace mg::emit {

/// All that the generated text says: the interface, and a Program for each entry.
struct Model : Programs {
  std::vector<std::string> inputs, parameters, outputs;  ///< names
  std::size_t nodes = 0;                                 ///< of the graph
};

/// Takes a graph through make_programs().
Model lower(const Graph& graph, const Options& options, const Watch& watch = {}, Provenance* provenance = nullptr);

}  // namespace mg::emit
