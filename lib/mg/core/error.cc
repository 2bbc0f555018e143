#include "mg/core/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace mg {
namespace {

constexpr std::size_t longest_shown = 120;  // bytes of the source line

/// The part of `line` around `column`, with a caret below it; control characters shown as spaces.
std::string excerpt(const std::string& line, std::size_t column) {
  std::size_t begin = column > longest_shown - 20 ? column - (longest_shown - 20) : 0;
  std::string shown = line.substr(std::min(begin, line.size()), longest_shown);
  std::string caret;
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  const std::size_t before = std::min(column - 1 - begin, shown.size());
  for (std::size_t i = 0; i < before; ++i) {
    // A UTF-8 character is as wide as its first byte.
    if ((static_cast<unsigned char>(shown[i]) & 0xc0) != 0x80) caret += ' ';
  }
  return shown + "\n" + caret + "^";
}

}  // namespace

ParseError::ParseError(std::string file_name, std::size_t line_number, std::size_t column_number, std::string text,
                       const std::string& source_line)
    : Error(fmt::format("{}:{}:{}: error: {}\n{}", file_name, line_number, column_number, text,
                        excerpt(source_line, column_number))),
      file(std::move(file_name)),
      line(line_number),
      column(column_number),
      message(std::move(text)) {}

}  // namespace mg
