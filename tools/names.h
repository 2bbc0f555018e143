#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"

namespace mg::cli {

// What users call inputs, parameters and outputs by: a name, or an id as in `%3`, which always works.

/// The number in `%3`; nothing for what is not an id.
std::optional<std::uint32_t> id_in(std::string_view name);

/// `%3`
std::string id_text(NodeId id);

/// `mlp/layer0/w1`, of what is called `name` in a scope; the path of the scope where there is no name.
std::string path_in(const Graph& graph, ScopeId scope, std::string_view name = {});

/// The first `most` of `count` things, each as `text_of` has it: `a, b, ...`.
std::string listed(std::size_t count, std::size_t most, const auto& text_of) {
  std::string list;
  for (std::size_t i = 0; i < std::min(count, most); ++i) {
    if (i > 0) list += ", ";
    list += text_of(i);
  }
  return count > most ? list + ", ..." : list;
}

/// For the end of a message about a name that there is not: the closest of `names`, or what there is.
std::string suggestion(std::string_view name, const std::vector<std::string_view>& names);

/// UsageError: all of `nodes` are called `name`.
[[noreturn]] void report_ambiguous(std::string_view name, std::span<const NodeId> nodes);

/// The place among the outputs of the one that `name` means: its name, or the id of its node; empty: the first.
/// UsageError where there is none, or where several have the name.
std::size_t find_output(const Graph& graph, std::string_view name);

/// What find_output() takes for each output: its name where that will do, else the id of its node.
std::vector<std::string> names_of_outputs(const Graph& graph);

/// The same for inputs, then parameters.
std::vector<std::string> names_of_leaves(const Graph& graph);

}  // namespace mg::cli
