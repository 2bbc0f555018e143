#pragma once

#include <string>
#include <string_view>

namespace mg::emit {

/// A C++ expression of type double for exactly this number; every NaN is NAN.
std::string number_literal(double number);

/// A C++ string literal, quotes included, in ASCII.
std::string string_literal(std::string_view text);

/// A string literal of JavaScript, quotes included, in ASCII, and good inside of a page; U+FFFD for what is no UTF-8.
std::string js_string_literal(std::string_view text);

/// `text` as it can stand in a comment: on one line, in ASCII, as compilers warn of some of what is not.
std::string comment_text(std::string_view text);

/// Whether `name` can be the name of a namespace: an identifier that is no keyword and not reserved.
bool is_identifier(std::string_view name);

/// The nearest identifier: what is not allowed becomes `_`.
std::string to_identifier(std::string_view text);

}  // namespace mg::emit
