#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mg {

/// The words of a command as a POSIX shell splits them: at white space; 'quotes' keep what is in them as it is,
/// "quotes" all but a backslash before one of " \ $ ` and the end of a line, and a backslash the character behind it.
/// Nothing is expanded. Nothing where a quote is not closed.
std::optional<std::vector<std::string>> words(std::string_view text);

}  // namespace mg
