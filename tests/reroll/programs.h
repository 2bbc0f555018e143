#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg::test {

// What tests of straight lines and of loops share.

/// Everything where generated code has it.
program::Layout forward_layout(const Graph& graph);
/// Of gradient(graph) with seeds as inputs, where `parameters` are arguments.
program::Layout gradient_layout(const Graph& graph);

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, const char* what);

/// Through all stages: with its loops, if there are any; and without.
std::optional<program::Program> rolled(const Graph& graph, const program::Layout& layout,
                                       std::uint32_t function_size = 256);
program::Program straight(const Graph& graph, const program::Layout& layout, std::uint32_t function_size = 256);

/// That a Program is sound, and computes the outputs of the graph, whatever the inputs are.
void expect_proven(const Graph& graph, const program::Layout& layout, const program::Program& program);

/// How long a Program is, and what is in it.
struct Length {
  std::size_t operations = 0, copies = 0, loops = 0, lanes = 0, tables = 0, work = 0;
  friend bool operator==(const Length&, const Length&) = default;
};
Length length(const program::Program& program);

struct RerollCheck {
  std::uint32_t function_size = 256;
  int points = 2;      ///< besides the recorded one; every other one wild
  bool baked = false;  ///< parameters are constants
  bool backward = true;
};

/// What was found, if anything was.
struct Rerolled {
  std::optional<Length> forward, backward;
  std::size_t numbers = 0, finite = 0;  ///< that were compared
};

/// Takes a graph, and the same with its gradient, through optimize(), with loops and without; proves what comes out;
/// runs that with loops, and compares it with replay, bit for bit.
Rerolled expect_rerolled_bits(const Graph& graph, const RerollCheck& options = {});

}  // namespace mg::test
