#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "csv.h"
#include "mg/base/json.h"
#include "mg/base/number.h"
#include "mg/base/quote.h"
#include "mg/base/utf8.h"
#include "mg/core/names.h"
#include "mg/passes/dependents.h"
#include "mg/passes/not_finite.h"

namespace mg::cli {
namespace {

struct Row {
  std::string_view kind;
  NodeId id;
  std::string_view name;
};

std::vector<Row> rows_of(const Graph& graph) {
  std::vector<Row> rows;
  for (const NodeId id : graph.inputs()) rows.push_back({"input", id, graph.name(id)});
  for (const NodeId id : graph.parameters()) rows.push_back({"parameter", id, graph.name(id)});
  for (const Output& output : graph.outputs()) rows.push_back({"output", output.node, graph.text(output.name)});
  return rows;
}

template <class Number> Number value(const Evaluation<Number>& evaluation, NodeId id) {
  return evaluation.replay.values()[id.index];
}

void append_padding(std::string& out, std::size_t count) { out.append(count, ' '); }

// --- the trace ---

/// With its name.
std::string statement(const Graph& graph, NodeId id) {
  std::string text = node_text(graph, id);
  if (const std::string_view name = graph.name(id); !name.empty()) text += " " + quoted(name);
  return text;
}

template <class Number>
void append_value_trace(std::string& out, const Evaluation<Number>& evaluation, const std::vector<bool>& counted) {
  const Graph& graph = evaluation.graph;
  const auto [id, number] = origin_in_values<Number>(counted, evaluation.replay.values());
  if (id == no_node) {
    out += fmt::format("all {} values are finite\n", std::ranges::count(counted, true));
    return;
  }
  out += fmt::format("first value that is not finite: {} is {}{}\n", statement(graph, id),
                     number_text(static_cast<Number>(number)), in_scope(graph, id));
  const auto arguments = graph.arguments(id);
  for (int k = 0; k < info(graph.op(id)).arity; ++k) {
    const NodeId argument = arguments[static_cast<std::size_t>(k)];
    out += fmt::format("  {} is {}\n", statement(graph, argument), number_text(value(evaluation, argument)));
  }
}

/// The users of a node, whose parts add up to its adjoint.
template <class Number> void append_users(std::string& out, const Evaluation<Number>& evaluation, NodeId id) {
  constexpr std::size_t most_users = 8;
  const Graph& graph = evaluation.graph;
  std::size_t users = 0;
  for (NodeId user{id.index + 1}; user.index < graph.size(); ++user.index) {
    const auto arguments = graph.arguments(user);
    if (std::ranges::find(arguments, id) == arguments.end()) continue;
    if (++users > most_users) {
      out += "  and more\n";
      return;
    }
    out += fmt::format("  used by {}, which is {} and has {}\n", statement(graph, user),
                       number_text(value(evaluation, user)), number_text(evaluation.replay.adjoint(user)));
  }
}

template <class Number>
void append_gradient_trace(std::string& out, const Evaluation<Number>& evaluation, const std::vector<bool>& counted) {
  const Graph& graph = evaluation.graph;
  const Output& output = graph.outputs()[*evaluation.root];
  const std::string root = quoted(graph.text(output.name));
  std::vector<Number> adjoints;
  for (std::uint32_t i = 0; i < graph.size(); ++i) adjoints.push_back(evaluation.replay.adjoint({i}));
  const BasicFlow<Number> flow(graph, evaluation.replay.values(), adjoints, output.node);
  const auto [id, number] = origin_in_gradient<Number>(graph, counted, adjoints, flow);
  if (id == no_node) {
    out += fmt::format("all gradients of {} are finite\n", root);
    return;
  }
  const bool is_its_own = !std::isfinite(adjoints[id.index]);
  out += fmt::format("first gradient of {} that is not finite{} {}{} is {} and has {}{}\n", root,
                     is_its_own ? ":" : " comes from", statement(graph, id), is_its_own ? "" : ", which",
                     number_text(value(evaluation, id)), number_text(adjoints[id.index]), in_scope(graph, id));
  if (is_its_own) return append_users(out, evaluation, id);
  const auto arguments = graph.arguments(id);
  const auto flows = flow.into_arguments(id);
  for (std::size_t k = 0; k < flows.size(); ++k) {
    if (arguments[k] == no_node || std::isfinite(flows[k])) continue;
    out += fmt::format("  hands {} to {}, which is {}\n", number_text(flows[k]), statement(graph, arguments[k]),
                       number_text(value(evaluation, arguments[k])));
  }
}

}  // namespace

std::string in_scope(const Graph& graph, NodeId id) {
  const ScopeId scope = graph.scope_of_nodes()[id.index];
  return scope == top_level ? std::string() : fmt::format(" in {}", shown(path_in(graph, scope)));
}

template <class Number> std::string table_report(const Evaluation<Number>& evaluation) {
  // Text is set left, numbers right.
  constexpr std::size_t columns = 5;
  constexpr std::array<bool, columns> right{false, false, false, true, true};
  const std::size_t used = evaluation.root ? 5 : 4;
  std::vector<std::array<std::string, columns>> lines{{"kind", "id", "name", "value", "grad"}};
  std::vector<Row> rows = rows_of(evaluation.graph);
  // People look for a leaf by its name, which others may have.
  const std::vector<std::string> paths = shortest_paths(evaluation.graph, leaves_of(evaluation.graph));
  for (std::size_t i = 0; i < paths.size(); ++i) rows[i].name = paths[i];
  for (const Row& row : rows) {
    lines.push_back({std::string(row.kind), id_text(row.id), shown(row.name), number_text(value(evaluation, row.id)),
                     number_text(evaluation.replay.adjoint(row.id))});
  }
  std::array<std::size_t, columns> widths{};
  // What is wider than that does not make all other lines as wide.
  constexpr std::size_t widest = 40;
  for (const auto& line : lines) {
    for (std::size_t k = 0; k < columns; ++k) {
      if (const std::size_t own = characters(line[k]); own <= widest) widths[k] = std::max(widths[k], own);
    }
  }
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t k = 0; k < used; ++k) {
      if (k > 0) out += "  ";
      const std::size_t padding = widths[k] - std::min(widths[k], characters(line[k]));
      if (right[k]) append_padding(out, padding);
      out += line[k];
      if (!right[k]) append_padding(out, padding);
    }
    out += '\n';
  }
  return out;
}

