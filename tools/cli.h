#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "errors.h"
#include "mg/core/graph.h"

/// What the commands share: options, --help and --version, input and output, messages, exit codes. A command is a
/// description and a lambda:
///
///     int main(int argc, char** argv) {
///       std::string type = "svg";
///       bool all = false;
///       const cli::Command command{.name = "mg-dot",
///                                  .summary = "Draws a recorded graph.",
///                                  .example = "mg-dot loss.graph > loss.svg",
///                                  .options = {{"type,T", &type, "what to write", "FORMAT", {"svg", "png"}},
///                                              {"all", &all, "draw every node"}}};
///       return cli::run(command, argc, argv, [&](cli::Session& session) {
///         session.write(draw(session.read_graph(), ...));
///         return cli::done;
///       });
///     }
namespace mg::cli {

/// An option that works with and without an argument: `--grad`, `--grad=y`, `--grad y`. What stands behind it without
/// `=` is taken for its argument if something else is there to be the input, or if there is no such file.
struct OptionalArgument {
  bool given = false;
  std::string argument;  ///< empty: none
};

/// A file that is read; `-` is standard input. -o may not name it, and standard input can be read once.
struct InputFile {
  std::string path = {};  ///< empty: none

  bool is_given() const { return !path.empty(); }
  bool is_standard_input() const { return path == "-"; }
  /// As messages of parsers call it: `<stdin>`.
  std::string name() const { return is_standard_input() ? "<stdin>" : path; }
  std::string read() const;
};

/// A row of a command's option table. The option sets the variable that `target` points to, whose value before is the
/// default: a bool is a flag, a vector may be given several times, the others take one argument.
struct Option {
  using Target = std::variant<bool*, std::string*, std::optional<std::string>*, double*, long*, std::optional<long>*,
                              std::vector<std::string>*, OptionalArgument*, InputFile*>;

  std::string_view name;  ///< "type", or with a letter "type,T"
  Target target;
  std::string_view help;
  std::string_view argument = {};              ///< what --help calls the argument: "FORMAT"
  std::vector<std::string_view> choices = {};  ///< if any: what a text may be
};

struct Command {
  std::string_view name;     ///< "mg-dot"
  std::string_view summary;  ///< what it does: a sentence or a few lines
  std::string_view example;  ///< one or more lines to try
  std::vector<Option> options;
  std::string_view notes = {};  ///< more lines for --help, after the options
};

/// The input and the output of one run.
class Session {
 public:
  struct Paths {
    InputFile input{"-"};
    std::string output = "-";
    std::string missing = {};  ///< taken for an argument, as there is no such file; the input, were there one
  };
  Session(std::string_view command, Paths paths) : command_(command), paths_(std::move(paths)) {}

  /// "-" for standard input.
  const std::string& input() const { return paths_.input.path; }
  /// "-" for standard output.
  const std::string& output() const { return paths_.output; }
  /// How its name ends, in lower case: "png"; empty where it has no ending.
  std::string ending() const;

  /// The input; with a warning where outputs are constants.
  Graph read_graph() const;
  /// For commands in which things are called by their names.
  void warn_of_equal_names(const Graph& graph) const;
  /// Writes the result to where -o says, whole or not at all, or to standard output.
  void write(std::string_view bytes) const;
  /// `mg-dot: warning: MESSAGE` on standard error.
  void warn(std::string_view message) const;

 private:
  std::string_view command_;
  Paths paths_;
};

/// Reads the command line and calls `body`, whose result is the exit code. Here all exceptions end, as a message on
/// standard error: UsageError and ParseError with exit code 2, all others with 3.
int run(const Command& command, int argc, char** argv, const std::function<int(Session&)>& body);

/// A line on a terminal that says how far the work is, from its second second on; gone at the end. Nothing where
/// standard error is not a terminal.
class Progress {
 public:
  /// `what` is being done `total` times: "point".
  Progress(std::string_view what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `count` of `total` are done. Cheap enough to call in any loop.
  void at(std::size_t count);

 private:
  using Clock = std::chrono::steady_clock;

  std::string_view what_;
  std::size_t total_;
  bool on_terminal_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace mg::cli
