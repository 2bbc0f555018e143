#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mg/emit/model.h"

namespace mg::emit {

/// An outermost loop of a Program, with all that is in it.
struct LoopReport {
  std::string trips;             ///< of it and those in it: "100 × 16 lanes × (16, 4)"
  std::uint32_t depth = 1;       ///< most loops in each other
  std::uint32_t statements = 0;  ///< operations as they are written
  std::uint64_t operations = 0;  ///< as they are done
};

/// The loops of a Program, in their order.
std::vector<LoopReport> loops(const program::Program& program);

/// What the generated code costs, and which loops were found in the graph: for people, or as a JSON object.
std::string text_report(const Model& model, const Options& options);
std::string json_report(const Model& model);

}  // namespace mg::emit
