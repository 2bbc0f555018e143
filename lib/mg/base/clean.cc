#include "mg/base/clean.h"

#include "mg/base/utf8.h"

namespace mg {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// U+FFFE and U+FFFF, which are not characters, and not allowed in XML.
bool is_no_character(std::string_view sequence) { return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF"; }

}  // namespace

std::string clean(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  const char* const end = bytes.data() + bytes.size();
  for (const char* at = bytes.data(); at != end;) {
    const std::size_t length = utf8_length(at, end);
    const std::string_view sequence(at, length == 0 ? 1 : length);
    at += sequence.size();
    if (length == 0 || is_no_character(sequence) || sets_direction(sequence)) {
      text += replacement;
    } else if (sequence == "\n" || ends_line(sequence)) {
      text += '\n';
    } else if (!is_control(sequence)) {
      text += sequence;
    }
  }
  return text;
}

}  // namespace mg
