// What all commands share, from outside: files that are read and written, warnings about the graph, arguments.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "graphs.h"
#include "run_command.h"
#include "support/sanitizer.h"

namespace mg::test {
namespace {

const std::vector<std::string> commands{"mg-dot", "mg-eval", "mg-codegen", "mg-check"};

class Cli : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("cubic.graph", cubic);
    folder_.write("guarded.graph", guarded);
  }

  Outcome run(const std::string& command, std::vector<std::string> arguments, std::string input = {}) const {
    arguments.insert(arguments.begin(), command_path(command));
    return run_command({std::move(arguments), std::move(input), folder_.path()});
  }
  /// With redirections.
  Outcome in_shell(const std::string& command, const std::string& rest) const {
    return run_command({{"/bin/sh", "-c", command_path(command) + " " + rest}, "", folder_.path()});
  }

  static void expect_refused(const Outcome& outcome, const std::string& message) {
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, message);
  }

  TemporaryFolder folder_;
};

TEST_F(Cli, WhatIsReadIsNotWrittenOver) {
  std::filesystem::create_symlink("cubic.graph", folder_.path() / "link");
  std::filesystem::create_hard_link(folder_.path() / "cubic.graph", folder_.path() / "hard");
  const struct {
    std::string arguments;
    std::string message;  // after "mg-…: error: "
  } rows[] = {
      {"cubic.graph -o cubic.graph", "--output: \"cubic.graph\" is the file that is read as \"cubic.graph\"\n"},
      {"cubic.graph -o ./cubic.graph", "--output: \"./cubic.graph\" is the file that is read as \"cubic.graph\"\n"},
      {"cubic.graph -o link", "--output: \"link\" is the file that is read as \"cubic.graph\"\n"},
      {"link -o cubic.graph", "--output: \"cubic.graph\" is the file that is read as \"link\"\n"},
      {"cubic.graph -o hard", "--output: \"hard\" is the file that is read as \"cubic.graph\"\n"},
      {"-o cubic.graph < cubic.graph", "--output: \"cubic.graph\" is the file that is read as standard input\n"},
      {"- -o link < hard", "--output: \"link\" is the file that is read as standard input\n"},
      {"cubic.graph -o new >> hard", "standard output is the file that is read as \"cubic.graph\"\n"},
      {"cubic.graph >> hard", "standard output is the file that is read as \"cubic.graph\"\n"},
      {"cubic.graph -o /dev/stdout >> hard", "--output: \"/dev/stdout\" is the file that is read as \"cubic.graph\"\n"},
  };
  const auto files = folder_.files();
  for (const std::string& command : commands) {
    for (const auto& row : rows) {
      SCOPED_TRACE(command + " " + row.arguments);
      expect_refused(in_shell(command, row.arguments), command + ": error: " + row.message);
    }
  }
  EXPECT_EQ(folder_.read("cubic.graph"), cubic);
  EXPECT_TRUE(std::filesystem::is_symlink(folder_.path() / "link"));
  EXPECT_EQ(folder_.files(), files);
}

TEST_F(Cli, NorIsWhatAnOptionReads) {
  folder_.write("other.graph", cubic);
  folder_.write("points.csv", "a\n1\n");
  expect_refused(run("mg-dot", {"cubic.graph", "--diff", "other.graph", "-o", "./other.graph"}),
                 "mg-dot: error: --output: \"./other.graph\" is the file that is read as \"other.graph\"\n");
  expect_refused(run("mg-eval", {"cubic.graph", "--points", "points.csv", "-o", "points.csv"}),
                 "mg-eval: error: --output: \"points.csv\" is the file that is read as \"points.csv\"\n");
  expect_refused(in_shell("mg-eval", "cubic.graph --points - -o points.csv < points.csv"),
                 "mg-eval: error: --output: \"points.csv\" is the file that is read as standard input\n");
  EXPECT_EQ(folder_.read("other.graph"), cubic);
  EXPECT_EQ(folder_.read("points.csv"), "a\n1\n");
}

TEST_F(Cli, OtherFilesAreWritten) {
  folder_.write("twin.graph", cubic);
  for (const char* rest :
       {"cubic.graph -o twin.graph", "cubic.graph -o new", "< cubic.graph -o twin.graph", "cubic.graph -o /dev/null",
        "/dev/stdin -o /dev/null < cubic.graph", "cubic.graph -o guarded.graph", "cubic.graph < new -o new"}) {
    const Outcome outcome = in_shell("mg-eval", rest);
    EXPECT_EQ(outcome.code, 0) << rest << ": " << outcome.err;
    EXPECT_EQ(folder_.read("cubic.graph"), cubic) << rest;
  }
}

