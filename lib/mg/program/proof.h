#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "mg/core/graph.h"
#include "mg/program/layout.h"

namespace mg::program {

/// What prove() has found.
struct Proof {
  std::string difference;        ///< what is wrong, if anything is
  NodeId node;                   ///< of the graph: the first that the Program does not compute, where there is one
  std::uint64_t operations = 0;  ///< of the graph, that the results depend on

  bool holds() const { return difference.empty(); }
};

/// Where a node of a graph is computed: in which statement, and in which turn of the loops around it, all of them taken
/// as one loop.
struct Computed {
  static constexpr std::uint32_t nowhere = 0xffffffff;

  std::uint32_t statement = nowhere;
  std::uint32_t turn = 0;
};

/// A Program that is not its graph: a broken invariant of whoever made it.
struct Unproven : std::logic_error {
  using std::logic_error::logic_error;
};

/// Whether a Program computes the outputs of `graph` for every input, bit for bit. It is run on value numbers
/// (value_numbers.h) instead of numbers: each result must get the number that the graph's output has. So covered are
/// loops, tables, lanes (no turn may depend on another), the work array, and functions.
///
/// Of the Program, what verify() asks for must hold. Time is linear in the graph and in the operations that the Program
/// computes. `computed`, if given, is filled in: for each node, where it is computed first; nowhere for leaves, and for
/// what no result depends on.
Proof prove(const Graph& graph, const Layout& layout, const Program& program,
            std::vector<Computed>* computed = nullptr);

}  // namespace mg::program
