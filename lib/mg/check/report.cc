#include "mg/check/report.h"

#include <fmt/format.h>

#include <vector>

#include "mg/base/counted.h"
#include "mg/base/quote.h"
#include "mg/core/node_text.h"

namespace mg::check {
namespace {

std::string row(std::string_view what, std::size_t compared, std::size_t differ, const std::string& note) {
  return fmt::format("  {:<24} {:>9} compared {:>9} differ   {}\n", what, compared, differ, note);
}

std::string row(const Comparison& comparison) {
  std::string note =
      fmt::format("{}, {}", counted(comparison.values, "value"), counted(comparison.gradients, "gradient"));
  if (comparison.guards > 0) note += fmt::format(", guards at {}", counted(comparison.guards, "point"));
  if (comparison.not_in_bits > 0) {
    note += fmt::format("; {} of them not comparable in bits ({}), largest difference {:.1e}", comparison.not_in_bits,
                        names_of(comparison.functions), comparison.largest_difference);
  }
  return row(comparison.name, comparison.values + comparison.gradients + comparison.guards, comparison.differing, note);
}

/// What was compared is worth as much as what was not: it says how much that is, and why.
std::string row(const DifferenceResult& differences) {
  std::vector<std::string> why;
  const auto because = [&](std::size_t count, std::string_view reason) {
    if (count > 0) why.push_back(fmt::format("{} {}", count, reason));
  };
  because(differences.not_smooth, "not smooth");
  because(differences.not_finite, "not finite");
  because(differences.too_rough, "too rough to tell");
  std::string skipped = fmt::format("{} skipped", differences.skipped());
  if (!why.empty()) skipped += fmt::format(": {}", fmt::join(why, ", "));
  const std::string note = differences.compared > 0
                               ? fmt::format("largest error {:.1e}; {}", differences.largest_error, skipped)
                           : differences.skipped() > 0 ? "nothing compared: all " + skipped
                                                       : "nothing to compare";
  return row("central differences", differences.compared, differences.wrong, note);
}

std::string name_or_id(NodeId id, std::string_view name) {
  return name.empty() ? id_text(id) : fmt::format("{} (%{})", shown(name), id.index);
}

/// `central differences, point 0: y by x (%0): engine 6.5, measured 3.25 ± 1.0e-12`
std::string row(const WrongSlope& wrong, const Graph& graph) {
  std::string by = "along all at once";
  if (wrong.leaf) {
    const std::size_t inputs = graph.inputs().size(), leaf = *wrong.leaf;
    const NodeId id = leaf < inputs ? graph.inputs()[leaf] : graph.parameters()[leaf - inputs];
    by = "by " + name_or_id(id, graph.name(id));
  }
  const Output& output = graph.outputs()[wrong.output];
  return fmt::format("central differences, point {}: {} {}: engine {}, measured {:.12g} ± {:.1e}\n", wrong.point,
                     name_or_id(output.node, graph.text(output.name)), by, wrong.engine, wrong.measured, wrong.error);
}

std::string conclusion(const Report& report) {
  if (!report.unproven.empty()) return fmt::format("DIFFER: {}\n", report.unproven);
  if (report.agrees()) {
    return fmt::format("agree: the generated code has the bits of the engine{}\n",
                       report.has_others() ? ", where they can be compared" : "");
  }
  std::string text;
  if (!report.has_the_bits()) text += "DIFFER: the generated code does not have the bits of the engine\n";
  if (report.differences.wrong > 0) text += "DIFFER: the engine's gradient is not the slope of its values\n";
  return text;
}

}  // namespace

std::string to_text(const Report& report, const Graph& graph, std::string_view input) {
  std::string text =
      fmt::format("{}: {}, {}, {}, {}; {}\n", shown(input), counted(graph.inputs().size(), "input"),
                  counted(graph.parameters().size(), "parameter"), counted(graph.outputs().size(), "output"),
                  counted(graph.size(), "node"), counted(report.points, "point"));
  if (report.unproven.empty()) {
    text += fmt::format("  proven for every input: {} operations\n", fmt::group_digits(report.proven));
    for (const Comparison& comparison : report.comparisons) text += row(comparison);
    text += row(report.differences);
  }
  for (const Comparison& comparison : report.comparisons) {
    for (const Mismatch& mismatch : comparison.first) {
      text += fmt::format("{}, point {}: {}: engine {}, generated code {}\n", comparison.name, mismatch.point,
                          mismatch.what, mismatch.engine, mismatch.generated);
    }
    if (comparison.differing > comparison.first.size()) {
      text += fmt::format("{}: and {} more\n", comparison.name, comparison.differing - comparison.first.size());
    }
  }
  if (!report.first_node.empty()) text += fmt::format("first node that differs: {}\n", report.first_node);
  for (const WrongSlope& wrong : report.differences.first) text += row(wrong, graph);
  if (report.differences.wrong > report.differences.first.size()) {
    text +=
        fmt::format("central differences: and {} more\n", report.differences.wrong - report.differences.first.size());
  }
  return text += conclusion(report);
}

}  // namespace mg::check
