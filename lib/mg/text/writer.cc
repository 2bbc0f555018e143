#include "mg/text/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "mg/base/number.h"
#include "mg/base/quote.h"
#include "mg/core/node_text.h"
#include "mg/core/ops.h"
#include "mg/text/file.h"

namespace mg {
namespace {

/// Levels of indentation. Deeper scopes are not indented further, so that the text stays linear in the graph.
constexpr std::size_t most_indented = 32;

class Writer {
 public:
  explicit Writer(const Graph& graph) : graph_(graph), guards_(graph.guards().size()) {
    // Guards stand behind their comparisons, whatever the order in which they were added.
    std::iota(guards_.begin(), guards_.end(), std::size_t{0});
    std::ranges::stable_sort(guards_, {}, [&](std::size_t i) { return graph.guards()[i].comparison; });
  }

  std::string write() {
    graph_.require_output();
    out_ += "mg-graph 1\n";
    for (NodeId id{0}; id.index < graph_.size(); ++id.index) {
      scopes_before(id.index);
      node(id);
      guards_on(id);
    }
    scopes_before(graph_.size());
    while (scope_ != top_level) close_scope();
    for (const Output& output : graph_.outputs()) {
      out_ += "output ";
      append_quoted(out_, graph_.text(output.name));
      out_ += ' ';
      append_id(out_, output.node);
      out_ += '\n';
    }
    out_ += fmt::format("end {}\n", graph_.size());
    return std::move(out_);
  }

 private:
  void indent() { out_.append(2 * std::min(depth_, most_indented), ' '); }

  void close_scope() {
    --depth_;
    indent();
    out_ += "}\n";
    scope_ = graph_.scopes()[scope_].parent;
  }

  /// Closes the scopes that end before node `index`, and opens those that begin there, empty ones too.
  void scopes_before(std::uint32_t index) {
    const auto scopes = graph_.scopes();
    for (; next_scope_ < scopes.size() && scopes[next_scope_].begin <= index; ++next_scope_) {
      while (scope_ != scopes[next_scope_].parent) close_scope();
      indent();
      out_ += "scope ";
      append_quoted(out_, graph_.text(scopes[next_scope_].name));
      out_ += " {\n";
      ++depth_;
      scope_ = next_scope_;
    }
    while (scope_ != top_level && scopes[scope_].end <= index) close_scope();
  }

  void node(NodeId id) {
    indent();
    append_node(out_, graph_, id);
    if (is_leaf(graph_.op(id))) {
      out_ += ' ';
      append_number(out_, graph_.value(id));
    }
    if (const std::string_view name = graph_.name(id); !name.empty()) {
      out_ += ' ';
      append_quoted(out_, name);
    }
    out_ += '\n';
  }

  void guards_on(NodeId id) {
    for (; next_guard_ < guards_.size(); ++next_guard_) {
      const Guard& guard = graph_.guards()[guards_[next_guard_]];
      if (guard.comparison != id) return;
      indent();
      out_ += "guard ";
      append_id(out_, id);
      out_ += guard.outcome ? " 1" : " 0";
      if (const std::string_view where = graph_.text(guard.where); !where.empty()) {
        out_ += ' ';
        append_quoted(out_, where);
      }
      out_ += '\n';
    }
  }

  const Graph& graph_;
  std::vector<std::size_t> guards_;
  std::size_t next_guard_ = 0;
  ScopeId scope_ = top_level;
  ScopeId next_scope_ = 0;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::string write(const Graph& graph) { return Writer(graph).write(); }

void write_file(const std::string& path, const Graph& graph) { write_whole(path, write(graph)); }

}  // namespace mg
