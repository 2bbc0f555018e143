#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mg/core/graph.h"
#include "mg/core/node_text.h"

// What users call nodes by, in every command: `%ID`; a name; a path, the names of the scopes around it and its own
// joined by '/'; or the end of a path, if it is the end of no other. Texts are compared as they are shown, by clean().
namespace mg {

/// The number in `%3`; nothing for what is not an id.
std::optional<std::uint32_t> id_in(std::string_view name);

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

/// For the end of a message about a name that there is not: the closest of `names` and `more`, or which `names` there
/// are.
std::string suggestion(std::string_view name, const std::vector<std::string_view>& names,
                       const std::vector<std::string_view>& more = {});

/// One of several things that are called alike, as messages have it: `net/n0/w (%3)`.
struct Namesake {
  std::string path;     ///< as shown; that of a node without a name ends in its id
  std::string id = {};  ///< of a node with a name
  bool is_scope = false;

  std::string text() const;
};

/// UsageError: all of these are called `name`.
[[noreturn]] void report_ambiguous(std::string_view name, const std::vector<Namesake>& all);

/// Finds nodes by what they are called. The graph must outlive it.
class NodeFinder {
 public:
  /// Of these nodes, and of outputs by names of their own, whose nodes are among them; also with the path of the scope
  /// of the node, as pictures and pages show an output. `kind` is what they are, in messages: "input or parameter".
  NodeFinder(const Graph& graph, std::vector<NodeId> nodes, std::string_view kind,
             std::span<const Output> outputs = {});

  /// Those that the name may mean, ascending.
  struct Called {
    std::vector<NodeId> nodes = {};
    bool is_whole = false;  ///< the name is all of their paths; others, of whose it is the end, are left out
  };
  Called called(std::string_view name) const;
  /// The one that is meant. UsageError where there is none, or where it may be several: then with their paths.
  NodeId find(std::string_view name) const;

  Namesake namesake(NodeId id) const;
  /// UsageError: nothing is called so; with the closest of the names, of which there may be `others`.
  [[noreturn]] void report_unknown(std::string_view name, std::vector<std::string_view> others = {}) const;

 private:
  /// A text that a node is called by, in a scope.
  struct Entry {
    std::string text;
    ScopeId scope;
    NodeId node;
    bool is_shown_only = false;  ///< an output's name in the scope of its node: what nothing else is called may mean it
  };
  using Index = std::unordered_multimap<std::size_t, std::size_t>;  // hash of a text: place of the entry

  bool has(NodeId id) const;
  const Index& by_path() const;
  void add(std::string_view name, ScopeId scope, NodeId node, bool is_shown_only = false);

  const Graph& graph_;
  std::vector<NodeId> nodes_;
  std::string kind_;
  std::vector<ScopeId> scope_of_node_;
  std::vector<std::string> scopes_;  // their names, as shown
  std::vector<Entry> entries_;
  Index by_end_;           // by what follows the last '/'
  mutable Index by_path_;  // made when it is first asked for
};

/// The names of inputs and parameters.
NodeFinder leaf_names(const Graph& graph);

/// The place among the outputs of the one that `name` means: it, or its node, is called so; empty: the first.
/// UsageError where there is none, or where it may be several.
std::size_t find_output(const Graph& graph, std::string_view name);

/// What find_output() takes for each output: its name where that will do, else the id of its node.
std::vector<std::string> names_of_outputs(const Graph& graph);

/// The same for inputs, then parameters; where several have a name, the end of a path before an id.
std::vector<std::string> names_of_leaves(const Graph& graph);

/// For each node its name; where several of them have it, the shortest end of its path that none of them shares, or all
/// of its path where others have the same.
std::vector<std::string> shortest_paths(const Graph& graph, std::span<const NodeId> nodes);

/// Inputs, then parameters.
std::vector<NodeId> leaves_of(const Graph& graph);

}  // namespace mg
