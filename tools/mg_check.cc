// mg-check: generated code against the engine, and the engine against central differences.

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli.h"
#include "code_options.h"
#include "in_child.h"
#include "mg/base/error.h"
#include "mg/check/check.h"
#include "mg/check/report.h"

namespace {

constexpr long most_points = 1000000;

/// A language, and the option that names a command for it; in the order of the languages.
struct Row {
  std::string_view language, choice, option, names;
};
constexpr Row rows[] = {{"C++", "c++", "--cxx", "a compiler of C++"},
                        {"C", "c", "--cc", "a compiler of C"},
                        {"JavaScript", "js", "--node", "what runs JavaScript"}};
/// For each language, what was given.
using Commands = std::array<std::string, std::size(rows)>;

/// What is checked, and by which compiler.
mg::check::Options options_of(const mg::cli::CodeOptions& code, const std::string& input, const Commands& commands) {
  using namespace mg;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!commands[i].empty() && commands[i].find_first_not_of(" \t\n") == std::string::npos) {
      throw cli::CommandLineError(fmt::format("{} needs an argument that is not empty", rows[i].option));
    }
  }
  check::Options options{.code = code.options(input), .one_way = code.has("parameters")};
  if (options.code.backward && !options.code.wrt) options.code.wrt = Wrt::All;
  const auto language = static_cast<std::size_t>(options.code.language);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (i == language || commands[i].empty()) continue;
    const Row& its = rows[language];
    throw UsageError(fmt::format("{} is of {}, and --language is {}: {} names {}", rows[i].option, rows[i].language,
                                 its.choice, its.option, its.names));
  }
  options.compiler = commands[language];
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace mg;
  long points = 10;
  long seed = 1;
  Commands commands;
  cli::CodeOptions code;
  std::vector<cli::Option> table = {
      {"points", &points, "random points, besides the recorded one; 10 unless told", "N"},
      {"seed", &seed, "of the random points: the same for the same N; 1 unless told", "N"},
      {"cxx", &commands[0], "the compiler of C++, with its arguments; $CXX, else c++, if not given", "COMMAND"},
      {"cc", &commands[1], "that of C; $CC, else cc, if not given", "COMMAND"},
      {"node", &commands[2], "what runs JavaScript; $NODE, else node, if not given", "COMMAND"}};
  for (cli::Option& row : code.rows()) table.push_back(std::move(row));
  const cli::Command command{
      .name = "mg-check",
      .summary =
          "Generates code from a graph, compiles it, loads it (or runs it in node), and compares values,\n"
          "gradients and guards with the engine, bit for bit, at the recorded point and at random ones; then\n"
          "the engine's gradients with central differences.",
      .example =
          "mg-check loss.graph --points 100\n"
          "mg-check loss.graph --language c --parameters argument\n"
          "mg-check loss.graph --language js",
      .options = std::move(table),
      .notes =
          "Exit status 1 if anything differs. Any NaN equals any NaN; 0 and -0 differ. Every other random point\n"
          "has zeros, infinities, NaN and denormals among its numbers. COMMAND is split into words as a shell does,\n"
          "and run without one. The other options are those of mg-codegen, whose code is checked: but by default\n"
          "--wrt is all, and parameters are taken both ways. Where the code calls other functions than the engine, as\n"
          "those of Math in JavaScript, what depends on them is counted apart, with the largest relative difference."};
  return cli::run(command, argc, argv, [&](cli::Session& session) -> int {
    if (points < 0 || points > most_points) {
      throw UsageError(fmt::format("--points: a number from 0 to {} is wanted", most_points));
    }
    const check::Options options = options_of(code, session.input(), commands);
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
