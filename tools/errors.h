#pragma once

#include <string_view>

#include "mg/base/error.h"

namespace mg::cli {

enum ExitCode : int {
  done = 0,
  refused = 1,  ///< the check said no
  wrong = 2,    ///< wrong usage or bad input
  failed = 3,   ///< something outside of us failed, or memory ran out
};

/// A command line that cannot be understood; the message goes with a hint to --help.
struct CommandLineError : UsageError {
  using UsageError::UsageError;
};

/// A signal that came while there was something to clean up, which is done by now.
struct Interrupted : SystemError {
  explicit Interrupted(int number);
  int signal;
};

/// `COMMAND: MESSAGE` on standard error; what would do something to a terminal is escaped.
void say(std::string_view command, std::string_view message);

/// Inside a catch: says what was thrown, and returns the exit code. UsageError and ParseError are `wrong`, all
/// others `failed`, want of memory among them. Interrupted ends the process by its signal, as a shell in a loop wants
/// to see it.
int report_exception(std::string_view command);

}  // namespace mg::cli
