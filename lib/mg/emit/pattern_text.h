#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "mg/core/pattern.h"
#include "mg/emit/dialect.h"

namespace mg::emit {

/// How tightly an expression binds; an operand that binds less is put in parentheses.
enum class Binding : std::uint8_t { Choice = 1, Equality, Relation, Sum, Product, Prefix, Call };

/// An expression of the generated text, and what is needed to put it into another one.
struct Text {
  std::string text;
  Binding binding = Binding::Call;
  bool lanes = false;          ///< several numbers: of the type T
  std::string condition = {};  ///< of what is 1 or 0: when it is 1
};

/// Whether it is a function that a language has of its own, with the same bits everywhere.
bool is_standard(Primitive primitive);
/// The name of the function that an op is called by, where it cannot be written in a line. Attributes tell names apart.
std::string function_name(Op op, double attribute);
/// The definition of a function with that name and the value of the op.
std::string function_text(Op op, double attribute, const OpPattern& pattern, const Dialect& dialect);

/// Operations as text.
class OperationWriter {
 public:
  explicit OperationWriter(const Dialect& dialect) : dialect_(dialect) {}

  Text literal(double number) const;
  /// What is asked of a number that stands for a condition: that it is not 0.
  std::string condition(const Text& number) const;
  /// The value of `op` over operands, as many as it has.
  Text write(Op op, double attribute, std::span<const Text> operands);
  /// The functions that were called for lanes, which take one number at a time: their definitions, by their names.
  const std::map<std::string, std::string>& called_in_lanes() const { return called_; }

 private:
  const Dialect& dialect_;
  OpPatterns patterns_;
  std::map<std::string, std::string> called_;
};

}  // namespace mg::emit
