#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mg::emit {

/// A C++ member function `KIND_name(int i)` that returns the name of input, parameter or output `i`, or null if there
/// is none. Names that come again and again, as those of the weights of neurons do, are written once.
std::string name_function(std::string_view kind, const std::vector<std::string>& names);

}  // namespace mg::emit
