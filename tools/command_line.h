#pragma once

#include <string>
#include <vector>

#include "cli.h"

namespace mg::cli {

/// A file that a command line names to be read, and as what: "the graph", "--diff".
struct ReadFile {
  std::string what;
  InputFile file;
};

/// What a command line says besides the options that have a target.
struct CommandLine {
  Session::Paths paths;
  std::vector<ReadFile> read = {};  ///< all files: the input and those of options
  bool help = false;                ///< with it or `version`, nothing else counts
  bool version = false;
};

/// Sets the targets of the command's options.
CommandLine parse_command_line(const Command& command, int argc, char** argv);

std::string help_text(const Command& command);

}  // namespace mg::cli
