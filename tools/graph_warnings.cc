#include "graph_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "mg/base/quote.h"
#include "mg/core/names.h"
#include "mg/passes/dependents.h"

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

// --- equal names ---

constexpr std::size_t most_names = 3;

/// The nodes that are called by a name, in a scope.
struct Namesakes {
  ScopeId scope;
  StringId name;
  std::vector<NodeId> nodes;
};

/// In the order in which names come up first.
class ByName {
 public:
  /// What has no name is not called by it.
  void add(ScopeId scope, StringId name, NodeId node) {
    if (name == StringId{}) return;
    const auto [row, is_new] = groups_of_.emplace(std::uint64_t{scope} << 32 | name.index, groups_.size());
    if (is_new) groups_.push_back({scope, name, {}});
    groups_[row->second].nodes.push_back(node);
  }

  /// Those of which there are several.
  std::vector<Namesakes> repeated() && {
    for (auto& [scope, name, nodes] : groups_) {
      std::ranges::sort(nodes);
      nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    }
    std::erase_if(groups_, [](const Namesakes& group) { return group.nodes.size() == 1; });
    return std::move(groups_);
  }

 private:
  std::unordered_map<std::uint64_t, std::size_t> groups_of_;
  std::vector<Namesakes> groups_;
};

/// Of scopes of the same path, opened one after the other, the first stands for all.
std::vector<ScopeId> first_of_path(const Graph& graph) {
  std::unordered_map<std::uint64_t, ScopeId> firsts;
  std::vector<ScopeId> first_of;
  for (const ScopeRecord& scope : graph.scopes()) {
    const ScopeId parent = scope.parent == top_level ? top_level : first_of[scope.parent];
    const auto self = static_cast<ScopeId>(first_of.size());
    first_of.push_back(firsts.emplace(std::uint64_t{parent} << 32 | scope.name.index, self).first->second);
  }
  return first_of;
}

/// `what`: "inputs".
void append_warning(std::vector<std::string>& warnings, const Graph& graph, std::string_view what,
                    const std::vector<Namesakes>& repeated) {
  if (repeated.empty()) return;
  std::string list;
  for (std::size_t i = 0; i < std::min(repeated.size(), most_names); ++i) {
    const Namesakes& same = repeated[i];
    list +=
        fmt::format("{}{} ({})", i == 0 ? "" : ", ", quoted_briefly(path_in(graph, same.scope, graph.text(same.name))),
                    listed(same.nodes.size(), most_listed, [&](std::size_t k) { return id_text(same.nodes[k]); }));
  }
  if (repeated.size() > most_names) list += fmt::format(", and {} more names", repeated.size() - most_names);
  warnings.push_back(
      fmt::format("{} have equal names: {}; give each a name of its own, or call one by its id", what, list));
}

}  // namespace

std::optional<std::string> warning_of_constants(const Graph& graph) {
  const auto places = constant_outputs(graph);
  if (places.empty()) return {};
  const bool has_leaves = !graph.inputs().empty() || !graph.parameters().empty();
  // Derivatives of a linear function are constants, and meant to be.
  if (has_leaves) return which_are_constants(graph, places);
  return "the graph has no inputs and no parameters: every output is a constant; what is to vary is recorded with "
         "g.input(\"x\", value)";
}

std::vector<std::string> warnings_of_equal_names(const Graph& graph) {
  const std::vector<ScopeId> scope_of = graph.scope_of_nodes(), first = first_of_path(graph);
  ByName inputs, outputs;
  for (const NodeId id : graph.inputs()) {
    const ScopeId scope = scope_of[id.index];
    inputs.add(scope == top_level ? top_level : first[scope], graph.tape().names.of(id), id);
  }
  for (const Output& output : graph.outputs()) outputs.add(top_level, output.name, output.node);
  std::vector<std::string> warnings;
  append_warning(warnings, graph, "inputs", std::move(inputs).repeated());
  append_warning(warnings, graph, "outputs", std::move(outputs).repeated());
  return warnings;
}

}  // namespace mg::cli
