#include "mg/base/clean.h"

#include "mg/base/utf8.h"

namespace mg {
namespace {

/// U+FFFE and U+FFFF, which are not characters, and not allowed in XML.
bool is_no_character(std::string_view sequence) { return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF"; }

}  // namespace

std::string clean(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for_each_character(bytes, [&](std::string_view character, bool is_utf8) {
    if (!is_utf8 || is_no_character(character) || sets_direction(character)) {
      text += replacement_character;
    } else if (character == "\n" || ends_line(character)) {
      text += '\n';
    } else if (!is_control(character)) {
      text += character;
    }
  });
  return text;
}

}  // namespace mg
