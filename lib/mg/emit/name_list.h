#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mg/emit/literal.h"

namespace mg::emit {

/// How a language writes such a function.
struct NameFunctions {
  std::string_view declaration;  ///< goes before its name
  std::string_view prefix;       ///< begins its name, and that of the number of names
  std::string_view null;
  std::size_t margin;  ///< spaces
  std::string_view parameter = "int i";
  std::string_view ignored = " (void)i;";                ///< a statement where the parameter is not used
  std::string_view texts = "static const char* const ";  ///< goes before the name of an array of texts
  std::string_view numbers = "static const int ";        ///< or of numbers
  std::string_view list_begin = "[] = {", list_end = "};";
  /// Finds the stretch that is asked for, and returns its name: lines.
  std::span<const std::string_view> walk = walk_by_pointer;
  std::string (*literal)(std::string_view) = string_literal;

  static constexpr std::string_view walk_by_pointer[] = {
      "int begin = 0;",
      "const int* s = stretches;  // each: its end, after how many names it repeats, and the first",
      "for (; i >= s[0]; s += 3) begin = s[0];",
      "return names[order[s[2] + (i - begin) % s[1]]];",
  };
};
inline constexpr NameFunctions names_in_class{"static const char* ", "", "nullptr", 2};

/// A function `KIND_name(i)` that returns the name of input, parameter or output `i`, or null if there is none.
/// Names that come again and again, as those of the weights of neurons do, are written once.
std::string name_function(std::string_view kind, const std::vector<std::string>& names, const NameFunctions& style);

}  // namespace mg::emit
