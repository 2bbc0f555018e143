#include "mg/passes/pipeline.h"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "mg/core/bits.h"
#include "mg/core/sweep.h"
#include "mg/passes/cse.h"
#include "mg/passes/fold.h"
#include "mg/passes/prune.h"
#include "mg/passes/simplify.h"

namespace mg {
namespace {

template <class Number>
constexpr Pass passes[] = {
    {"fold", "compute what depends on constants only", true, &fold<Number>},
    {"simplify", "rewrite by exact identities", true, &simplify<Number>},
    {"cse", "merge equal nodes", true, &cse},
    {"prune", "leave out what nothing depends on", true, &prune},
};

}  // namespace

template <class Number> std::span<const Pass> pipeline() { return passes<Number>; }

template <class Number> Graph optimize(const Graph& graph, NodeMap* became) {
  const Graph* before = &graph;
  Graph result;
  for (const Pass& pass : passes<Number>) {
    Graph after = pass.run(*before, became);
    verify_same_values<Number>(*before, after, pass.name);
    result = std::move(after);
    before = &result;
  }
  return result;
}

void verify(const Graph& graph, std::string_view after) {
  const auto require = [&](bool holds, std::string_view what, std::uint32_t where) {
    if (!holds) throw std::logic_error(fmt::format("after {}: {} (%{})", after, what, where));
  };
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto arguments = graph.arguments({i});
    for (int k = 0; k < info(graph.op({i})).arity; ++k) {
      require(arguments[k].index < i, "an argument is not an earlier node", i);
    }
  }
  for (const Guard& guard : graph.guards()) {
    require(guard.comparison.index < graph.size(), "a guard on no node", guard.comparison.index);
    const Op op = graph.op(guard.comparison);
    require(info(op).compares, "a guard that is not on a comparison", guard.comparison.index);
  }
  for (const Output& output : graph.outputs()) {
    require(output.node.index < graph.size(), "an output of no node", output.node.index);
  }
  for (const ScopeRecord& scope : graph.scopes()) {
    require(scope.begin <= scope.end && scope.end <= graph.size(), "a scope that does not end", scope.begin);
    if (scope.parent == top_level) continue;
    const ScopeRecord& parent = graph.scopes()[scope.parent];
    require(parent.begin <= scope.begin && scope.end <= parent.end, "a scope that sticks out of another", scope.begin);
  }
}

template <class Number> void verify_same_values(const Graph& before, const Graph& graph, std::string_view after) {
  verify(graph, after);
  const auto expected = before.outputs();
  const auto outputs = graph.outputs();
  if (outputs.size() != expected.size()) throw std::logic_error(fmt::format("after {}: outputs are lost", after));
  // Evaluated again, as leaves may have got other values since they were recorded.
  const std::vector<Number> values_before = evaluated<Number>(before.tape());
  const auto values = values_of<Number>(graph.tape());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!same_number(values[outputs[i].node.index], values_before[expected[i].node.index])) {
      throw std::logic_error(fmt::format("after {}: output {} has another value", after, i));
    }
  }
}

#define MG_INSTANTIATE(Number)                             \
  template std::span<const Pass> pipeline<Number>();       \
  template Graph optimize<Number>(const Graph&, NodeMap*); \
  template void verify_same_values<Number>(const Graph&, const Graph&, std::string_view);
MG_INSTANTIATE(double)
MG_INSTANTIATE(float)
#undef MG_INSTANTIATE

}  // namespace mg
