#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/program/program.h"

namespace mg::exec {

/// The arrays that a Program reads and writes, as long as it uses them; those that it does not use may be empty.
struct Arrays {
  std::span<const double> x, p, y_bar;
  std::span<double> y, x_bar, p_bar;
};

/// Runs a Program without a compiler: statement by statement, but the turns of a loop over lanes many at a time, and
/// the sums of products in them as one. With the bits of generated code, and so of Replay. It is about twice as fast as
/// Replay on nets, whose sums have many lanes, and slower on what has few. The Program must outlive it.
class Machine {
 public:
  explicit Machine(const Program& program);

  /// Whether all guards hold, if the Program checks any; it stops at the first that does not. UsageError where an array
  /// is shorter than what the Program uses of it.
  bool run(const Arrays& arrays);

 private:
  /// An operand, prepared: its place is `first` plus the steps of the loops that are open.
  struct Reference {
    Space space = Space::Constant;
    const double* data = nullptr;          // where the place is of Space::Data
    const std::uint32_t* table = nullptr;  // if the place is an index into it
    std::int64_t first = 0;
    std::span<const Walk::Step> steps = {};  // a loop over lanes counts by its first lane at hand
    std::int64_t lane_step = 0;              // from there to the next lane
  };
  enum class Does : std::uint8_t { Compute, Copy, Check, Loop, End, Sum };
  struct Instruction {
    Does does;
    Op op = Op::Constant;
    bool lanes = false;       // of a loop
    bool expected = false;    // of a check
    std::uint32_t loop = 0;   // that begins or ends, or that a sum runs over
    std::uint32_t count = 0;  // of its turns
    std::size_t jump = 0;     // of an End: to the first instruction in the loop
    double attribute = 0.0;
    std::array<Reference, 3> arguments = {};
    Reference target = {};
    std::array<std::int64_t, 2> term_steps = {};  // of the arguments of a sum, from term to term
  };

  void prepare(const Function& function);
  bool prepare_sum(const Function& function, std::size_t loop);
  Reference reference(const Function& function, const Operand& operand);
  void need(const Function& function, const Operand& operand);
  void require_lengths(const Arrays& arrays) const;
  bool run(const std::vector<Instruction>& code);
  void compute(const Instruction& instruction);
  void add_up(const Instruction& instruction);
  std::int64_t place(const Reference& reference) const;
  const double* start(const Reference& reference) const;
  const double* read(const Reference& reference, std::size_t buffer);
  void write(const Reference& reference, const double* values);

  const Program& program_;
  std::vector<std::vector<Instruction>> functions_;
  std::array<const double*, space_count> from_{};
  std::array<double*, space_count> to_{};
  std::array<std::size_t, space_count> needed_{};  // how long each array has to be
  std::vector<double> work_;
  std::vector<double> locals_;  // a block for each
  std::vector<double> buffers_;
  std::vector<std::uint32_t> turns_;  // of the loops of the function
  std::uint32_t lanes_ = 1;           // computed at a time
};

}  // namespace mg::exec
