#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mg::emit {

/// How a language writes such a function.
struct NameFunctions {
  std::string_view declaration;  ///< goes before its name
  std::string_view prefix;       ///< begins its name, and that of the number of names
  std::string_view null;
  std::size_t margin;  ///< spaces
};
inline constexpr NameFunctions names_in_class{"static const char* ", "", "nullptr", 2};

/// A function `KIND_name(int i)` that returns the name of input, parameter or output `i`, or null if there is none.
/// Names that come again and again, as those of the weights of neurons do, are written once.
std::string name_function(std::string_view kind, const std::vector<std::string>& names, const NameFunctions& style);

}  // namespace mg::emit
