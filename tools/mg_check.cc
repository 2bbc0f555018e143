// mg-check: generated code against the engine, and the engine against central differences.

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli.h"
#include "code_options.h"
#include "in_child.h"
#include "mg/base/error.h"
#include "mg/check/check.h"
#include "mg/check/report.h"

namespace {

constexpr long most_points = 1000000;

/// What is checked, and by which compiler.
mg::check::Options options_of(const mg::cli::CodeOptions& code, const std::string& input, const std::string& cxx,
                              const std::string& cc) {
  using namespace mg;
  for (const auto& [option, command] : {std::pair("--cxx", &cxx), std::pair("--cc", &cc)}) {
    if (!command->empty() && command->find_first_not_of(" \t\n") == std::string::npos) {
      throw cli::CommandLineError(fmt::format("{} needs an argument that is not empty", option));
    }
  }
  check::Options options{.code = code.options(input), .one_way = code.has("parameters")};
  if (options.code.backward && !options.code.wrt) options.code.wrt = Wrt::All;
  const bool is_c = options.code.language == Language::C;
  if (!(is_c ? cxx : cc).empty()) {
    throw UsageError(is_c ? "--cxx is of C++, and --language is c: --cc names a compiler of C"
                          : "--cc is of C, and --language is c++: --cxx names a compiler of C++");
  }
  options.compiler = is_c ? cc : cxx;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace mg;
  long points = 10;
  long seed = 1;
  std::string cxx, cc;
  cli::CodeOptions code;
  std::vector<cli::Option> table = {
      {"points", &points, "random points, besides the recorded one; 10 unless told", "N"},
      {"seed", &seed, "of the random points: the same for the same N; 1 unless told", "N"},
      {"cxx", &cxx, "the compiler of C++, with its arguments; $CXX, else c++, if not given", "COMMAND"},
      {"cc", &cc, "that of C; $CC, else cc, if not given", "COMMAND"}};
  for (cli::Option& row : code.rows()) table.push_back(std::move(row));
  const cli::Command command{
      .name = "mg-check",
      .summary =
          "Generates code from a graph, compiles it, loads it, and compares values,\n"
          "gradients and guards with the engine, bit for bit, at the recorded point and at random ones; then\n"
          "the engine's gradients with central differences.",
      .example =
          "mg-check loss.graph --points 100\n"
          "mg-check loss.graph --language c --parameters argument",
      .options = std::move(table),
      .notes =
          "Exit status 1 if anything differs. Any NaN equals any NaN; 0 and -0 differ. Every other random point\n"
          "has zeros, infinities, NaN and denormals among its numbers. COMMAND is split into words as a shell does,\n"
          "and run without one. The other options are those of mg-codegen, whose code is checked: but by default\n"
          "--wrt is all, and parameters are taken both ways."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    if (points < 0 || points > most_points) {
      throw UsageError(fmt::format("--points: a number from 0 to {} is wanted", most_points));
    }
    const check::Options options = options_of(code, session.input(), cxx, cc);
    const Graph graph = session.read_graph();
    session.warn_of_equal_names(graph);
    const std::string input = session.input() == "-" ? "standard input" : session.input();
    const auto [exit_code, text] = cli::in_child(command.name, [&](const std::filesystem::path& folder) {
      check::Options here = options;
      here.points = static_cast<std::size_t>(points);
      here.seed = static_cast<std::uint64_t>(seed);
      here.directory = folder;
      const check::Report report = check::check(graph, here);
      return cli::Result{report.agrees() ? cli::done : cli::refused, check::to_text(report, graph, input)};
    });
    if (text) session.write(*text);
    return exit_code;
  });
}
