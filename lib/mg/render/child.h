#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace mg::render {

struct ChildLimits {
  std::chrono::milliseconds time;
  std::size_t memory;  ///< bytes of address space, beyond what this process has
};

struct ChildResult {
  enum class End : std::uint8_t { Exited, Crashed, TimedOut, OutOfMemory };
  End end = End::Exited;
  int exit_code = 0;     ///< if it exited
  int signal = 0;        ///< if it crashed
  std::string output;    ///< what it wrote to its file descriptor
  std::string messages;  ///< what it wrote to its standard output and standard error
};

/// Runs `body` in a copy of this process, with a file descriptor to write its result to. Its return value is the exit
/// code. The copy is gone when this returns or throws. SystemError where no process can be made.
ChildResult run_in_child(const std::function<int(int output)>& body, const ChildLimits& limits);

}  // namespace mg::render
