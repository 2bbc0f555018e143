#include "mg/draw/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "mg/base/error.h"
#include "mg/core/bits.h"
#include "mg/core/node_text.h"

namespace mg::draw {
namespace {

bool same_node(const Graph& graph, const Graph& other, NodeId id) {
  return graph.op(id) == other.op(id) && graph.arguments(id) == other.arguments(id) &&
         same_number(graph.attribute(id), other.attribute(id));
}

}  // namespace

void require_same_structure(const Graph& graph, std::string_view name, const Graph& other,
                            std::string_view other_name) {
  const auto differ = [&](const std::string& how) {
    throw UsageError(fmt::format("{} and {} are not the same computation: {}", name, other_name, how));
  };
  const std::uint32_t common = std::min(graph.size(), other.size());
  for (std::uint32_t i = 0; i < common; ++i) {
    if (!same_node(graph, other, {i})) {
      differ(fmt::format("{} in the one, {} in the other", node_text(graph, {i}), node_text(other, {i})));
    }
  }
  if (graph.size() != other.size()) {
    differ(fmt::format("{} nodes in the one, {} in the other", graph.size(), other.size()));
  }
  const auto same_output = [](const Output& a, const Output& b) { return a.node == b.node; };
  if (!std::ranges::equal(graph.outputs(), other.outputs(), same_output)) differ("their outputs are other nodes");
}

}  // namespace mg::draw
