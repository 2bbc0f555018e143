// mg-check: the generated code against the engine, and the engine against central differences.

#include <fmt/format.h>

#include <string>

#include "cli.h"
#include "mg/check/check.h"
#include "mg/core/error.h"
#include "mg/emit/literal.h"

namespace mg {
namespace {

constexpr long most_points = 1000000;

/// The report as a table, and what differs below it.
std::string shown(const check::Report& report, const std::string& input, const Graph& graph) {
  using emit::counted;
  std::string text =
      fmt::format("{}: {}, {}, {}, {}; {}\n", input, counted(graph.inputs().size(), "input"),
                  counted(graph.parameters().size(), "parameter"), counted(graph.outputs().size(), "output"),
                  counted(graph.size(), "node"), counted(report.points, "point"));
  const auto row = [&](std::string_view what, std::size_t compared, std::size_t differ, const std::string& note) {
    text += fmt::format("  {:<24} {:>9} compared {:>9} differ{}\n", what, compared, differ, note);
  };
  for (const check::Comparison& comparison : report.comparisons) {
    std::string note =
        fmt::format("   {}, {}", counted(comparison.values, "value"), counted(comparison.gradients, "gradient"));
    if (comparison.guards > 0) note += fmt::format(", guards at {}", counted(comparison.guards, "point"));
    row(comparison.name, comparison.values + comparison.gradients + comparison.guards, comparison.differing, note);
  }
  const check::DifferenceResult& differences = report.differences;
  row("central differences", differences.compared, differences.wrong,
      fmt::format("   largest error {:.1e}; {} skipped: not smooth or not finite there", differences.largest_error,
                  differences.skipped));
  for (const check::Comparison& comparison : report.comparisons) {
    for (const check::Mismatch& mismatch : comparison.first) {
      text += fmt::format("{}, point {}: {}: engine {}, generated code {}\n", comparison.name, mismatch.point,
                          mismatch.what, mismatch.engine, mismatch.generated);
    }
    if (comparison.differing > comparison.first.size()) {
      text += fmt::format("{}: and {} more\n", comparison.name, comparison.differing - comparison.first.size());
    }
  }
  if (!report.first_node.empty()) text += fmt::format("first node that differs: {}\n", report.first_node);
  text += report.agrees()         ? "agree: the generated code has the bits of the engine\n"
          : differences.wrong > 0 ? "DIFFER: the engine's gradient is not the slope of its values\n"
                                  : "DIFFER: the generated code does not have the bits of the engine\n";
  return text;
}

}  // namespace
}  // namespace mg

int main(int argc, char** argv) {
  using namespace mg;
  long points = 10;
  long seed = 1;
  const cli::Command command{
      .name = "mg-check",
      .summary =
          "Generates C++ from a graph, compiles it with $CXX (c++ if not set), loads it, and compares values,\n"
          "gradients and guards with the engine, bit for bit, at the recorded point and at random ones; then\n"
          "the engine's gradients with central differences.",
      .example = "mg-check loss.graph --points 100",
      .options = {{"points", &points, "random points, besides the recorded one", "N"},
                  {"seed", &seed, "of the random points", "N"}},
      .notes =
          "Exit status 1 if anything differs. Any NaN equals any NaN; 0 and -0 differ. Every other random point\n"
          "has zeros, infinities, NaN and denormals among its numbers."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    if (points < 0 || points > most_points) {
      throw UsageError(fmt::format("--points: a number from 0 to {} is wanted", most_points));
    }
    const Graph graph = session.read_graph();
    session.warn_of_equal_names(graph);
    const std::string input = session.input() == "-" ? "standard input" : session.input();
    const check::Report report =
        check::check(graph, {.points = static_cast<std::size_t>(points), .seed = static_cast<std::uint64_t>(seed)});
    session.write(shown(report, input, graph));
    return report.agrees() ? cli::done : cli::refused;
  });
}
