// mg-check: the generated code against the engine, and the engine against central differences.

#include <fmt/format.h>

#include <string>

#include "cli.h"
#include "mg/check/check.h"
#include "mg/check/report.h"
#include "mg/core/error.h"

namespace {

constexpr long most_points = 1000000;

}  // namespace

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
    session.write(check::to_text(report, graph, input));
    return report.agrees() ? cli::done : cli::refused;
  });
}
