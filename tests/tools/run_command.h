#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mg/base/temporary.h"

namespace mg::test {

/// How a command is run.
struct Invocation {
  std::vector<std::string> arguments;  ///< the first is the command: a path
  std::string input = {};              ///< for standard input
  std::filesystem::path folder = {};   ///< to run in; empty: where we are
  enum Output { Captured, ClosedPipe, FullDisk } output = Captured;
};

struct Outcome {
  int code;  ///< exit code; 128 + the number of the signal that killed it
  std::string out;
  std::string err;
};

/// Runs a command to its end.
Outcome run_command(const Invocation& invocation);

/// The path of a command of this build, such as "mg-eval".
std::string command_path(std::string_view name);

/// With files that are written and read.
class TemporaryFolder : public mg::TemporaryFolder {
 public:
  void write(std::string_view name, std::string_view text) const;
  std::string read(std::string_view name) const;
  /// The names of the files in it, in order.
  std::vector<std::string> files() const;
};

}  // namespace mg::test
