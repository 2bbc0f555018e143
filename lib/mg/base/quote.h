#pragma once

#include <string>
#include <string_view>

namespace mg {

/// `text` as a string of the `.graph` format, with its quotes. UTF-8 stays; quotes, backslashes, control characters and
/// bytes that are no UTF-8 are escaped.
void append_quoted(std::string& out, std::string_view text);
std::string quoted(std::string_view text);

// For people's eyes, on a terminal or elsewhere: what would do something rather than be seen (control characters, those
// of the direction of text, bytes that are no UTF-8) is escaped.

/// The same for messages: what is too long to show is cut, and ends in dots.
std::string quoted_briefly(std::string_view text);

/// As it is where there is nothing to escape, quotes and backslashes included; else with quotes.
std::string shown(std::string_view text);

/// Lines of text, where newlines and tabs stay.
std::string shown_lines(std::string_view text);

}  // namespace mg
