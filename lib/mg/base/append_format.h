#pragma once

#include <fmt/core.h>

#include <string>

namespace mg {

void vappend_format(std::string& out, fmt::string_view format, fmt::format_args arguments);

/// `out += fmt::format(format, arguments…)` without the string between. What fmt has for it, `format_to` with a
/// `back_inserter`, is compiled anew in every file that uses it, for two seconds; this is so once.
template <class... Arguments>
void append_format(std::string& out, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  vappend_format(out, format, fmt::make_format_args(arguments...));
}

}  // namespace mg
