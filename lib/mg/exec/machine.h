#pragma once

#include <memory>
#include <span>

#include "mg/program/program.h"

namespace mg::exec {

/// The arrays that a Program reads and writes, as long as it uses them; those that it does not use may be empty.
template <class Number> struct BasicArrays {
  std::span<const Number> x, p, y_bar;
  std::span<Number> y, x_bar, p_bar;
};

/// Runs a Program without a compiler: operation by operation, but the turns of a loop over lanes many at a time, and
/// the sums of products in them as one. With the bits of generated code, and so of Replay. It is more than twice as
/// fast as Replay on nets over many samples, whose sums have many lanes, and up to twice as slow on what has none.
///
/// In floats, with the bits of FloatReplay: constants and data are rounded once. The Program must have been made for
/// floats (CodeOptions::scalar): what depends on constants only is computed when it is made.
template <class Number> class BasicMachine {
 public:
  explicit BasicMachine(const program::Program& program);
  ~BasicMachine();
  BasicMachine(const BasicMachine&) = delete;
  BasicMachine& operator=(const BasicMachine&) = delete;

  /// Whether all guards hold, if the Program checks any; it stops at the first that does not. UsageError where an array
  /// is shorter than what the Program uses of it.
  bool run(const BasicArrays<Number>& arrays);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

extern template class BasicMachine<double>;
extern template class BasicMachine<float>;

using Arrays = BasicArrays<double>;
using FloatArrays = BasicArrays<float>;
using Machine = BasicMachine<double>;
using FloatMachine = BasicMachine<float>;

}  // namespace mg::exec
