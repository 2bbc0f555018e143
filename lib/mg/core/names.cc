#include "mg/core/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "mg/base/clean.h"
#include "mg/base/error.h"
#include "mg/base/nearest.h"
#include "mg/base/quote.h"
#include "mg/core/ops.h"

namespace mg {
namespace {

constexpr std::size_t most_listed = 8;
constexpr std::size_t most_compared = 10000;  // names, for one that is like a misspelled one

struct Named {
  std::string_view name;
  NodeId node;
};

std::vector<std::string> names_or_ids(const std::vector<Named>& all) {
  // By name, the node; `no_node` where others have the name, too.
  std::unordered_map<std::string_view, NodeId> nodes;
  for (const auto& [name, node] : all) {
    const auto [row, is_new] = nodes.emplace(name, node);
    if (!is_new && row->second != node) row->second = no_node;
  }
  std::vector<std::string> names;
  for (const auto& [name, node] : all) {
    const bool will_do = !name.empty() && !id_in(name) && nodes.at(name) == node;
    names.push_back(will_do ? std::string(name) : id_text(node));
  }
  return names;
}

/// How a wanted text and the path of something are related.
enum class Match : std::uint8_t { None, End, Whole };

/// Goes from the end of both to the front; no path is put together.
Match compare(std::string_view wanted, std::string_view text, ScopeId scope, const Graph& graph,
              const std::vector<std::string>& scopes) {
  for (;;) {
    if (wanted.size() < text.size()) {
      return text.ends_with(wanted) && text[text.size() - wanted.size() - 1] == '/' ? Match::End : Match::None;
    }
    if (!wanted.ends_with(text)) return Match::None;
    wanted.remove_suffix(text.size());
    if (wanted.empty()) return scope == top_level ? Match::Whole : Match::End;
    if (wanted.back() != '/' || scope == top_level) return Match::None;
    wanted.remove_suffix(1);
    text = scopes[scope];
    scope = graph.scopes()[scope].parent;
  }
}

std::size_t parts_of(std::string_view path) { return 1 + static_cast<std::size_t>(std::ranges::count(path, '/')); }

/// The last so many parts of a path; all of it where it has no more.
std::string_view end_of_path(std::string_view path, std::size_t parts) {
  std::size_t begin = path.size();
  while (begin > 0 && (path[begin - 1] != '/' || --parts > 0)) --begin;
  return path.substr(begin);
}

std::size_t hash_of_end(std::string_view text) {
  return std::hash<std::string_view>{}(text.substr(text.rfind('/') + 1));
}

}  // namespace

std::optional<std::uint32_t> id_in(std::string_view name) {
  if (!name.starts_with('%')) return std::nullopt;
  std::uint32_t index = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + 1, end, index);
  if (stop != end || error != std::errc()) return std::nullopt;
  return index;
}

std::string path_in(const Graph& graph, ScopeId scope, std::string_view name) {
  std::vector<std::string_view> parts;
  if (!name.empty()) parts.push_back(name);
  for (; scope != top_level; scope = graph.scopes()[scope].parent) {
    parts.push_back(graph.text(graph.scopes()[scope].name));
  }
  std::ranges::reverse(parts);
  return fmt::format("{}", fmt::join(parts, "/"));
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& names,
                       const std::vector<std::string_view>& more) {
  // Also as what is called by the end of its path, of as many parts as the name has.
  std::vector<std::string_view> all = names;
  all.insert(all.end(), more.begin(), more.end());
  for (std::size_t i = 0, count = all.size(); i < count; ++i) {
    const std::string_view end = end_of_path(all[i], parts_of(name));
    if (end.size() < all[i].size()) all.push_back(end);
  }
  std::string close = did_you_mean(name, all);
  if (!close.empty()) return close;
  if (names.empty()) return " (there are none)";
  return fmt::format(" (known: {})",
                     listed(names.size(), most_listed, [&](std::size_t i) { return quoted_briefly(names[i]); }));
}

std::string Namesake::text() const { return id.empty() ? path : fmt::format("{} ({})", path, id); }

void report_ambiguous(std::string_view name, const std::vector<Namesake>& all) {
  const bool are_paths_equal = std::ranges::all_of(all, [&](const Namesake& one) { return one.path == all[0].path; });
  const bool are_scopes = std::ranges::all_of(all, &Namesake::is_scope);
  throw UsageError(fmt::format("several are called {}: {}; name one by {}", quoted_briefly(name),
                               listed(all.size(), most_listed, [&](std::size_t i) { return all[i].text(); }),
                               are_scopes        ? "its path"
                               : are_paths_equal ? "its id"
                                                 : "its path or its id"));
}

