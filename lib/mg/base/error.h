#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace mg {

/// Base of everything that `mg` throws on purpose.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A call or a command line that asks for something wrong: a handle to a dropped node, Values of two graphs.
struct UsageError : Error {
  using Error::Error;
};

/// A graph with more nodes than it has ids, or than it was allowed, or than the machine has memory for.
struct CapacityError : Error {
  using Error::Error;
};

/// Something outside of us failed: the disk, the compiler, Graphviz.
struct SystemError : Error {
  using Error::Error;
};

/// Input text that is not what it should be. `what()` is `FILE:LINE:COLUMN: error: MESSAGE`, then the line and a caret.
struct ParseError : Error {
  ParseError(std::string file, std::size_t line, std::size_t column, std::string message,
             const std::string& source_line);

  std::string file;
  std::size_t line;    ///< from 1
  std::size_t column;  ///< in bytes, from 1
  std::string message;
};

}  // namespace mg
