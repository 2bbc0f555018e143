#include "mg/passes/reroll.h"

#include "mg/core/ops.h"
#include "mg/passes/canonical.h"
#include "mg/passes/loop_writer.h"
#include "mg/passes/storage.h"

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

}  // namespace

std::optional<Program> reroll(const Graph& graph, const Layout& layout, std::uint32_t function_size) {
  const double most = static_cast<double>(straight_line(graph)) * most_of_straight_line;
  {
    // What has as many kinds of cells as cells is not worth a closer look.
    const Cells cells = cut_into_cells(graph, layout);
    if (static_cast<double>(find_families(cells, layout).statements) > most) return std::nullopt;
  }
  const Graph ordered = canonical(graph);
  const Cells cells = cut_into_cells(ordered, layout);
  const Groups groups = group_cells(cells, find_families(cells, layout));
  const Nests nests = find_nests(ordered, cells, groups, layout);
  const std::vector<Repeat> repeats = find_repeats(cells, nests, layout);
  if (static_cast<double>(written(cells, nests, repeats)) > most) return std::nullopt;
  Program program = write_loops(ordered, cells, nests, repeats, layout, function_size);
  assign_storage(program);
  return program;
}

}  // namespace mg