NodeFinder::NodeFinder(const Graph& graph, std::vector<NodeId> nodes, std::string_view kind,
                       std::span<const Output> outputs)
    : graph_(graph), nodes_(std::move(nodes)), kind_(kind), scope_of_node_(graph.scope_of_nodes()) {
  std::ranges::sort(nodes_);
  nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
  for (const ScopeRecord& scope : graph.scopes()) scopes_.push_back(clean(graph.text(scope.name)));
  for (const Output& output : outputs) add(graph.text(output.name), top_level, output.node);
  for (const NodeId id : nodes_) add(graph.name(id), scope_of_node_[id.index], id);
  for (const Output& output : outputs) {
    const ScopeId scope = scope_of_node_[output.node.index];
    if (scope != top_level) add(graph.text(output.name), scope, output.node, true);
  }
}

void NodeFinder::add(std::string_view name, ScopeId scope, NodeId node, bool is_shown_only) {
  std::string text = clean(name);
  if (text.empty()) return;
  by_end_.emplace(hash_of_end(text), entries_.size());
  entries_.push_back({std::move(text), scope, node, is_shown_only});
}

const NodeFinder::Index& NodeFinder::by_path() const {
  if (by_path_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const std::string path = clean(path_in(graph_, entries_[i].scope, entries_[i].text));
      by_path_.emplace(std::hash<std::string_view>{}(path), i);
    }
  }
  return by_path_;
}

bool NodeFinder::has(NodeId id) const { return std::ranges::binary_search(nodes_, id); }

NodeFinder::Called NodeFinder::called(std::string_view name) const {
  if (const auto index = id_in(name); index && has(NodeId{*index})) return {{NodeId{*index}}, true};
  std::vector<NodeId> whole, ends, whole_shown, ends_shown;
  const std::string wanted = clean(name);
  if (wanted.empty()) return {};
  const auto take = [&](std::string_view text, ScopeId scope, NodeId node, bool is_shown_only = false) {
    const Match match = compare(wanted, text, scope, graph_, scopes_);
    if (match == Match::Whole) (is_shown_only ? whole_shown : whole).push_back(node);
    if (match == Match::End) (is_shown_only ? ends_shown : ends).push_back(node);
  };
  constexpr std::size_t many = 64;
  const std::size_t end = hash_of_end(wanted);
  const bool is_path = wanted.find('/') != std::string::npos;
  const auto take_all = [&](const Index& index, std::size_t hash) {
    const auto [first, last] = index.equal_range(hash);
    for (auto row = first; row != last; ++row) {
      const Entry& entry = entries_[row->second];
      take(entry.text, entry.scope, entry.node, entry.is_shown_only);
    }
  };
  // Whole paths first, where so many end alike that looking at each would take long.
  std::size_t alike = 0;
  for (auto row = by_end_.find(end); alike <= many && row != by_end_.end() && row->first == end; ++row) ++alike;
  if (is_path && alike > many) take_all(by_path(), std::hash<std::string_view>{}(wanted));
  if (whole.empty()) take_all(by_end_, end);
  // A node without a name has its id at the end of its path.
  const std::string_view own = std::string_view(wanted).substr(wanted.rfind('/') + 1);
  if (const auto index = id_in(own); index && has(NodeId{*index}) && clean(graph_.name(NodeId{*index})).empty()) {
    take(own, scope_of_node_[*index], NodeId{*index});
  }
  if (whole.empty() && ends.empty()) whole.swap(whole_shown), ends.swap(ends_shown);
  Called called{.is_whole = !whole.empty()};
  called.nodes = std::move(called.is_whole ? whole : ends);
  std::ranges::sort(called.nodes);
  called.nodes.erase(std::unique(called.nodes.begin(), called.nodes.end()), called.nodes.end());
  // Some may be shown alike, and be called differently.
  const auto is_exact = [&](NodeId id) { return name.ends_with(graph_.name(id)); };
  const auto is_alike = [&](NodeId id) { return clean(graph_.name(id)) == clean(graph_.name(called.nodes[0])); };
  if (called.nodes.size() > 1 && std::ranges::all_of(called.nodes, is_alike) &&
      std::ranges::count_if(called.nodes, is_exact) == 1) {
    called.nodes = {*std::ranges::find_if(called.nodes, is_exact)};
  }
  return called;
}

NodeId NodeFinder::find(std::string_view name) const {
  const std::vector<NodeId> nodes = called(name).nodes;
  if (nodes.empty()) report_unknown(name);
  if (nodes.size() == 1) return nodes[0];
  std::vector<Namesake> all;
  all.reserve(nodes.size());
  for (const NodeId id : nodes) all.push_back(namesake(id));
  report_ambiguous(name, all);
}

