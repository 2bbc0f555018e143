#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg {

/// Index into Cells::shapes.
using ShapeId = std::uint32_t;

/// A term of a sum; or a run: `terms` summands that follow are its terms, and come `count` times over.
struct Summand {
  ShapeId shape = 0;
  bool minus = false;  ///< subtracted
  std::uint32_t count = 1;
  std::uint32_t terms = 0;

  friend bool operator==(const Summand&, const Summand&) = default;
};

/// An expression with holes where it reads. Sums of three terms and more have any number of arguments.
struct Shape {
  enum class Kind : std::uint8_t { Read, Operation, Sum };
  Kind kind;
  program::Role role = program::Role::Work;  ///< of a Read; Work stands for another cell
  Op op = Op::Constant;
  double attribute = 0.0;
  std::array<ShapeId, 3> arguments = {};
  std::uint32_t first_summand = 0, summands = 0;  ///< of a Sum, in Cells::summands
  // Of the whole expression:
  std::uint64_t operations = 0;  ///< that it takes, the terms of runs all counted
  std::uint32_t statements = 0;  ///< that write it down, those of a run counted once
  std::uint32_t reads = 0;       ///< numbers that it reads, the terms of runs all counted
  bool loops = false;            ///< whether it has a run
};

/// A place of a shape where it reads, those in a run counted once.
struct Hole {
  program::Role role;
  std::uint32_t run;     ///< index of the run it is in, among those of the shape; `no_run`
  std::uint32_t offset;  ///< of its first element in the reads of a cell
};
inline constexpr std::uint32_t no_run = 0xffffffff;

/// Terms that repeat: a loop.
struct Run {
  std::uint32_t count;
  std::uint32_t width;   ///< reads of a turn
  std::uint32_t offset;  ///< of those of the first turn
};

/// A value that is stored: one that is used more than once, or is a result; or the copy of a value to a result.
struct Cell {
  NodeId node;  ///< what it computes, or copies
  ShapeId shape;
  std::uint32_t result;  ///< where the value goes instead of the cells' memory, as an index into the outputs
  std::uint32_t first_read;
};
inline constexpr std::uint32_t no_result = 0xffffffff;

/// The graph as cells: the rest is written into the expressions of the cells that use it. Chains of additions are sums;
/// terms of which the shapes repeat (a + a + a + …, a + b + a + b + …) are a run, which becomes a loop.
struct Cells {
  static constexpr std::uint32_t shortest_run = 4;

  std::vector<Shape> shapes;
  std::vector<Summand> summands;
  std::vector<Cell> cells;             ///< each after those that it reads
  std::vector<NodeId> reads;           ///< of each cell, in the order of its holes; within a run, term by term
  std::vector<std::uint32_t> cell_of;  ///< of each node that is one; else `no_cell`

  /// The holes of a shape in the order in which its expression reads them, and its runs.
  struct Form {
    std::vector<Hole> holes;
    std::vector<Run> runs;
  };
  Form form(ShapeId shape) const;

  std::span<const NodeId> reads_of(std::uint32_t cell) const {
    return std::span(reads).subspan(cells[cell].first_read, shapes[cells[cell].shape].reads);
  }
};
inline constexpr std::uint32_t no_cell = 0xffffffff;

/// Cuts a graph into cells; the order of the cells is that of the nodes. Linear.
Cells cut_into_cells(const Graph& graph, const program::Layout& layout);

}  // namespace mg
