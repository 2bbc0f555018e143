#include "mg/render/page_data.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <unordered_map>

#include "mg/core/ops.h"
#include "mg/draw/text.h"
#include "mg/render/json.h"

namespace mg::render {
namespace {

/// Scopes nested deeper are taken for the deepest that is not, so that paths stay short.
constexpr std::uint32_t deepest_scope = 32;

constexpr std::int64_t none = -1;

/// The nodes that a page holds, ascending. Those that a reader looks for come before others.
std::vector<NodeId> held_nodes(const Page& page) {
  const Graph& graph = page.graph;
  const bool holds_all = graph.size() <= most_nodes_of_page;
  std::vector<bool> held(graph.size(), holds_all);
  std::size_t room = most_nodes_of_page;
  const auto hold = [&](std::uint32_t id) {
    if (held[id] || room == 0) return;
    held[id] = true;
    --room;
  };
  if (!holds_all) {
    for (const Output& output : graph.outputs()) hold(output.node.index);
    for (const PageView& view : page.views) {
      for (const PageBox& box : view.boxes) {
        if (box.node) hold(*box.node);
      }
    }
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      const Op op = graph.op({i});
      if (op == Op::Input || (!is_leaf(op) && !graph.name({i}).empty())) hold(i);
    }
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      if (is_leaf(graph.op({i}))) hold(i);
    }
  }
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (held[i]) nodes.push_back({i});
  }
  return nodes;
}

/// Numbers as differences from the one before, which are short.
class Differences {
 public:
  void append(std::string& out, std::int64_t number) {
    json::append(out, number - last_);
    last_ = number;
  }

 private:
  std::int64_t last_ = 0;
};

/// Texts, each written once.
class Texts {
 public:
  std::size_t number(std::string_view bytes) {
    const auto [entry, is_new] = numbers_.try_emplace(clean(bytes), texts_.size());
    if (is_new) texts_.push_back(entry->first);
    return entry->second;
  }
  const std::vector<std::string_view>& all() const { return texts_; }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;  // whose keys stay where they are
  std::vector<std::string_view> texts_;
};

class NodeColumns {
 public:
  explicit NodeColumns(const Page& page) : page_(page), graph_(page.graph), nodes_(held_nodes(page)) {}

  std::string write() {
    out_.assign(1, '{');  // with a string, g++ 12 warns of what is not so
    key("size");
    json::append(out_, graph_.size());
    if (nodes_.size() < graph_.size()) {
      Differences differences;
      column("ids", [&](NodeId id) { differences.append(out_, id.index); });
    }
    operations();
    numbers("values", page_.values);
    numbers("gradients", page_.adjoints);
    numbers("oldValues", page_.old_values);
    numbers("oldGradients", page_.old_adjoints);
    key("gradientOf");
    json::append(out_, clean(page_.gradient_of));
    names();
    scopes();
    outputs();
    lines();
    key("texts");
    json::append_list(out_, texts_.all());
    return std::move(out_ += '}');
  }

 private:
  void key(std::string_view name) { json::append_key(out_, name); }

  /// A list with an entry a node, which `item` appends.
  template <class Item> void column(std::string_view name, Item item) {
    key(name);
    json::append_list(out_, nodes_, [&](std::string&, NodeId id) { item(id); });
  }

  /// A table of all ops; each node's place in it; its arguments, as many as the op has, as distances back; and the
  /// attributes of those nodes that have one.
  void operations() {
    constexpr std::array all{
#define MG_OP(Name) Op::Name,
        MG_OPS(MG_OP)
#undef MG_OP
    };
    key("ops");
    json::append_list(out_, all, [](std::string& out, Op op) {
      out += "{";
      json::append_key(out, "name");
      json::append(out, info(op).name);
      json::append_key(out, "arity");
      json::append(out, info(op).arity);
      json::append_key(out, "roles");
      json::append_list(out, std::span(info(op).arguments).first(static_cast<std::size_t>(info(op).arity)));
      json::append_key(out, "attribute");
      out += info(op).attribute ? "true}" : "false}";
    });
    column("op", [&](NodeId id) { json::append(out_, static_cast<int>(graph_.op(id))); });
    std::vector<std::uint32_t> distances;
    std::vector<double> attributes;
    for (const NodeId id : nodes_) {
      for (const NodeId argument : graph_.arguments(id)) {
        if (argument != no_node) distances.push_back(id.index - argument.index);
      }
      if (info(graph_.op(id)).attribute) attributes.push_back(graph_.attribute(id));
    }
    key("arguments");
    json::append_list(out_, distances);
    key("attributes");
    json::append_list(out_, attributes);
  }

  void numbers(std::string_view name, std::span<const double> all) {
    if (!all.empty()) column(name, [&](NodeId id) { json::append(out_, all[id.index]); });
  }

  /// The rows that have a name, and the texts of the names.
  void names() {
    std::vector<std::size_t> rows, texts;
    for (std::size_t row = 0; row < nodes_.size(); ++row) {
      const std::string_view name = graph_.name(nodes_[row]);
      if (name.empty()) continue;
      rows.push_back(row);
      texts.push_back(texts_.number(name));
    }
    key("named");
    Differences differences;
    json::append_list(out_, rows, [&](std::string& out, std::size_t row) {
      differences.append(out, static_cast<std::int64_t>(row));
    });
    key("names");
    json::append_list(out_, texts);
  }

