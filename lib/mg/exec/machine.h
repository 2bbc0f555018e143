#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mg/passes/program.h"

namespace mg::exec {

/// The arrays that a Program reads and writes, as long as it wants them; those that it does not use may be empty.
struct Arrays {
  std::span<const double> x, p, y_bar;
  std::span<double> y, x_bar, p_bar;
};

/// Runs a Program without a compiler: statement by statement, but the turns of a loop over lanes many at a time. With
/// the bits of generated code, and so of Replay. The Program must outlive it.
class Machine {
 public:
  explicit Machine(const Program& program);

  /// Whether all guards hold, if the Program checks any; it stops at the first that does not.
  bool run(const Arrays& arrays);

 private:
  const double* array(Space space) const;
  double* result(Space space);
  std::size_t place(const Operand& operand) const;
  const double* read(const Operand& operand, std::size_t buffer);
  void write(const Operand& operand, const double* values);
  bool run(const Function& function);
  bool run_statement(const Statement& statement);

  const Program& program_;
  Arrays arrays_;
  std::vector<double> work_;
  std::vector<double> locals_;  // a block for each
  std::vector<double> buffers_;
  std::vector<std::uint32_t> turns_;   // of the loops of the function
  std::uint32_t lane_loop_ = 0;        // the one over lanes that is open; `no_loop`
  std::uint32_t lanes_ = 1;            // computed at a time
};

}  // namespace mg::exec