Namesake NodeFinder::namesake(NodeId id) const {
  const std::string name = clean(graph_.name(id));
  return {.path = shown(path_in(graph_, scope_of_node_[id.index], name.empty() ? id_text(id) : name)),
          .id = name.empty() ? std::string() : id_text(id)};
}

void NodeFinder::report_unknown(std::string_view name, std::vector<std::string_view> others) const {
  if (const auto index = id_in(name)) {
    if (*index >= graph_.size()) {
      const std::string last =
          graph_.size() == 0 ? "there are none" : fmt::format("the last is %{}", graph_.size() - 1);
      throw UsageError(fmt::format("there is no node {} ({})", name, last));
    }
    throw UsageError(fmt::format("{} is {}, not an {}", name, info(graph_.op(NodeId{*index})).name, kind_));
  }
  const bool is_path = name.find('/') != std::string_view::npos;
  std::unordered_set<std::string> texts;    // names, or paths where a path is wanted
  std::unordered_set<std::uint32_t> nodes;  // to tell which there are, one name of each will do
  std::vector<std::string_view> more;
  for (const Entry& entry : entries_) {
    if (texts.size() == most_compared) break;
    const bool is_first = nodes.insert(entry.node.index).second;
    const auto [text, is_new] = texts.insert(is_path ? path_in(graph_, entry.scope, entry.text) : entry.text);
    if (is_new) (is_first ? others : more).push_back(*text);
  }
  throw UsageError(fmt::format("no {} is called {}{}", kind_, quoted_briefly(name), suggestion(name, others, more)));
}

NodeFinder leaf_names(const Graph& graph) { return {graph, leaves_of(graph), "input or parameter"}; }

std::size_t find_output(const Graph& graph, std::string_view name) {
  if (name.empty()) return 0;
  const auto outputs = graph.outputs();
  const auto is_called_so = [&](const Output& output) { return graph.text(output.name) == name; };
  const auto place_of = [&](auto found) { return static_cast<std::size_t>(found - outputs.begin()); };
  // The own name of an output, if it is not that of others with other nodes, comes before those of nodes.
  const auto first = std::ranges::find_if(outputs, is_called_so);
  const auto is_other = [&](const Output& output) { return is_called_so(output) && output.node != first->node; };
  if (!id_in(name) && first != outputs.end() && std::ranges::none_of(outputs, is_other)) return place_of(first);
  std::vector<NodeId> nodes;
  for (const Output& output : outputs) nodes.push_back(output.node);
  const NodeId node = NodeFinder(graph, std::move(nodes), "output", outputs).find(name);
  // Outputs of one node are the same.
  return place_of(std::ranges::find(outputs, node, &Output::node));
}

std::vector<std::string> names_of_outputs(const Graph& graph) {
  std::vector<Named> all;
  for (const Output& output : graph.outputs()) all.push_back({graph.text(output.name), output.node});
  return names_or_ids(all);
}

std::vector<std::string> names_of_leaves(const Graph& graph) {
  const std::vector<NodeId> leaves = leaves_of(graph);
  const std::vector<std::string> paths = shortest_paths(graph, leaves);
  std::vector<Named> all;
  for (std::size_t i = 0; i < leaves.size(); ++i) all.push_back({paths[i], leaves[i]});
  return names_or_ids(all);
}

std::vector<std::string> shortest_paths(const Graph& graph, std::span<const NodeId> nodes) {
  const std::vector<ScopeId> scope_of_node = graph.scope_of_nodes();
  std::vector<std::string> paths;
  std::vector<ScopeId> above;       // the scope whose name would be the next part of each
  std::vector<std::size_t> shared;  // those that may not be long enough
  for (const NodeId id : nodes) {
    if (!graph.name(id).empty()) shared.push_back(paths.size());
    paths.emplace_back(graph.name(id));
    above.push_back(scope_of_node[id.index]);
  }
  while (!shared.empty()) {
    std::unordered_map<std::string, std::size_t> count;
    for (const std::size_t i : shared) ++count[paths[i]];
    std::erase_if(shared, [&](std::size_t i) { return count[paths[i]] == 1 || above[i] == top_level; });
    for (const std::size_t i : shared) {
      const ScopeRecord& scope = graph.scopes()[above[i]];
      paths[i].insert(0, fmt::format("{}/", graph.text(scope.name)));
      above[i] = scope.parent;
    }
  }
  return paths;
}

std::vector<NodeId> leaves_of(const Graph& graph) {
  std::vector<NodeId> leaves(graph.inputs().begin(), graph.inputs().end());
  leaves.insert(leaves.end(), graph.parameters().begin(), graph.parameters().end());
  return leaves;
}

}  // namespace mg
