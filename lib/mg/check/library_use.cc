#include "mg/check/library_use.h"

#include <algorithm>
#include <iterator>

#include "mg/core/ops.h"
#include "mg/core/pattern.h"
#include "mg/passes/gradient.h"

namespace mg::check {
namespace {

static_assert(std::size(library_functions) <= 32);

LibraryFunctions called_by(const OpPattern& pattern) {
  LibraryFunctions functions = 0;
  for (const OpPattern::Node& node : pattern.nodes) {
    if (node.primitive == Primitive::Call) functions |= LibraryFunctions{1} << node.index;
  }
  return functions;
}

/// For each node.
std::vector<LibraryFunctions> functions_behind(const Graph& graph, Parameters parameters) {
  OpPatterns patterns;
  std::vector<LibraryFunctions> behind(graph.size());
  std::vector<bool> varies(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const Op op = graph.op({i});
    if (is_leaf(op)) {
      varies[i] = op == Op::Input || (op == Op::Parameter && parameters == Parameters::Argument);
      continue;
    }
    const auto arguments = graph.arguments({i});
    for (int k = 0; k < info(op).arity; ++k) {
      if (!varies[arguments[k].index]) continue;
      varies[i] = true;
      behind[i] |= behind[arguments[k].index];
    }
    if (varies[i]) behind[i] |= called_by(patterns.of(op, graph.attribute({i})));
  }
  return behind;
}

}  // namespace

std::string names_of(LibraryFunctions functions) {
  std::string names;
  for (std::size_t i = 0; i < std::size(library_functions); ++i) {
    if ((functions >> i & 1) == 0) continue;
    names += names.empty() ? "" : ", ";
    names += library_functions[i].name;
  }
  return names;
}

LibraryUse no_library_use(const Graph& graph) {
  LibraryUse use;
  use.outputs.resize(graph.outputs().size());
  use.inputs.resize(graph.inputs().size());
  use.parameters.resize(graph.parameters().size());
  return use;
}

LibraryUse library_use(const Graph& graph, Parameters parameters, bool backward) {
  LibraryUse use = no_library_use(graph);
  const auto values = functions_behind(graph, parameters);
  for (std::size_t i = 0; i < use.outputs.size(); ++i) use.outputs[i] = values[graph.outputs()[i].node.index];
  for (const Guard& guard : graph.guards()) use.guards |= values[guard.comparison.index];
  if (!backward) return use;
  const Graph adjoints = gradient(graph, {.wrt = Wrt::All, .seeds_are_inputs = true, .names = false});
  const auto behind = functions_behind(adjoints, parameters);
  auto output = adjoints.outputs().begin() + static_cast<std::ptrdiff_t>(use.outputs.size());
  for (auto* const gradients : {&use.inputs, &use.parameters}) {
    std::ranges::generate(*gradients, [&] { return behind[(output++)->node.index]; });
  }
  return use;
}

}  // namespace mg::check
