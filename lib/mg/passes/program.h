#pragma once

#include <cstdint>
#include <vector>

#include "mg/core/graph.h"

namespace mg {

/// The arrays that a Program reads and writes; all hold doubles.
enum class Space : std::uint8_t {
  Constant,      ///< Program::constants
  Local,         ///< of the function, given a value once
  Work,          ///< crosses from one function to a later one
  Input,         ///< x
  Parameter,     ///< p
  Seed,          ///< y_bar
  Output,        ///< y
  InputBar,      ///< x_bar
  ParameterBar,  ///< p_bar
  Held,          ///< whether a guard holds, 1 or 0: a result
};

/// A place in an array.
struct Operand {
  Space space = Space::Constant;
  std::uint32_t index = 0;
};

/// `target = op(arguments)`, where the target is a Local; or, for a copy, `target = arguments[0]`.
struct Statement {
  Op op = Op::Constant;
  bool copy = false;
  double attribute = 0.0;
  std::array<Operand, 3> arguments = {};
  Operand target = {};
};

/// A piece of the program that is compiled by itself: its statements, in order.
struct Function {
  std::vector<Statement> statements;
  std::uint32_t locals = 0;
};

/// The form between graph and text: statements in the order in which they run, with storage decided. The functions run
/// one after the other. Straight-line code for now; a loop is a range of statements with a trip count, and operands
/// that advance with it.
struct Program {
  std::vector<double> constants;
  std::vector<Function> functions;
  std::uint32_t work = 0;  ///< length of the work array
};

}  // namespace mg
