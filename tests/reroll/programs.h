#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/program/old_program.h"
#include "mg/program/program.h"
#include "mg/reroll/schedule.h"

namespace mg::test {

// What tests of the scheduler and of loops share.

/// Places 0, 1, … of an array.
std::vector<Operand> row(Space space, std::size_t count);

/// Everything where generated code has it.
Layout forward_layout(const Graph& graph);
/// Of gradient(graph) with seeds as inputs, where `parameters` are arguments.
Layout gradient_layout(const Graph& graph);

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, const char* what);

/// All of a Program as text, to compare and to look at.
std::string text_of(const Program& program);

/// That a Program is sound, and computes the outputs of the graph, whatever the inputs are.
void expect_proven(const Graph& graph, const Layout& layout, const Program& program);
void expect_proven(const Graph& graph, const Layout& layout, const program::Program& program);

/// How long a Program is, and what is in it.
struct Length {
  std::size_t operations = 0, copies = 0, loops = 0, lanes = 0, tables = 0, work = 0;
  friend bool operator==(const Length&, const Length&) = default;
};
Length length(const Program& program);
Length length(const program::Program& program);

/// Takes a graph through all stages, with loops if there are any, and without; and proves each.
void expect_lowered(const Graph& graph, const Layout& layout, std::uint32_t function_size, std::optional<Length>& found,
                    bool has_loops);

struct RerollCheck {
  std::uint32_t function_size = 256;
  int points = 2;      ///< besides the recorded one; every other one wild
  bool baked = false;  ///< parameters are constants
  bool backward = true;
};

/// What was found, if anything was.
struct Rerolled {
  std::optional<Length> forward, backward;
  std::optional<Length> lowered_forward, lowered_backward;
  std::size_t numbers = 0, finite = 0;  ///< that were compared
};

/// Takes a graph, and the same with its gradient, through optimize() and reroll(), runs what comes out, and compares it
/// with replay, bit for bit.
Rerolled expect_rerolled_bits(const Graph& graph, const RerollCheck& options = {});

}  // namespace mg::test
