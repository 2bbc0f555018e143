#include "mg/passes/reroll.h"

#include "mg/passes/canonical.h"
#include "mg/passes/loop_writer.h"

namespace mg {

std::optional<Program> reroll(const Graph& graph, const Layout& layout, std::uint32_t function_size) {
  const Graph ordered = canonical(graph);
  const Cells cells = cut_into_cells(ordered, layout);
  const Groups groups = group_cells(cells, layout);
  const Nests nests = find_nests(ordered, cells, groups, layout);
  const std::vector<Repeat> repeats = find_repeats(cells, nests, layout);
  return write_loops(ordered, cells, nests, repeats, layout, function_size);
}

}  // namespace mg