template <class Number> std::string csv_report(const Evaluation<Number>& evaluation) {
  std::string out = "kind,id,name,value,grad\n";
  for (const Row& row : rows_of(evaluation.graph)) {
    out += fmt::format("{},{},", row.kind, row.id.index);
    append_csv_field(out, row.name);
    out += ',';
    append_number(out, value(evaluation, row.id));
    out += ',';
    if (evaluation.root) append_number(out, evaluation.replay.adjoint(row.id));
    out += '\n';
  }
  return out;
}

template <class Number> std::string json_report(const Evaluation<Number>& evaluation) {
  Json json;
  json.object(Json::Lines);
  if (evaluation.root) json.key("grad_of").value(names_of_outputs(evaluation.graph)[*evaluation.root]);
  json.key("nodes").list(Json::Lines);
  for (const Row& row : rows_of(evaluation.graph)) {
    json.object().key("kind").value(row.kind).key("id").value(row.id.index).key("name").value(row.name);
    json.key("value").value(value(evaluation, row.id));
    if (evaluation.root) json.key("grad").value(evaluation.replay.adjoint(row.id));
    json.end();
  }
  json.end().end();
  return std::move(json).text() + '\n';
}

template <class Number> std::string trace_report(const Evaluation<Number>& evaluation) {
  std::string out;
  const std::vector<bool> counted = needed(evaluation.graph);
  append_value_trace(out, evaluation, counted);
  if (evaluation.root) append_gradient_trace(out, evaluation, counted);
  return out;
}

#define MG_INSTANTIATE(Number)                                  \
  template std::string table_report(const Evaluation<Number>&); \
  template std::string csv_report(const Evaluation<Number>&);   \
  template std::string json_report(const Evaluation<Number>&);  \
  template std::string trace_report(const Evaluation<Number>&);
MG_INSTANTIATE(double)
MG_INSTANTIATE(float)
#undef MG_INSTANTIATE

}  // namespace mg::cli
