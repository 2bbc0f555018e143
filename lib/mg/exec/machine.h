#pragma once

#include <memory>
#include <span>

#include "mg/program/program.h"

namespace mg::exec {

/// The arrays that a Program reads and writes, as long as it uses them; those that it does not use may be empty.
struct Arrays {
  std::span<const double> x, p, y_bar;
  std::span<double> y, x_bar, p_bar;
};

/// Runs a Program without a compiler: operation by operation, but the turns of a loop over lanes many at a time, and
/// the sums of products in them as one. With the bits of generated code, and so of Replay. It is more than twice as
/// fast as Replay on nets over many samples, whose sums have many lanes, and up to twice as slow on what has none.
class Machine {
 public:
  explicit Machine(const program::Program& program);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Whether all guards hold, if the Program checks any; it stops at the first that does not. UsageError where an array
  /// is shorter than what the Program uses of it.
  bool run(const Arrays& arrays);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mg::exec
