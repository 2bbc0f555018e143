#include "graph_warnings.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "mg/passes/dependents.h"
#include "mg/text/quote.h"
#include "names.h"

namespace mg::cli {
namespace {

constexpr std::size_t most_listed = 5;

std::string called(const Graph& graph, const Output& output) {
  const std::string_view name = graph.text(output.name);
  return name.empty() ? id_text(output.node) : quoted_briefly(name);
}

std::string which_are_constants(const Graph& graph, const std::vector<std::size_t>& places) {
  const auto outputs = graph.outputs();
  constexpr std::string_view reason = "as no input and no parameter has a part in";
  if (places.size() == 1) {
    return fmt::format("output {} is a constant, {} it", called(graph, outputs[places[0]]), reason);
  }
  return fmt::format(
      "{} of {} outputs are constants, {} them: {}", places.size(), outputs.size(), reason,
      listed(places.size(), most_listed, [&](std::size_t i) { return called(graph, outputs[places[i]]); }));
}

}  // namespace

std::optional<std::string> warning_of_constants(const Graph& graph) {
  const auto places = constant_outputs(graph);
  if (places.empty()) return {};
  const bool has_leaves = !graph.inputs().empty() || !graph.parameters().empty();
  return fmt::format("{}; what is to vary is recorded with g.input(\"x\", value)",
                     has_leaves ? which_are_constants(graph, places)
                                : "the graph has no inputs and no parameters: every output is a constant");
}

}  // namespace mg::cli