TEST_F(Cli, ClosedStreamsLeaveFilesAlone) {
  const struct {
    std::string command, arguments;
  } rows[] = {{"mg-dot", "cubic.graph -T svg"},       {"mg-dot", "cubic.graph -T png"},
              {"mg-dot", "cubic.graph -T html"},      {"mg-eval", "cubic.graph"},
              {"mg-codegen", "cubic.graph --report"}, {"mg-check", "cubic.graph"}};
  for (const auto& [command, arguments] : rows) {
    SCOPED_TRACE(command + " " + arguments);
    const bool reports = arguments.find("--report") != std::string::npos;  // to standard output
    ASSERT_EQ(in_shell(command, arguments + " -o expected").code, 0);
    for (const std::string closed : {"<&- >&-", "<&- >&- 2>&-", ">&- 2>&-", "2>&-", "<&-"}) {
      const bool fails = reports && (closed.starts_with(">&-") || closed.find(" >&-") != std::string::npos);
      EXPECT_EQ(in_shell(command, arguments + " -o got " + closed).code, fails ? 3 : 0) << closed;
      EXPECT_EQ(folder_.read("got"), folder_.read("expected")) << closed;
    }
    const Outcome outcome = in_shell(command, arguments + " >&-");
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err, command + ": error: standard output: cannot write: Bad file descriptor\n");
    EXPECT_EQ(in_shell(command, arguments.substr(11) + " <&-").err,
              command + ": error: standard input: cannot read: Bad file descriptor\n");
  }
}

TEST_F(Cli, StandardInputIsReadOnce) {
  expect_refused(run("mg-dot", {"--diff", "-"}, cubic),
                 "mg-dot: error: the graph and --diff cannot both come from standard input\n");
  expect_refused(run("mg-eval", {"-", "--points", "-"}, cubic),
                 "mg-eval: error: the graph and --points cannot both come from standard input\n");
  EXPECT_EQ(run("mg-dot", {"cubic.graph", "-T", "dot", "--diff", "-"}, cubic).err,
            "mg-dot: --diff: no value and no gradient has changed\n");
}

TEST_F(Cli, OutOfMemoryIsNoFaultOfTheInput) {
  if (sanitized) GTEST_SKIP() << "the sanitizer needs more";
  constexpr int size = 1000000;
  std::string text = "mg-graph 1\n%0 = input 1\n";
  for (int i = 1; i < size; ++i) text += fmt::format("%{} = sin %{}\n", i, i - 1);
  folder_.write("large.graph", text + fmt::format("output \"y\" %{}\nend {}\n", size - 1, size));
  for (const std::string& command : commands) {
    const std::string line = "ulimit -v 30000; " + command_path(command) + " large.graph";
    const Outcome outcome = run_command({{"/bin/sh", "-c", line}, "", folder_.path()});
    EXPECT_EQ(outcome.code, 3) << command;
    EXPECT_NE(outcome.err.find("memory"), std::string::npos) << outcome.err;
  }
}

// --- arguments ---

TEST_F(Cli, AnEmptyArgumentIsNotTakenForNone) {
  const struct {
    const char* command;
    std::vector<std::string> options;
  } rows[] = {
      {"mg-dot",
       {"type", "grad", "detail", "collapse", "expand", "focus", "radius", "path", "diff", "direction", "theme",
        "timeout", "output"}},
      {"mg-eval", {"set", "grad", "points", "output"}},
      {"mg-codegen", {"name", "parameters", "wrt", "loops", "split", "report", "output"}},
      {"mg-check", {"points", "seed", "output"}},
  };
  for (const auto& [command, options] : rows) {
    const std::string error = std::string(command) + ": error: ", hint = std::string("\nTry ") + command + " --help.\n";
    for (const std::string& option : options) {
      SCOPED_TRACE(command + (" --" + option));
      expect_refused(run(command, {"cubic.graph", "--" + option, ""}),
                     error + "--" + option + " needs an argument that is not empty" + hint);
      expect_refused(run(command, {"cubic.graph", "--" + option + "="}),
                     error + "--" + option + " needs an argument" + hint);
    }
    expect_refused(run(command, {""}), error + "the name of the input is empty" + hint);
  }
}

