#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mg/emit/options.h"
#include "mg/passes/program.h"

namespace mg::emit {

/// All that the generated text says: the interface, and a Program for each entry.
struct Model {
  std::vector<std::string> inputs, parameters, outputs;  ///< names
  bool parameters_are_arguments = false;
  bool x_bar = false;  ///< what `backward` fills in
  bool p_bar = false;
  std::size_t nodes = 0;  ///< of the graph

  Program forward;
  std::optional<Program> backward;
  std::optional<Program> guards;
  std::vector<bool> outcomes;  ///< of the guards, as recorded

  /// Length of the work array that the entries share.
  std::uint32_t work() const;
};

/// Takes a graph through the passes and the scheduler.
Model lower(const Graph& graph, const Options& options);

}  // namespace mg::emit
