#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "mg/core/pattern.h"
#include "mg/program/program.h"

namespace mg::emit {

/// What the statements of a generated file use that is not in the language: functions of the math library, names of
/// <cmath>, and functions that the file defines itself.
class Library {
 public:
  /// Notes what a program uses.
  void add(const program::Program& program);

  /// Functions that libraries have with different bits, by their names: "exp".
  const std::set<std::string_view>& functions() const { return functions_; }
  /// Functions of ops that take more than an expression: their definitions, by their names.
  const std::map<std::string, std::string>& helpers() const { return helpers_; }

  /// The lines that include <cmath>, where the file needs it; none where it does not.
  std::string includes() const;
  /// Declares `functions` under the names that statements call them by, mg_NAME, and defines MG_EXACT, which goes
  /// before a function that does.
  std::string declarations() const;

 private:
  void add(Op op, double attribute);
  void add_number(double number);

  OpPatterns patterns_;
  std::array<bool, op_count> seen_{};  // ops without attribute
  std::set<std::string_view> functions_;
  std::map<std::string, std::string> helpers_;
  bool uses_cmath_ = false;  // std::sqrt, NAN and the like
};

}  // namespace mg::emit
