#include "mg/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "mg/base/utf8.h"

namespace mg {
namespace {

constexpr std::size_t longest_shown = 120;  // bytes of the source line

/// The part of `line` around `column`, with a caret below it. A character is as wide as another; one that would do
/// something rather than be seen is a space, or U+FFFD.
std::string excerpt(const std::string& line, std::size_t column) {
  std::size_t begin = std::min(line.size(), column > longest_shown - 20 ? column - (longest_shown - 20) : 0);
  std::size_t stop = std::min(line.size(), begin + longest_shown);
  while (begin > 0 && begin < stop && continues_character(line[begin])) ++begin;
  while (stop < line.size() && stop > begin && continues_character(line[stop])) --stop;
  const char* const marked = line.data() + std::min(line.size(), column - 1);
  std::string shown, caret;
  for_each_character(std::string_view(line).substr(begin, stop - begin), [&](std::string_view character, bool is_utf8) {
    if (character.data() < marked) caret += ' ';
    if (is_utf8 && character.size() == 1 && is_control(character)) {
      shown += ' ';
    } else if (!is_utf8 || is_control(character) || ends_line(character) || sets_direction(character)) {
      shown += replacement_character;
    } else {
      shown += character;
    }
  });
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
