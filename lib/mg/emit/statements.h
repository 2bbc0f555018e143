#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mg/emit/pattern_text.h"
#include "mg/program/old_program.h"

namespace mg::emit {

/// How the text names what Programs of one file share.
struct Names {
  std::vector<std::uint32_t> data;    ///< the number of each of Program::data in the file
  std::vector<std::uint32_t> tables;  ///< likewise
  std::string_view parameters = "p";  ///< the array that Space::Parameter is
  std::string_view outputs = "y";     ///< likewise Space::Output
};

/// The name of the array in the generated file: "x", "work_"; empty for a space that is not an argument.
std::string_view array_name(Space space, const Names& names);

/// Functions as C++.
class StatementWriter {
 public:
  /// `first_lanes`: the number of the next struct with the body of a loop over lanes.
  StatementWriter(const Program& program, const Names& names, std::uint32_t first_lanes = 0)
      : program_(program), names_(names), next_lanes_(first_lanes) {}

  /// The statements of a function, a line each, within `indent` spaces. What is used once is written where it is used,
  /// up to a length that reads well. A program that checks guards returns false at the first that does not hold.
  std::string write(const Function& function, int indent);

  /// The bodies of the loops over lanes of all that was written: structs, to stand in the class.
  const std::string& lanes() const { return lanes_; }
  std::uint32_t next_lanes() const { return next_lanes_; }
  /// What loops over lanes call, one lane after the other: definitions of functions, by their names.
  const std::map<std::string, std::string>& called() const { return operations_.called_in_lanes(); }
  /// For each statement of the last function, if that has no loops: the number of the line of its text that says it.
  const std::vector<std::uint32_t>& lines() const { return lines_; }
  /// Which arrays the last function uses.
  bool uses(Space space) const { return used_[static_cast<std::size_t>(space)]; }

 private:
  friend class FunctionWriter;

  const Program& program_;
  const Names& names_;
  std::uint32_t next_lanes_;
  std::string lanes_;
  OperationWriter operations_{cplusplus};
  std::array<bool, space_count> used_{};
  std::vector<std::uint32_t> lines_;
};

}  // namespace mg::emit
