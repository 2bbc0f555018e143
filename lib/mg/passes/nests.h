#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "mg/passes/cells.h"
#include "mg/passes/groups.h"

namespace mg {

/// A stretch of a run that up to two loops walk.
struct Stretch {
  std::uint32_t run;
  std::uint32_t begin;                  ///< term of the run
  std::array<std::uint32_t, 2> counts;  ///< of terms, outer and inner loop
};

/// How a nest of loops goes, wherever it begins. Two nests of one pattern differ only in where they read and write.
struct Pattern {
  ShapeId shape;
  std::vector<Hole> holes;            ///< of the shape
  std::vector<Run> runs;
  Space target;                       ///< what it writes; Work: the memory of cells
  std::vector<std::uint32_t> counts;  ///< of the loops over the cells, outermost first
  std::vector<Stretch> stretches;     ///< in the order of the runs
  std::vector<bool> irregular;        ///< of each hole: it follows no steps
  /// Steps: a row of counts.size() for each hole, then one for the target; then, for each stretch and each hole of its
  /// run, how far the stretch begins from the run, and the steps of its outer and inner loop.
  std::vector<std::int32_t> steps;
};

/// Loops over the cells of a group, or of a piece of it.
struct Nest {
  std::uint32_t pattern;       ///< in Nests::patterns
  std::uint32_t first, count;  ///< in Nests::members
};

/// All cells, as nests, each after those that it reads.
struct Nests {
  std::vector<Pattern> patterns;
  std::vector<Nest> nests;
  std::vector<std::uint32_t> members;  ///< cells, in the order in which the loops visit them
  std::vector<std::uint32_t> address;  ///< of each node: its place in the array where it lives
  std::uint32_t memory = 0;            ///< places for cells

  /// The place that hole `hole` of cell `cell` reads, in the first term of its run.
  std::uint32_t place(const Cells& cells, std::uint32_t cell, const Hole& hole) const {
    return address[cells.reads[cells.cells[cell].first_read + hole.offset].index];
  }
};

/// Puts the cells of each group in order, gives them places, and finds the loops that walk them.
Nests find_nests(const Graph& graph, const Cells& cells, const Groups& groups, const Layout& layout);

}  // namespace mg