TEST_F(Cli, OfTwoArgumentsNoneIsDropped) {
  const struct {
    const char* command;
    std::vector<std::string> arguments;
    std::string message;
  } rows[] = {
      {"mg-dot", {"--focus", "a", "--focus", "b"}, "--focus is given twice: \"a\" and \"b\""},
      {"mg-dot", {"-T", "svg", "--type=png"}, "--type is given twice: \"svg\" and \"png\""},
      {"mg-eval", {"--grad=y", "--grad", "z"}, "--grad is given twice: \"y\" and \"z\""},
      {"mg-eval", {"-o", "one", "-otwo"}, "--output is given twice: \"one\" and \"two\""},
      {"mg-codegen", {"--split", "1", "--split", "01"}, "--split is given twice: \"1\" and \"01\""},
      {"mg-check", {"--seed", "1", "--seed", "2"}, "--seed is given twice: \"1\" and \"2\""},
  };
  const auto files = folder_.files();
  for (auto [command, arguments, message] : rows) {
    arguments.insert(arguments.begin(), "cubic.graph");
    expect_refused(run(command, arguments),
                   std::string(command) + ": error: " + message + "\nTry " + command + " --help.\n");
  }
  EXPECT_EQ(folder_.files(), files);
  EXPECT_EQ(run("mg-eval", {"cubic.graph", "--csv", "--csv", "--grad", "--grad", "--grad=z", "--grad=z"}).out,
            run("mg-eval", {"cubic.graph", "--csv", "--grad=z"}).out);
}

