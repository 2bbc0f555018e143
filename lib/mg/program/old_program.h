#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// The arrays that a Program reads and writes; all hold doubles.
enum class Space : std::uint8_t {
  Constant,      ///< Program::constants
  Data,          ///< one of Program::data
  Local,         ///< of the function
  Work,          ///< crosses from one function or loop to a later one
  Input,         ///< x
  Parameter,     ///< p
  Seed,          ///< y_bar
  Output,        ///< y
  InputBar,      ///< x_bar
  ParameterBar,  ///< p_bar
  Held,          ///< a comparison that must be true for a guard to hold: a result
  NotHeld,       ///< likewise, but false
};

inline constexpr std::size_t space_count = static_cast<std::size_t>(Space::NotHeld) + 1;

inline constexpr std::uint32_t no_table = 0xffffffff;

/// How a place moves with the loops around it: to a place, the sum of step × index over the loops is added. Through a
/// table, the sum is an index into the table, and the entry is the place.
struct Walk {
  struct Step {
    std::uint32_t loop;  ///< in Function::loops
    std::int32_t step;
  };
  std::vector<Step> steps;         ///< none is 0; outer loops first
  std::uint32_t table = no_table;  ///< in Program::tables
};

/// A place in an array.
struct Operand {
  Space space = Space::Constant;
  std::uint32_t index = 0;  ///< of Data: which one, its walk beginning at its first number
  std::uint32_t walk = 0;   ///< in Program::walks; 0: it stays where it is
};

/// What a statement does.
enum class Does : std::uint8_t {
  Compute,  ///< target = op(arguments)
  Copy,     ///< target = arguments[0]
  Loop,     ///< begins loop target.index
  End,      ///< ends it
};

struct Statement {
  Does does = Does::Compute;
  Op op = Op::Constant;
  double attribute = 0.0;
  std::array<Operand, 3> arguments = {};
  Operand target = {};
};

/// A loop from 0 to below `count`. The turns of a loop with `lanes` do not depend on each other, and what it computes
/// stays in it but for what goes to arrays; such a loop is in no other with lanes.
struct Loop {
  std::uint32_t count;
  bool lanes = false;
};

/// A piece of the program that is compiled by itself: its statements, in order. A local is given its value by one
/// statement, before it is read, in the same loop or one around. Variables are locals that get a first value before a
/// loop, by a copy, and another in each turn: sums.
struct Function {
  std::vector<Statement> statements;
  std::uint32_t locals = 0;
  std::vector<std::uint32_t> variables = {};  ///< among the locals
  std::vector<Loop> loops;
};

/// The form between graph and text: statements and loops in the order in which they run, with storage decided. The
/// functions run one after the other. Straight-line code is a Program without loops.
struct Program {
  std::vector<double> constants;
  std::vector<Function> functions;
  std::uint32_t work = 0;  ///< length of the work array
  // What loops walk:
  std::vector<Walk> walks{{}};
  std::vector<std::vector<double>> data;
  std::vector<std::vector<std::uint32_t>> tables;
};

}  // namespace mg
