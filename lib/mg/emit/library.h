#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "mg/core/pattern.h"
#include "mg/emit/dialect.h"
#include "mg/program/program.h"

namespace mg::emit {

/// Where a function of the math library can be declared under another name than its own, which takes no header.
inline constexpr std::string_view has_names = "defined(__GNUC__) && defined(__ELF__)";
/// What is said before that.
extern const std::string_view library_comment;
/// Whether a function of the math library takes two arguments, and not one.
bool is_binary(std::string_view function);

/// What the statements of a generated file use that is not in the language: functions of the math library, names of
/// its header, and functions that the file defines itself.
class Library {
 public:
  explicit Library(const Dialect& dialect) : dialect_(dialect) {}

  /// Notes what a program uses.
  void add(const program::Program& program);

  /// Functions that libraries have with different bits, by their names: "exp".
  const std::set<std::string_view>& functions() const { return functions_; }
  /// Functions of ops that take more than an expression: their definitions, by their names.
  const std::map<std::string, std::string>& helpers() const { return helpers_; }

  /// Functions that have the same bits everywhere.
  const std::set<Primitive>& standard() const { return standard_; }
  /// Whether there are numbers that only a header of the language has a name for: infinity, NaN.
  bool has_odd_numbers() const { return has_odd_numbers_; }
  /// Whether a header is needed on all machines.
  bool uses_header() const { return has_odd_numbers_ || !standard_.empty(); }

  /// Defines MG_EXACT, which goes before functions that call one of `functions`.
  std::string exact_macro() const;

 private:
  void add(Op op, double attribute);
  void add_number(double number);

  const Dialect& dialect_;
  OpPatterns patterns_;
  std::array<bool, op_count> seen_{};  // ops without attribute
  std::set<std::string_view> functions_;
  std::map<std::string, std::string> helpers_;
  std::set<Primitive> standard_;
  bool has_odd_numbers_ = false;
};

}  // namespace mg::emit
