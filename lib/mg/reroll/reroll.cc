#include "mg/reroll/reroll.h"

// Re-rolling: recording a program runs its loops and writes down each turn. This finds the loops again, from nothing
// but the graph: no scopes, no names, no order of recording.
//
// The road, a file a stage:
//
//   canonical   The graph in an order that depends only on what it computes (depth first from the outputs), so that
//               all that follows gives the same for a graph that was recorded in another order.
//   cells       A *cell* is a value that is used more than once, or a result. The rest is written into the
//               expression of the one cell that uses it. Chains of additions become sums; terms of which the shapes
//               repeat (a + a + …, or a + b + a + b + …) become a *run*, the loop of a reduction. Equal expressions
//               over different operands have the same *shape*.
//   families    Cells of one shape that read cells of the same shapes, two steps back, are a *family*: the neurons
//               of a layer over all samples, the states of a recurrent net over all steps.
//   groups      Members of a family that do not depend on each other are the lanes of one loop. A family that
//               depends on itself, at once or around a circle of others (strongly connected components, by Tarjan),
//               is a state that goes through time: it is cut into levels, each a group.
//   nests       A group is put in order by what its members read; then the places that they read and write are
//               fitted with nested loops: an affine map over one to four loops for the members and up to two for the
//               terms of a run. A group that only nearly fits is cut into lines; what fits nothing is looked up in
//               tables of places, one entry a turn.
//   repeats     The sequence of nests is folded: stretches in which the same nests come again, everything moved by
//               one step, are loops over time. A cell without company is a nest of no loops, so that scalar
//               recurrences (an integrator, a filter) roll up the same way.
//   first_loops The nests as a Program: parallel loops around what one cell computes and stores. What is made of it,
//               program/pipeline.h says.
//
// Bits: every sum is added up in its own order, in a loop over its terms; lanes run across members of a group, which do
// not depend on each other. A sum that is nothing but a run starts with -0, since -0 + x is x for every x.
// Multiplication and addition commute, so operands may change sides.
//
// What it does not find: loops whose trip count changes with a loop around them (a triangle becomes a loop for each
// row); loops over time within loops over time; regularity beyond tables (sparse matrices are looked up, place by
// place); a repetition of fewer than four turns. A value that one turn of a loop over time hands to the next goes
// through memory (in a register it was no faster); and loops over time are not merged, so that a filter whose states
// could be computed side by side is slower than straight-line code. Where loops would not halve the number of written
// operations, the graph stays straight-line.
//
// Cost: a few passes over the nodes with hash tables, and sorting within groups; about 0.15 microseconds a node.
// Whether it is worth the trouble is asked after the families, which are counted in any order: an irregular graph costs
// one look.
//
// Standing on: A. Ketterlin, Ph. Clauss, Prediction and trace compression of data access addresses through nested loop
// recognition (CGO 2008), for folding sequences into affine nests; G. Neubig, Y. Goldberg, C. Dyer, On-the-fly
// operation batching in dynamic computation graphs (NeurIPS 2017), for isomorphic nodes as lanes; K. Kristensen et al.,
// TMB (J. Stat. Softw. 2016) and its successor TMBad, for periods in a tape; R. Paige, R. Tarjan, Three partition
// refinement algorithms (SIAM J. Comput. 1987), for telling nodes apart by what they read.

#include "mg/core/ops.h"
#include "mg/reroll/canonical.h"
#include "mg/reroll/first_loops.h"

namespace mg {
namespace {

constexpr double most_of_straight_line = 0.5;  // to be worth it

/// Operations as they would be written without loops.
std::uint64_t straight_line(const Graph& graph) {
  std::uint64_t operations = 0;
  for (std::uint32_t i = 0; i < graph.size(); ++i) operations += !is_leaf(graph.op({i}));
  return operations;
}

/// Operations as they are written with them.
std::uint64_t written(const Cells& cells, const Nests& nests, const std::vector<Repeat>& repeats) {
  std::uint64_t operations = 0;
  for (const Repeat& repeat : repeats) {
    for (std::uint32_t k = 0; k < repeat.period; ++k) {
      operations += cells.shapes[nests.patterns[nests.nests[repeat.first + k].pattern].shape].statements;
    }
  }
  return operations;
}

struct Found {
  Graph graph;  // in canonical order
  Cells cells;
  Nests nests;
  std::vector<Repeat> repeats;
};

/// The loops of a graph, where they make it much shorter.
std::optional<Found> find(const Graph& graph, const program::Layout& layout) {
  const double most = static_cast<double>(straight_line(graph)) * most_of_straight_line;
  {
    // What has as many kinds of cells as cells is not worth a closer look.
    const Cells cells = cut_into_cells(graph, layout);
    if (static_cast<double>(find_families(cells, layout).statements) > most) return std::nullopt;
  }
  Found found{canonical(graph), {}, {}, {}};
  found.cells = cut_into_cells(found.graph, layout);
  const Groups groups = group_cells(found.cells, find_families(found.cells, layout));
  found.nests = find_nests(found.graph, found.cells, groups, layout);
  found.repeats = find_repeats(found.cells, found.nests, layout);
  if (static_cast<double>(written(found.cells, found.nests, found.repeats)) > most) return std::nullopt;
  return found;
}

}  // namespace

std::optional<program::Program> find_loops(const Graph& graph, const program::Layout& layout) {
  const auto found = find(graph, layout);
  if (!found) return std::nullopt;
  return first_loops(found->graph, found->cells, found->nests, found->repeats, layout);
}

}  // namespace mg
