#include "mg/emit/model.h"

namespace mg::emit {
namespace {

std::vector<std::string> names_of(const Graph& graph, std::span<const NodeId> leaves) {
  std::vector<std::string> names;
  for (NodeId id : leaves) names.emplace_back(graph.name(id));
  return names;
}

}  // namespace

Model lower(const Graph& graph, const Options& options, const Watch& watch, Provenance* provenance) {
  Model model;
  static_cast<Programs&>(model) = make_programs(graph, options, watch, provenance);
  model.inputs = names_of(graph, graph.inputs());
  model.parameters = names_of(graph, graph.parameters());
  for (const Output& output : graph.outputs()) model.outputs.emplace_back(graph.text(output.name));
  model.nodes = graph.size();
  return model;
}

}  // namespace mg::emit
