// mg-eval: values and gradients of a recorded graph, at the recorded point or at others.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "cli.h"
#include "csv.h"
#include "mg/base/error.h"
#include "mg/base/number.h"
#include "mg/base/quote.h"
#include "mg/core/names.h"
#include "mg/exec/replay.h"
#include "outside_floats.h"
#include "point.h"
#include "report.h"

namespace mg::cli {
namespace {

struct EvalOptions {
  std::vector<std::string> settings;  // NAME=NUMBER
  OptionalArgument grad;
  bool csv = false;
  bool json = false;
  bool trace = false;
  InputFile points;
  std::string scalar = "double";

  bool is_float() const { return scalar == "float"; }

  /// Where nothing else says what to write, the name of the output does.
  void take_format(std::string_view ending) {
    if (csv || json || trace) return;
    csv = ending == "csv" && !points.is_given();
    json = ending == "json";
    if (json && points.is_given()) throw UsageError("-o: --points writes CSV, which should not be called .json");
  }

  void check() const {
    const auto exclude = [](bool a, bool b, std::string_view message) {
      if (a && b) throw UsageError(std::string(message));
    };
    exclude(csv, json, "--csv and --json exclude each other");
    exclude(trace, csv || json, "--trace writes text, not --csv or --json");
    exclude(trace, points.is_given(), "--trace is for one point, not for --points");
    exclude(json, points.is_given(), "--points writes CSV, not --json");
  }
};

void apply(const std::string& setting, Point& point) {
  // A name may contain an equal sign, a number does not.
  const std::size_t equal = setting.rfind('=');
  const std::size_t end_of_name = equal == std::string::npos ? 0 : setting.substr(0, equal).find_last_not_of(" \t") + 1;
  if (end_of_name == 0) throw UsageError(fmt::format("--set takes NAME=NUMBER, not {}", quoted_briefly(setting)));
  const std::string_view name = std::string_view(setting).substr(0, end_of_name);
  const std::string_view number = std::string_view(setting).substr(equal + 1);
  const ParsedNumber parsed = parse_typed_number(number);
  if (parsed.status != ParsedNumber::Good) {
    throw UsageError(fmt::format("--set {}: {} is {}", quoted_briefly(name), quoted_briefly(number),
                                 parsed.status == ParsedNumber::OutOfRange
                                     ? "out of the range of a double"
                                     : fmt::format("not a number; {}", what_is_a_number)));
  }
  point.set(point.find(name), parsed.value);
}

template <class Number> bool holds(const exec::BasicReplay<Number>& replay, const Guard& guard) {
  return (replay.values()[guard.comparison.index] != Number(0.0)) == guard.outcome;
}

/// `the guard on %6, recorded as 1 at "cost.h:12" in arm/elbow`
std::string described(const Graph& graph, const Guard& guard) {
  const std::string_view where = graph.text(guard.where);
  const std::string place = where.empty() ? std::string() : fmt::format(" at {}", quoted_briefly(where));
  return fmt::format("the guard on %{}, recorded as {}{}{}", guard.comparison.index, guard.outcome ? 1 : 0, place,
                     in_scope(graph, guard.comparison));
}

template <class Number>
void warn_of_guards(const Graph& graph, const exec::BasicReplay<Number>& replay, const Session& session) {
  const auto first = replay.broken_guard();
  if (!first) return;
  const auto broken = std::ranges::count_if(graph.guards(), [&](const Guard& guard) { return !holds(replay, guard); });
  std::string more;
  if (broken > 1) more = fmt::format(", and {} more", broken - 1);
  session.warn(fmt::format("{} does not hold here{}: the code that was recorded would go another way at this point",
                           described(graph, graph.guards()[*first]), more));
}

// --- at a point ---

template <class Number> void forward(exec::BasicReplay<Number>& replay, const Point& point, std::span<Number> y = {}) {
  const std::vector<Number> x(point.inputs().begin(), point.inputs().end());
  const std::vector<Number> p(point.parameters().begin(), point.parameters().end());
  replay.forward(x, p, y);
}

void warn_of_numbers(const OutsideFloats& outside, const Session& session) {
  if (const auto warning = outside.warning()) session.warn(*warning);
}

/// Of the graph, at a point.
template <class Number>
void warn_of_numbers(const Graph& graph, const Point& point, const std::vector<std::size_t>& without,
                     const Session& session) {
  if constexpr (std::is_same_v<Number, float>) {
    OutsideFloats outside(graph);
    outside.check(point, without);
    warn_of_numbers(outside, session);
  }
}

template <class Number>
std::string evaluate_point(const Graph& graph, const Point& point, const EvalOptions& options,
                           std::optional<std::size_t> root, const Session& session) {
  warn_of_numbers<Number>(graph, point, {}, session);
  exec::BasicReplay<Number> replay(graph);
  forward(replay, point);
  if (root) replay.backward_from(*root);
  warn_of_guards(graph, replay, session);
  const Evaluation<Number> evaluation{graph, replay, root};
  return options.trace  ? trace_report(evaluation)
         : options.csv  ? csv_report(evaluation)
         : options.json ? json_report(evaluation)
                        : table_report(evaluation);
}

// --- many points ---

/// The places that the columns of the header set.
std::vector<std::size_t> columns_of(const std::vector<CsvReader::Field>& header, const CsvReader& csv,
                                    const Point& point) {
  std::vector<std::size_t> columns;
  std::vector<bool> taken(point.inputs().size() + point.parameters().size());
  for (const CsvReader::Field& field : header) {
    try {
      columns.push_back(point.find(field.text));
    } catch (const UsageError& error) {
      csv.fail(field, error.what() + (header.size() == 1 ? hint_at_separator(field.text) : std::string()));
    }
    if (point.was_set(columns.back())) {
      csv.fail(field, fmt::format("--set gives {} a value, too", quoted_briefly(field.text)));
    }
    if (taken[columns.back()]) csv.fail(field, fmt::format("{} is there twice", quoted_briefly(field.text)));
    taken[columns.back()] = true;
  }
  return columns;
}

void set_row(const std::vector<CsvReader::Field>& row, const std::vector<std::size_t>& columns, const CsvReader& csv,
             Point& point) {
  if (row.size() != columns.size()) {
    csv.fail(row[std::min(row.size() - 1, columns.size())],
             fmt::format("expected {} fields, as in the header, found {}", columns.size(), row.size()));
  }
  for (std::size_t k = 0; k < row.size(); ++k) {
    const ParsedNumber parsed = parse_typed_number(row[k].text);
    if (parsed.status != ParsedNumber::Good) {
      const std::string found = quoted_briefly(row[k].text);
      csv.fail(row[k], parsed.status == ParsedNumber::OutOfRange
                           ? fmt::format("{} is out of the range of a double", found)
                           : fmt::format("expected a number, found {}; {}", found, what_is_a_number));
    }
    point.set(columns[k], parsed.value);
  }
}

/// The header of what comes out. No two columns have the same name, unless they are the same.
std::string points_header(const Graph& graph, std::optional<std::size_t> root) {
  struct Column {
    std::string name;
    std::string by_id;  // if the name is another's, too
  };
  std::vector<Column> columns{{"point", "point"}};
  const std::vector<std::string> outputs = names_of_outputs(graph);
  for (std::size_t i = 0; i < outputs.size(); ++i) columns.push_back({outputs[i], id_text(graph.outputs()[i].node)});
  if (root) {
    const std::vector<NodeId> leaves = leaves_of(graph);
    const std::vector<std::string> names = names_of_leaves(graph);
    for (std::size_t i = 0; i < names.size(); ++i) {
      columns.push_back({fmt::format("d{}/d{}", outputs[*root], names[i]),
                         fmt::format("d{}/d{}", outputs[*root], id_text(leaves[i]))});
    }
  }
  std::unordered_map<std::string_view, int> count;
  for (const Column& column : columns) {
    ++count[column.name];
    if (column.by_id != column.name) ++count[column.by_id];
  }
  std::string out;
  for (const Column& column : columns) {
    if (!out.empty()) out += ',';
    append_csv_field(out, count[column.name] == 1 ? column.name : column.by_id);
  }
  return out + '\n';
}

template <class Number> void append_fields(std::string& out, const std::vector<Number>& numbers) {
  for (const Number number : numbers) {
    out += ',';
    append_number(out, number);
  }
}

template <class Number>
std::string evaluate_points(const Graph& graph, Point point, const InputFile& file, std::optional<std::size_t> root,
                            const Session& session) {
  const std::string name = file.name();
  const std::string text = file.read();
  CsvReader csv(text, name);
  std::vector<CsvReader::Field> row;
  if (!csv.next(row))
    throw UsageError(fmt::format("{}: there is no header with the names of inputs or parameters", name));
  const std::vector<std::size_t> columns = columns_of(row, csv, point);

  exec::BasicReplay<Number> replay(graph);
  warn_of_numbers<Number>(graph, point, columns, session);
  OutsideFloats outside_floats(graph);
  std::vector<Number> y(graph.outputs().size()), x_bar(graph.inputs().size()), p_bar(graph.parameters().size());
  std::string out = points_header(graph, root);
  std::size_t count = 0, outside = 0, first_outside = 0;
  std::string first_guard;
  Progress progress("point", static_cast<std::size_t>(std::ranges::count(text, '\n')));
  for (; csv.next(row); ++count) {
    set_row(row, columns, csv, point);
    if constexpr (std::is_same_v<Number, float>) {
      const std::string where = fmt::format(" at point {}", count);
      for (const std::size_t place : columns) outside_floats.check(point, place, where);
    }
    forward<Number>(replay, point, y);
    if (const auto guard = replay.broken_guard(); guard && outside++ == 0) {
      first_outside = count;
      first_guard = described(graph, graph.guards()[*guard]);
    }
    out += fmt::format("{}", count);
    append_fields(out, y);
    if (root) {
      replay.backward_from(*root, x_bar, p_bar);
      append_fields(out, x_bar);
      append_fields(out, p_bar);
    }
    out += '\n';
    progress.at(count);
  }
  warn_of_numbers(outside_floats, session);
  if (outside > 0) {
    session.warn(
        fmt::format("{} of {} points would take another way through the code that was recorded; at point {}, "
                    "{} does not hold",
                    outside, count, first_outside, first_guard));
  }
  return out;
}

// --- the command ---

template <class Number>
std::string evaluate(const Graph& graph, Point point, const EvalOptions& options, std::optional<std::size_t> root,
                     const Session& session) {
  if (!options.points.is_given()) return evaluate_point<Number>(graph, point, options, root, session);
  return evaluate_points<Number>(graph, std::move(point), options.points, root, session);
}

int evaluate(const EvalOptions& options, const Session& session) {
  options.check();
  const Graph graph = session.read_graph();
  session.warn_of_equal_names(graph);
  Point point(graph);
  for (const std::string& setting : options.settings) apply(setting, point);
  std::optional<std::size_t> root;
  if (options.grad.given) root = find_output(graph, options.grad.argument);
  session.write(options.is_float() ? evaluate<float>(graph, std::move(point), options, root, session)
                                   : evaluate<double>(graph, std::move(point), options, root, session));
  return done;
}

}  // namespace
}  // namespace mg::cli

