#pragma once

#include <string>
#include <string_view>

namespace mg {

/// `text` as a string of the `.graph` format, with its quotes. UTF-8 stays; quotes, backslashes, control characters and
/// bytes that are no UTF-8 are escaped.
void append_quoted(std::string& out, std::string_view text);
std::string quoted(std::string_view text);

/// The same for messages: what is too long to show is cut, and ends in dots.
std::string quoted_briefly(std::string_view text);

}  // namespace mg
