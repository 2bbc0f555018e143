#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "mg/program/program.h"

namespace mg::program {

// What an interpreter runs: the statements of a Program, an operation an instruction, with all looked up in advance
// that does not depend on the turns of loops.

/// Arrays of an interpreter, after the buffers of the program.
enum class OwnArray : std::uint8_t { Numbers, Locals, Temporaries };
inline constexpr std::uint32_t own_arrays = 3;

/// Where the numbers of an operand are: in a buffer or an OwnArray, at `base`, and as far on as its walk has gone.
struct Address {
  enum Kind : std::uint8_t {
    Together,  ///< the lanes one after the other; or there is one only
    Apart,     ///< a step of the walk from lane to lane
    Table,     ///< where the table of the walk says
  };

  std::uint32_t kind : 2 = Together;
  std::uint32_t array : 30 = 0;
  std::uint32_t base = 0;
  std::uint32_t walk = stays.index;
};

struct Instruction {
  enum Kind : std::uint8_t {
    Apply,  ///< y = op(x…); y lies together. If `flag`, `third` is another place that gets it
    Copy,   ///< y = x[0]
    Guard,  ///< the program ends here, unless x[0] is other than 0; or unless it is, if not `flag`
    Sum,    ///< y = y + x[0] * x[1], or minus it if `flag`, in all turns of the loop `index`; there are no tables
    Begin,  ///< of the loop `index`, which has lanes if `flag`
    End,    ///< of a turn of it: on with instruction jump(), if it was not the last
  };

  Kind kind;
  Op op = Op::Constant;
  bool flag = false;
  bool is_plain = true;                  ///< all operands lie together
  std::uint32_t index = Id<Expr>::none;  ///< a loop; of Apply, the attribute in Program::numbers, if the op has one
  Address y{};
  std::array<Address, 2> x{};
  Address third{};

  /// Of End: see there.
  std::uint32_t jump() const { return y.base; }
  /// Of Sum: how far x[k] goes from turn to turn.
  std::int32_t term_step(std::size_t k) const { return static_cast<std::int32_t>(k == 0 ? third.base : third.walk); }
};
static_assert(sizeof(Instruction) == 56);

/// A function of a Program.
struct Code {
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> statements;  ///< that each is of
};

/// Turns the functions of a Program into instructions, one after the other.
class Instructions {
 public:
  /// `block`: how many lanes are taken at once. `has_sums`: whether there may be an Instruction::Sum.
  Instructions(const Program& program, std::uint32_t block, bool has_sums)
      : program_(program), block_(block), has_sums_(has_sums) {}

  Code next_function();

  // What the functions so far need:

  std::uint32_t locals() const { return most_locals_; }
  std::uint32_t temporaries() const { return most_temporaries_; }
  /// Of Program::numbers, those that are read in lanes: OwnArray::Numbers has all numbers, then a block of each of
  /// these.
  const std::vector<std::uint32_t>& wide_numbers() const { return wide_numbers_; }

 private:
  /// A loop that is open.
  struct Open {
    std::uint32_t end;    // statement
    std::uint32_t begin;  // instruction
    Id<Loop> loop;
  };

  bool has_lanes(Id<Loop> loop) const { return program_.loops[loop].kind == Loop::Lanes; }
  void begin_loop(const Statement& statement);
  void end_loops(std::uint32_t s);
  bool sum(std::uint32_t s);
  void statement(const Statement& statement);
  Address value(Id<Expr> root);
  void evaluate(Id<Expr> root, const Address& y);
  void operations(Id<Expr> root, const Address& y);
  Address address(Id<Expr> id);
  Address place(const Expr& expr) const;
  Address number(std::uint32_t number);
  Address new_temporary();
  Address own(OwnArray array, std::uint32_t base) const {
    return {.array = program_.buffers.size() + static_cast<std::uint32_t>(array), .base = base};
  }
  void push(Instruction next);
  void append(const Instruction& next);
  bool also_store(Id<Expr> value, const Address& place);

  const Program& program_;
  const std::uint32_t block_;
  const bool has_sums_;
  std::uint32_t function_ = 0, operation_ = 0;  // the next
  std::uint32_t most_locals_ = 0, most_temporaries_ = 0;
  std::vector<std::uint32_t> wide_numbers_;
  std::vector<std::uint32_t> wide_;  // of each of Program::numbers: which of the wide ones it is
  // Of the function at hand:
  Code code_;
  std::uint32_t statement_ = 0;  // at hand
  std::vector<Open> open_;
  std::vector<Address> locals_;
  std::uint32_t end_of_locals_ = 0;
  std::uint32_t width_ = 1;  // of a value: a block in lanes
  // Of the statement at hand:
  std::vector<Address> results_;  // of each expression, from the first operation on
  std::uint32_t end_of_temporaries_ = 0;
};

}  // namespace mg::program
