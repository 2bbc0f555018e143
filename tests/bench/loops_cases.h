#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/compiled.h"
#include "mg/core/graph.h"

namespace mg::bench {

/// A program of the same computation.
struct ByHand {
  std::string name;
  std::function<void(const double* x, const double* p, double* y)> forward;
  std::function<void(const double* x, const double* p, double* y, double* p_bar)> backward = {};  ///< Training only
};

/// A workload as code is generated from it.
struct LoopsCase {
  std::string name;
  Kind kind;
  std::vector<double> x, p;  ///< inputs and parameters
  std::size_t outputs;
  std::function<void(Graph&)> record;
  std::function<void(const double* x, const double* p, double* y)> plain;  ///< the workload in `double`
  std::vector<ByHand> by_hand = {};
};

/// What is measured.
std::vector<LoopsCase> loops_cases();

/// Some that compile fast, for a test. Loops are to be found in all of them.
std::vector<LoopsCase> small_loops_cases();

}  // namespace mg::bench