  /// The scopes that hold nodes of the page, and those around them, each a parent and a name; and for runs of rows
  /// their number and their scope.
  void scopes() {
    const std::vector<ScopeId> scope_of_node = graph_.scope_of_nodes();
    number_scopes(scope_of_node);
    key("scopes");
    json::append_list(out_, scope_table_, [](std::string& out, const ScopeRow& scope) {
      out += '[';
      json::append(out, scope.parent);
      out += ',';
      json::append(out, scope.name);
      out += ']';
    });
    std::vector<std::int64_t> runs;
    for (std::size_t row = 0; row < nodes_.size();) {
      const std::size_t begin = row;
      const ScopeId scope = scope_of_node[nodes_[row].index];
      while (row < nodes_.size() && scope_of_node[nodes_[row].index] == scope) ++row;
      runs.push_back(static_cast<std::int64_t>(row - begin));
      runs.push_back(scope == top_level ? none : number_of_scope_[scope]);
    }
    key("scopeRuns");
    json::append_list(out_, runs);
  }

  void number_scopes(const std::vector<ScopeId>& scope_of_node) {
    const auto records = graph_.scopes();
    std::vector<bool> used(records.size());
    for (const NodeId id : nodes_) {
      if (const ScopeId scope = scope_of_node[id.index]; scope != top_level) used[scope] = true;
    }
    for (std::size_t i = records.size(); i-- > 0;) {
      if (used[i] && records[i].parent != top_level) used[records[i].parent] = true;
    }
    number_of_scope_.assign(records.size(), none);
    std::vector<std::uint32_t> depth(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!used[i]) continue;
      const ScopeId parent = records[i].parent;
      depth[i] = parent == top_level ? 0 : depth[parent] + 1;
      const std::int64_t outer = parent == top_level ? none : number_of_scope_[parent];
      if (depth[i] > deepest_scope) {
        number_of_scope_[i] = outer;
        continue;
      }
      number_of_scope_[i] = static_cast<std::int64_t>(scope_table_.size());
      scope_table_.push_back({outer, texts_.number(graph_.text(records[i].name))});
    }
  }

  void outputs() {
    key("outputs");
    json::append_list(out_, graph_.outputs(), [&](std::string& out, const Output& output) {
      out += '[';
      json::append(out, texts_.number(graph_.text(output.name)));
      out += ',';
      json::append(out, output.node.index);
      out += ']';
    });
  }

  void lines() {
    if (page_.line_of.empty()) return;
    Differences differences;
    column("lines", [&](NodeId id) {
      const std::uint32_t line = page_.line_of[id.index];
      differences.append(out_, line == no_line ? none : std::int64_t{line});
    });
  }

  struct ScopeRow {
    std::int64_t parent;  // in this table, or none
    std::size_t name;
  };

  const Page& page_;
  const Graph& graph_;
  const std::vector<NodeId> nodes_;
  Texts texts_;
  std::vector<ScopeRow> scope_table_;
  std::vector<std::int64_t> number_of_scope_;  // in the table, by ScopeId
  std::string out_;
};

/// As gap, length, gap, length, …
void append_ranges(std::string& out, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges) {
  std::vector<std::uint32_t> steps;
  std::uint32_t last = 0;
  for (const auto& [begin, end] : ranges) {
    steps.push_back(begin - last);
    steps.push_back(end - begin);
    last = end;
  }
  json::append_list(out, steps);
}

template <class Number> void append_optional(std::string& out, const std::optional<Number>& number) {
  if (number) {
    json::append(out, *number);
  } else {
    json::append(out, none);
  }
}

/// `[id, title, members, node or -1, opens or -1, expand]`
void append_box(std::string& out, const PageBox& box) {
  out += '[';
  json::append(out, box.id);
  out += ',';
  json::append(out, clean(box.title));
  out += ',';
  append_ranges(out, box.members);
  out += ',';
  append_optional(out, box.node);
  out += ',';
  append_optional(out, box.opens);
  out += ',';
  json::append(out, clean(box.expand));
  out += ']';
}

void append_view(std::string& out, const PageView& view) {
  out += '{';
  json::append_key(out, "title");
  json::append(out, clean(view.title));
  json::append_key(out, "from");
  append_optional(out, view.opened_from);
  json::append_key(out, "boxes");
  json::append_list(out, view.boxes, append_box);
  out += '}';
}

}  // namespace

std::string node_columns(const Page& page) { return NodeColumns(page).write(); }

std::string view_table(const Page& page) {
  std::string out = "{";
  json::append_key(out, "title");
  json::append(out, clean(page.title));
  json::append_key(out, "summary");
  json::append(out, clean(page.summary));
  json::append_key(out, "start");
  json::append(out, page.start);
  json::append_key(out, "hasCode");
  out += page.code.empty() ? "false" : "true";
  json::append_key(out, "views");
  json::append_list(out, page.views, append_view);
  return out += '}';
}

}  // namespace mg::render
