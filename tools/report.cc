#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "csv.h"
#include "mg/text/number.h"
#include "mg/text/quote.h"
#include "mg/text/utf8.h"
#include "names.h"

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

double value(const Evaluation& evaluation, NodeId id) { return evaluation.replay.values()[id.index]; }

/// A name as it is shown on a line of text: escaped only where it has to be.
std::string shown_name(std::string_view name) {
  std::string text = quoted(name);
  return text.size() == name.size() + 2 ? std::string(name) : text;
}

/// Columns on a terminal, if every character takes one.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void append_padding(std::string& out, std::size_t count) { out.append(count, ' '); }

// --- JSON ---

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const std::size_t length = utf8_length(at, end);
    if (length == 0) {
      out += "\xef\xbf\xbd";  // not UTF-8, and nothing else may be in JSON: the replacement character
      ++at;
      continue;
    }
    if (*at == '"' || *at == '\\') out += '\\';
    if (is_control(*at)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(*at));
    } else {
      out.append(at, length);
    }
    at += length;
  }
  out += '"';
}

void append_json_number(std::string& out, double number) {
  const bool finite = std::isfinite(number);
  if (!finite) out += '"';
  append_number(out, number);
  if (!finite) out += '"';
}

// --- the trace ---

/// A node as its file has it, without indentation.
std::string statement(const Graph& graph, NodeId id) {
  const OpInfo& row = info(graph.op(id));
  std::string text = fmt::format("%{} = {}", id.index, row.name);
  const auto arguments = graph.arguments(id);
  for (int k = 0; k < row.arity; ++k) text += fmt::format(" %{}", arguments[static_cast<std::size_t>(k)].index);
  if (row.attribute) text += " " + number_text(graph.attribute(id));
  if (const std::string_view name = graph.name(id); !name.empty()) text += " " + quoted(name);
  return text;
}

void append_value_trace(std::string& out, const Evaluation& evaluation) {
  const Graph& graph = evaluation.graph;
  const auto values = evaluation.replay.values();
  const auto found = std::ranges::find_if(values, [](double x) { return !std::isfinite(x); });
  if (found == values.end()) {
    out += fmt::format("all {} values are finite\n", values.size());
    return;
  }
  const NodeId id{static_cast<std::uint32_t>(found - values.begin())};
  out += fmt::format("first value that is not finite: {} is {}{}\n", statement(graph, id), number_text(*found),
                     in_scope(graph, id));
  const auto arguments = graph.arguments(id);
  for (int k = 0; k < info(graph.op(id)).arity; ++k) {
    const NodeId argument = arguments[static_cast<std::size_t>(k)];
    out += fmt::format("  {} is {}\n", statement(graph, argument), number_text(value(evaluation, argument)));
  }
}

/// The sweep goes from the last node to the first.
void append_gradient_trace(std::string& out, const Evaluation& evaluation) {
  constexpr std::size_t most_users = 8;
  const Graph& graph = evaluation.graph;
  const std::string root = quoted(graph.text(graph.outputs()[*evaluation.root].name));
  std::uint32_t index = graph.size();
  while (index > 0 && std::isfinite(evaluation.replay.adjoint(NodeId{index - 1}))) --index;
  if (index == 0) {
    out += fmt::format("all gradients of {} are finite\n", root);
    return;
  }
  const NodeId id{index - 1};
  out += fmt::format("first gradient of {} that is not finite: {} has {}{}\n", root, statement(graph, id),
                     number_text(evaluation.replay.adjoint(id)), in_scope(graph, id));
  std::size_t users = 0;
  for (NodeId user{index}; user.index < graph.size(); ++user.index) {
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

}  // namespace

std::string in_scope(const Graph& graph, NodeId id) {
  const ScopeId scope = graph.scope_of_nodes()[id.index];
  return scope == top_level ? std::string() : fmt::format(" in {}", shown_name(path_in(graph, scope)));
}

std::string table_report(const Evaluation& evaluation) {
  // Text is set left, numbers right.
  constexpr std::size_t columns = 5;
  constexpr std::array<bool, columns> right{false, false, false, true, true};
  const std::size_t used = evaluation.root ? 5 : 4;
  std::vector<std::array<std::string, columns>> lines{{"kind", "id", "name", "value", "grad"}};
  for (const Row& row : rows_of(evaluation.graph)) {
    lines.push_back({std::string(row.kind), fmt::format("%{}", row.id.index), shown_name(row.name),
                     number_text(value(evaluation, row.id)), number_text(evaluation.replay.adjoint(row.id))});
  }
  std::array<std::size_t, columns> widths{};
  for (const auto& line : lines) {
    for (std::size_t k = 0; k < columns; ++k) widths[k] = std::max(widths[k], width(line[k]));
  }
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t k = 0; k < used; ++k) {
      if (k > 0) out += "  ";
      const std::size_t padding = widths[k] - width(line[k]);
      if (right[k]) append_padding(out, padding);
      out += line[k];
      if (!right[k]) append_padding(out, padding);
    }
    out += '\n';
  }
  return out;
}

std::string csv_report(const Evaluation& evaluation) {
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

std::string json_report(const Evaluation& evaluation) {
  std::string out = "{\n";
  if (evaluation.root) {
    out += "  \"grad_of\": ";
    append_json_string(out, names_of_outputs(evaluation.graph)[*evaluation.root]);
    out += ",\n";
  }
  out += "  \"nodes\": [\n";
  const std::vector<Row> rows = rows_of(evaluation.graph);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += fmt::format("    {{\"kind\": \"{}\", \"id\": {}, \"name\": ", rows[i].kind, rows[i].id.index);
    append_json_string(out, rows[i].name);
    out += ", \"value\": ";
    append_json_number(out, value(evaluation, rows[i].id));
    if (evaluation.root) {
      out += ", \"grad\": ";
      append_json_number(out, evaluation.replay.adjoint(rows[i].id));
    }
    out += i + 1 < rows.size() ? "},\n" : "}\n";
  }
  return out + "  ]\n}\n";
}

std::string trace_report(const Evaluation& evaluation) {
  std::string out;
  append_value_trace(out, evaluation);
  if (evaluation.root) append_gradient_trace(out, evaluation);
  return out;
}

}  // namespace mg::cli
