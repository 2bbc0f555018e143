// mg-check: the generated code against the engine, and the engine against central differences.

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "cli.h"
#include "in_child.h"
#include "mg/base/error.h"
#include "mg/check/check.h"
#include "mg/check/report.h"

namespace {

constexpr long most_points = 1000000;

}  // namespace

int main(int argc, char** argv) {
  using namespace mg;
  long points = 10;
  long seed = 1;
  std::string compiler;
  const cli::Command command{
      .name = "mg-check",
      .summary =
          "Generates C++ from a graph, compiles it, loads it, and compares values,\n"
          "gradients and guards with the engine, bit for bit, at the recorded point and at random ones; then\n"
          "the engine's gradients with central differences.",
      .example = "mg-check loss.graph --points 100",
      .options = {{"points", &points, "random points, besides the recorded one; 10 unless told", "N"},
                  {"seed", &seed, "of the random points: the same for the same N; 1 unless told", "N"},
                  {"cxx", &compiler, "the compiler, with its arguments; $CXX, else c++, if not given", "COMMAND"}},
      .notes =
          "Exit status 1 if anything differs. Any NaN equals any NaN; 0 and -0 differ. Every other random point\n"
          "has zeros, infinities, NaN and denormals among its numbers. COMMAND is split into words as a shell does,\n"
          "and run without one."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    if (points < 0 || points > most_points) {
      throw UsageError(fmt::format("--points: a number from 0 to {} is wanted", most_points));
    }
    if (!compiler.empty() && compiler.find_first_not_of(" \t\n") == std::string::npos) {
      throw cli::CommandLineError("--cxx needs an argument that is not empty");
    }
    const Graph graph = session.read_graph();
    session.warn_of_equal_names(graph);
    const std::string input = session.input() == "-" ? "standard input" : session.input();
    const auto [exit_code, text] = cli::in_child(command.name, [&](const std::filesystem::path& folder) {
      const check::Report report = check::check(graph, {.points = static_cast<std::size_t>(points),
                                                        .seed = static_cast<std::uint64_t>(seed),
                                                        .compiler = compiler,
                                                        .directory = folder});
      return cli::Result{report.agrees() ? cli::done : cli::refused, check::to_text(report, graph, input)};
    });
    if (text) session.write(*text);
    return exit_code;
  });
}
