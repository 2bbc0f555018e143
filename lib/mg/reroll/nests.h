#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "mg/reroll/cells.h"
#include "mg/reroll/groups.h"

namespace mg {

/// A loop of fewer turns gets no lanes.
inline constexpr std::uint32_t least_lanes = 4;

/// A stretch of a run that up to two loops walk.
struct Stretch {
  std::uint32_t run;
  std::uint32_t begin;                  ///< term of the run
  std::array<std::uint32_t, 2> counts;  ///< of terms, outer and inner loop
};

/// What a nest reads at one place of its text: a hole, in one stretch if it is in a run.
struct Access {
  program::Role role;
  std::uint32_t offset;    ///< of what it reads first, in the reads of a cell
  std::uint32_t width;     ///< how far apart the terms of the run are there
  std::uint32_t stretch;   ///< in Pattern::stretches; `no_run` outside of runs
  bool irregular = false;  ///< it follows no steps
};

/// How a nest of loops goes, wherever it begins. Two nests of one pattern differ only in where they read and write.
struct Pattern {
  ShapeId shape;
  program::Role target;               ///< what it writes; Work: the memory of cells
  std::vector<std::uint32_t> counts;  ///< of the loops over the cells, outermost first
  std::vector<Stretch> stretches;     ///< in the order of the runs
  std::vector<Access> accesses;       ///< in the order of the text
  /// Steps: for each access, of the loops over the cells, then of the outer and inner loop of the stretch; then, of the
  /// target, of the loops over the cells.
  std::vector<std::int32_t> steps;

  const std::int32_t* steps_of(std::size_t access) const { return &steps[access * (counts.size() + 2)]; }
  const std::int32_t* target_steps() const { return steps_of(accesses.size()); }
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

  /// The place that `cell` reads at `offset` of its reads.
  std::uint32_t place(const Cells& cells, std::uint32_t cell, std::uint32_t offset) const {
    return address[cells.reads[cells.cells[cell].first_read + offset].index];
  }
};

/// Puts the cells of each group in order, gives them places, and finds the loops that walk them.
Nests find_nests(const Graph& graph, const Cells& cells, const Groups& groups, const program::Layout& layout);

}  // namespace mg
