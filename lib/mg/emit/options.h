#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mg/reroll/programs.h"

namespace mg::emit {

using mg::Language;
using mg::Loops;
using mg::Parameters;

/// What to generate from a graph.
using Options = CodeOptions;

/// One of Options, as a command line has it, and the head of a generated file says it.
struct OptionRow {
  std::string_view name;      ///< "parameters", of --parameters
  std::string_view argument;  ///< what --help calls its value: "HOW"; empty: it has none
  std::string_view help;
  std::span<const std::string_view> choices;  ///< what the value may be; none: any text
  bool is_number;                             ///< whether it is a whole number
  /// UsageError where the value is none for it; of what has none, it is empty.
  void (*set)(Options& options, std::string_view value);
  /// What the head of the file says; nothing where it can be left out.
  std::optional<std::string> (*get)(const Options& options);
};

std::span<const OptionRow> option_rows();

/// "--name loss --parameters bake": the options that make the same text.
std::string command_line(const Options& options);

}  // namespace mg::emit
