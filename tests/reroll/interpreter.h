#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mg/program/program.h"

namespace mg::test {

/// The arrays that a Program reads.
struct Arguments {
  std::span<const double> x, p, seeds;
};

/// The arrays that it writes, as long as the Program wants them.
struct Results {
  std::vector<double> y, x_bar, p_bar, held;
};

/// How the turns of loops with lanes are taken: as they do not depend on each other, it makes no difference.
enum class Lanes : std::uint8_t { Forwards, Backwards };

/// Runs a Program statement by statement, and checks its discipline: each local is given a value once, before it is
/// read (once a turn of the loop that it is in; variables again and again); no work slot is read that was not written;
/// every result is written once; loops nest, those with lanes in no other with lanes; and what is computed in one with
/// lanes, and nothing else, is read in it.
class Interpreter {
 public:
  explicit Interpreter(const Program& program) : program_(program) {}

  Results run(const Arguments& arguments, Lanes lanes = Lanes::Forwards);

  /// What was wrong in the last run; empty: nothing.
  const std::string& complaint() const { return complaint_; }

 private:
  static constexpr std::uint32_t no_lanes = 0xffffffff;

  struct Cell {
    double value = 0.0;
    bool defined = false;
  };

  void run(const Function& function, Lanes lanes);
  std::uint32_t place(const Operand& operand);
  double read(const Operand& operand);
  void write(const Operand& operand, double value);
  void complain(const char* what, const Operand& operand);
  static std::vector<double> taken(const std::vector<Cell>& cells);

  const Program& program_;
  Arguments arguments_;
  std::vector<Cell> locals_, work_, y_, x_bar_, p_bar_, held_;
  std::vector<bool> given_, varies_;  // of each local of the function
  std::vector<std::uint32_t> home_;   // the loop with lanes that it was given its value in
  std::uint32_t lanes_ = no_lanes;    // the loop with lanes at hand
  std::vector<std::uint32_t> turns_;  // of its loops
  std::string complaint_;
};

}  // namespace mg::test
