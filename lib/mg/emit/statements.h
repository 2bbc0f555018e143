#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mg/emit/pattern_text.h"
#include "mg/reroll/programs.h"

namespace mg::emit {

/// What the text calls the arrays of a Program.
struct ArrayNames {
  std::vector<std::string> data;                            ///< of each list of Program::data
  std::vector<std::string> tables;                          ///< of each of Program::tables
  std::array<std::string_view, program::role_count> array;  ///< of each role
};

/// Those that an entry takes, by the names that it gives them.
ArrayNames array_names(const Entry& entry, const Dialect& dialect);

/// Functions of a Program as text.
class StatementWriter {
 public:
  /// `first_lanes`: the number of the next struct with the body of a loop over lanes.
  StatementWriter(const program::Program& program, const ArrayNames& names, const Dialect& dialect,
                  std::uint32_t first_lanes = 0);

  /// The statements of a function, a line each, within `indent` spaces. A program that checks guards returns false at
  /// the first that does not hold.
  std::string write(const program::Function& function, int indent);

  /// The bodies of the loops over lanes of all that was written: structs, to stand in the class.
  const std::string& lanes() const { return lanes_; }
  std::uint32_t next_lanes() const { return next_lanes_; }
  /// What loops over lanes call, one lane after the other: definitions of functions, by their names.
  const std::map<std::string, std::string>& called() const { return operations_.called_in_lanes(); }
  /// Whether the function written last uses the array of a role.
  bool uses(program::Role role) const { return used_[static_cast<std::size_t>(role)]; }
  /// For each statement of that function, if it has no loops with lanes: the line of its text.
  const std::vector<std::uint32_t>& lines() const { return lines_; }

 private:
  friend class FunctionWriter;

  const program::Program& program_;
  const ArrayNames& names_;
  const std::vector<std::uint32_t> first_;  // operation of each statement
  std::uint32_t next_lanes_;
  std::string lanes_;
  const Dialect& dialect_;
  OperationWriter operations_;
  std::array<bool, program::role_count> used_{};
  std::vector<std::uint32_t> lines_;
};

}  // namespace mg::emit