int main(int argc, char** argv) {
  using namespace mg;
  cli::EvalOptions options;
  const cli::Command command{
      .name = "mg-eval",
      .summary = "Evaluates a recorded graph: values of its inputs, parameters and outputs, and gradients.",
      .example =
          "mg-eval loss.graph --set a=1.5 --grad\n"
          "mg-eval loss.graph --grad loss --csv -o loss.csv\n"
          "mg-eval loss.graph --points grid.csv > values.csv",
      .options =
          {{"set", &options.settings,
            "give an input or a parameter another value, the last if there are several; NAME may be a path or the "
            "end of one, as in layer0/w1=1.5, or an id, as in %3=1.5",
            "NAME=NUMBER"},
           {"grad", &options.grad, "also show gradients of an output, by name, path or id; of the first unless given",
            "OUTPUT"},
           {"csv", &options.csv,
            "write kind,id,name,value,grad: a row for each input, parameter and output; so does -o NAME.csv"},
           {"json", &options.json,
            "write JSON, as -o NAME.json does; there, NaN and infinities are the strings nan, inf and -inf"},
           {"scalar",
            &options.scalar,
            "what to compute in; in floats, numbers and every operation are rounded to floats",
            "TYPE",
            {"double", "float"}},
           {"points", &options.points, "evaluate many points, one a row; see below", "FILE.csv"},
           {"trace", &options.trace,
            "name the first node that is not finite, and with --grad the first gradient that is not"}},
      .notes =
          "--points reads a header with names (paths, ids) of inputs and parameters, then a point a row; what has\n"
          "no column keeps its value. It writes CSV: the point, counted from 0, a column for each output and, with\n"
          "--grad, one called dOUTPUT/dNAME for each input and parameter."};
  return cli::run(command, argc, argv, [&](const cli::Session& session) {
    options.take_format(session.ending());
    return evaluate(options, session);
  });
}
