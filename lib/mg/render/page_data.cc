#include "mg/render/page_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "mg/base/json.h"
#include "mg/core/ops.h"
#include "mg/draw/look/text.h"

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
  std::int64_t next(std::int64_t number) { return number - std::exchange(last_, number); }

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
    json_.object();
    json_.key("size").value(graph_.size());
    if (nodes_.size() < graph_.size()) {
      Differences differences;
      column("ids", [&](NodeId id) { json_.value(differences.next(id.index)); });
    }
    operations();
    numbers("values", page_.values);
    numbers("gradients", page_.adjoints);
    numbers("oldValues", page_.old_values);
    numbers("oldGradients", page_.old_adjoints);
    json_.key("gradientOf").value(clean(page_.gradient_of));
    names();
    scopes();
    outputs();
    lines();
    json_.key("texts").list_of(texts_.all());
    json_.end();
    return std::move(json_).text();
  }

 private:
  /// A list with an entry a node, which `item` appends.
  template <class Item> void column(std::string_view name, Item item) { json_.key(name).list_of(nodes_, item); }

  /// A table of all ops; each node's place in it; its arguments, as many as the op has, as distances back; and the
  /// attributes of those nodes that have one.
  void operations() {
    constexpr std::array all{
#define MG_OP(Name) Op::Name,
        MG_OPS(MG_OP)
#undef MG_OP
    };
    json_.key("ops").list_of(all, [&](Op op) {
      const OpInfo& row = info(op);
      json_.object().key("name").value(row.name).key("arity").value(row.arity);
      json_.key("roles").list_of(std::span(row.arguments).first(static_cast<std::size_t>(row.arity)));
      json_.key("attribute").value(row.attribute.has_value()).end();
    });
    column("op", [&](NodeId id) { json_.value(static_cast<int>(graph_.op(id))); });
    std::vector<std::uint32_t> distances;
    std::vector<double> attributes;
    for (const NodeId id : nodes_) {
      for (const NodeId argument : graph_.arguments(id)) {
        if (argument != no_node) distances.push_back(id.index - argument.index);
      }
      if (info(graph_.op(id)).attribute) attributes.push_back(graph_.attribute(id));
    }
    json_.key("arguments").list_of(distances);
    json_.key("attributes").list_of(attributes, [&](double number) { this->number(number); });
  }

  void numbers(std::string_view name, std::span<const double> all) {
    if (!all.empty()) column(name, [&](NodeId id) { number(all[id.index]); });
  }

  /// Those that JSON does not have as JavaScript's Number() reads them.
  void number(double number) {
    if (std::isfinite(number)) {
      json_.value(number);
    } else {
      json_.value(std::string_view(std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"));
    }
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
    Differences differences;
    json_.key("named").list_of(rows,
                               [&](std::size_t row) { json_.value(differences.next(static_cast<std::int64_t>(row))); });
    json_.key("names").list_of(texts);
  }

  /// The scopes that hold nodes of the page, and those around them, each a parent and a name; and for runs of rows
  /// their number and their scope.
  void scopes() {
    const std::vector<ScopeId> scope_of_node = graph_.scope_of_nodes();
    number_scopes(scope_of_node);
    json_.key("scopes").list_of(
        scope_table_, [&](const ScopeRow& scope) { json_.list().value(scope.parent).value(scope.name).end(); });
    std::vector<std::int64_t> runs;
    for (std::size_t row = 0; row < nodes_.size();) {
      const std::size_t begin = row;
      const ScopeId scope = scope_of_node[nodes_[row].index];
      while (row < nodes_.size() && scope_of_node[nodes_[row].index] == scope) ++row;
      runs.push_back(static_cast<std::int64_t>(row - begin));
      runs.push_back(scope == top_level ? none : number_of_scope_[scope]);
    }
    json_.key("scopeRuns").list_of(runs);
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
    json_.key("outputs").list_of(graph_.outputs(), [&](const Output& output) {
      json_.list().value(texts_.number(graph_.text(output.name))).value(output.node.index).end();
    });
  }

  void lines() {
    if (page_.line_of.empty()) return;
    Differences differences;
    column("lines", [&](NodeId id) {
      const std::uint32_t line = page_.line_of[id.index];
      json_.value(differences.next(line == no_line ? none : std::int64_t{line}));
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
  Json json_{Json::Packed};
};

/// As gap, length, gap, length, …
void append_ranges(Json& json, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges) {
  json.list();
  std::uint32_t last = 0;
  for (const auto& [begin, end] : ranges) {
    json.value(begin - last).value(end - begin);
    last = end;
  }
  json.end();
}

std::int64_t number_or_none(const auto& number) { return number ? static_cast<std::int64_t>(*number) : none; }

/// `[id, title, members, node or -1, opens or -1, expand]`
void append_box(Json& json, const PageBox& box) {
  json.list().value(box.id).value(clean(box.title));
  append_ranges(json, box.members);
  json.value(number_or_none(box.node)).value(number_or_none(box.opens)).value(clean(box.expand)).end();
}

void append_view(Json& json, const PageView& view) {
  json.object().key("title").value(clean(view.title)).key("from").value(number_or_none(view.opened_from));
  json.key("boxes").list_of(view.boxes, [&](const PageBox& box) { append_box(json, box); });
  json.end();
}

}  // namespace

std::string node_columns(const Page& page) { return NodeColumns(page).write(); }

std::string view_table(const Page& page) {
  Json json(Json::Packed);
  json.object().key("title").value(clean(page.title)).key("summary").value(clean(page.summary));
  json.key("start").value(page.start).key("hasCode").value(!page.code.empty());
  json.key("views").list_of(page.views, [&](const PageView& view) { append_view(json, view); });
  json.end();
  return std::move(json).text();
}

}  // namespace mg::render
