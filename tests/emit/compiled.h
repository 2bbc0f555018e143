#pragma once

#include <string>
#include <vector>

#include "tools/run_command.h"

namespace mg::test {

/// Whether there is a command of that name.
bool installed(const std::string& command);

/// Those of g++ and clang++ that are installed.
std::vector<std::string> compilers();

/// Runs a command line by the shell, in `folder`.
Outcome shell(const std::string& command_line, const TemporaryFolder& folder);

/// Flags under which every warning that a careful user turns on is an error.
inline constexpr const char* strict = "-std=c++11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror";

}  // namespace mg::test