TEST_F(Cli, CaseIsNotWhatAWordIsMisspelledBy) {
  const struct {
    std::string command;
    std::vector<std::string> arguments;
    std::string message;
  } rows[] = {
      {"mg-dot",
       {"--type", "SVG"},
       "--type takes one of svg, png, pdf, dot, html, not \"SVG\" (did you mean \"svg\"?)"},
      {"mg-dot", {"--direction", "lr"}, "--direction takes one of LR, TB, not \"lr\" (did you mean \"LR\"?)"},
      {"mg-codegen", {"--report=JSON"}, "--report: text or json is wanted, not \"JSON\" (did you mean \"json\"?)"},
      {"mg-eval", {"--set", "A=1"}, "no input or parameter is called \"A\" (did you mean \"a\"?)"},
      {"mg-eval", {"--grad=Y"}, "no output is called \"Y\" (did you mean \"y\"?)"},
      {"mg-dot", {"--focus", "SUM"}, "--focus: no node or scope is called \"SUM\" (did you mean \"sum\"?)"},
  };
  for (auto [command, arguments, message] : rows) {
    arguments.insert(arguments.begin(), "cubic.graph");
    const Outcome outcome = run(command, arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_TRUE(outcome.err.starts_with(command + ": error: " + message + "\n")) << outcome.err;
  }
}

TEST_F(Cli, HelpExplainsWordsAndDefaults) {
  const struct {
    std::string command, part;
  } rows[] = {
      {"mg-check", "random points, besides the recorded one; 10 unless told "},
      {"mg-check", "of the random points: the same for the same N; 1 unless told "},
      {"mg-dot",
       "auto: the first of the others that is easy to read; full: a card for each node; fold: with leaves folded into "
       "their users; neuron: a card for each neuron; layer: a box for each layer --collapse "},
      {"mg-dot", "as the name of the output says, or else svg: svg, png, pdf, dot, html "},
      {"mg-codegen", "bake: constants of their recorded values; argument: passed in --wrt "},
      {"mg-eval", "NAME may be a path or the end of one, as in layer0/w1=1.5, or an id, as in %3=1.5 --grad "},
  };
  for (const auto& [command, part] : rows) {
    std::string words;  // whatever the lines
    for (const char c : run(command, {"--help"}).out) {
      const bool is_space = c == ' ' || c == '\n';
      if (!is_space || !words.ends_with(' ')) words += is_space ? ' ' : c;
    }
    EXPECT_NE(words.find(part), std::string::npos) << part << " in " << words;
  }
}

// --- what a graph says that its user can hardly mean ---

class CliWarnings : public Cli {
 protected:
  /// The warnings of a command, which does its work all the same.
  std::string warnings(const std::string& command, const std::string& graph) const {
    folder_.write("g.graph", graph);
    SCOPED_TRACE(command);
    std::vector<std::string> arguments{"g.graph", "-o", "result"};
    if (command == "mg-dot") arguments.insert(arguments.end(), {"--type", "dot", "--no-grad"});
    if (command == "mg-check") arguments.insert(arguments.end(), {"--points", "0"});
    const Outcome outcome = run(command, arguments);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
};

TEST_F(CliWarnings, OutputsThatAreConstants) {
  const std::string advice = "; what is to vary is recorded with g.input(\"x\", value)\n";
  const std::string part = ", as no input and no parameter has a part in ";
  for (const std::string& command : commands) {
    const std::string warning = command + ": warning: ";
    EXPECT_EQ(warnings(command, "mg-graph 1\n%0 = constant 2\n%1 = sin %0\noutput \"y\" %1\nend 2\n"),
              warning + "the graph has no inputs and no parameters: every output is a constant" + advice);
    EXPECT_EQ(warnings(command, "mg-graph 1\n%0 = input 2\n%1 = constant 3\noutput \"y\" %0\noutput \"z\" %1\nend 2\n"),
              warning + "output \"z\" is a constant" + part + "it\n");
    EXPECT_EQ(warnings(command, cubic), "");
  }
  std::string many = "mg-graph 1\n%0 = parameter 2\n%1 = constant 3\noutput \"y\" %0\noutput \"\" %1\n";
  for (int i = 0; i < 9; ++i) many += "output \"z" + std::to_string(i) + "\" %1\n";
  EXPECT_EQ(warnings("mg-eval", many + "end 2\n"), "mg-eval: warning: 10 of 11 outputs are constants" + part +
                                                       "them: %1, \"z0\", \"z1\", \"z2\", \"z3\", ...\n");
}

TEST_F(CliWarnings, EqualNames) {
  const std::string advice = "; give each a name of its own, or call one by its id\n";
  const std::string equal =
      "mg-graph 1\n%0 = input 1 \"x\"\n%1 = input 2 \"x\"\n%2 = add %0 %1\n%3 = sin %2\n"
      "output \"y\" %2\noutput \"y\" %3\nend 4\n";
  for (const std::string command : {"mg-eval", "mg-codegen", "mg-check"}) {
    EXPECT_EQ(warnings(command, equal), command + ": warning: inputs have equal names: \"x\" (%0, %1)" + advice +
                                            command + ": warning: outputs have equal names: \"y\" (%2, %3)" + advice);
  }
  EXPECT_EQ(warnings("mg-dot", equal), "") << "a picture calls nothing by its name";
}

TEST_F(CliWarnings, EqualNamesThatAreMeant) {
  // Without a name, in scopes of other paths, parameters, and the same result twice.
  EXPECT_EQ(warnings("mg-eval",
                     "mg-graph 1\n%0 = input 1\n%1 = input 2\n%2 = parameter 1 \"w\"\n%3 = parameter 2 \"w\"\n"
                     "%4 = input 1 \"x\"\nscope \"a\" {\n  %5 = input 1 \"x\"\n}\nscope \"b\" {\n"
                     "  %6 = input 1 \"x\"\n  scope \"a\" {\n    %7 = input 1 \"x\"\n  }\n}\n"
                     "output \"y\" %0\noutput \"y\" %0\noutput \"\" %0\noutput \"\" %1\nend 8\n"),
            "");
}

TEST_F(CliWarnings, EqualNamesAreListedAsFarAsThereIsRoom) {
  std::string text = "mg-graph 1\n";
  int id = 0;
  // Scopes of one path, opened again and again; in each, nine inputs.
  for (int round = 0; round < 9; ++round) {
    text += "scope \"a\" {\n  scope \"b\" {\n";
    for (int i = 0; i < 9; ++i) {
      text += "    %" + std::to_string(id++) + " = input 1 \"x" + std::to_string(i) + "\"\n";
    }
    text += "  }\n}\n";
  }
  EXPECT_EQ(warnings("mg-eval", text + "output \"y\" %0\nend 81\n"),
            "mg-eval: warning: inputs have equal names: \"a/b/x0\" (%0, %9, %18, %27, %36, ...), \"a/b/x1\" (%1, %10, "
            "%19, %28, %37, ...), \"a/b/x2\" (%2, %11, %20, %29, %38, ...), and 6 more names; give each a name of its "
            "own, or call one by its id\n");
}

}  // namespace
}  // namespace mg::test
