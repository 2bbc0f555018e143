#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace mg {

/// Bytes of the UTF-8 character at `at`; 0 where there is none: a stray or missing continuation byte, a longer form
/// than needed, a surrogate, or beyond U+10FFFF.
inline std::size_t utf8_length(const char* at, const char* end) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const auto available = static_cast<std::size_t>(end - at);
  if (available == 0) return 0;
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return available >= 2 && continues(1) ? 2 : 0;
  if (first < 0xf0) {
    if (available < 3 || !continues(1) || !continues(2)) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;  // longer than needed
    if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogate
    return 3;
  }
  if (available < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
  if (first == 0xf0 && byte(1) < 0x90) return 0;  // longer than needed
  if (first == 0xf4 && byte(1) > 0x8f) return 0;  // beyond U+10FFFF
  return 4;
}

/// U+FFFD, which stands for what is no character.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Calls `each(character, is_utf8)` for the characters of a text, from its begin to its end; where there is none, for
/// the byte, with false.
template <class Each> void for_each_character(std::string_view text, Each&& each) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const std::size_t length = utf8_length(at, end);
    const std::string_view character(at, length == 0 ? 1 : length);
    at += character.size();
    each(character, length != 0);
  }
}

/// Whether a byte is inside of a character, not its first.
inline bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

/// How many there are in valid UTF-8.
inline std::size_t characters(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

// Of one character, valid UTF-8, and what it does where it should be seen:

/// A control character, of ASCII or of Unicode (C1).
inline bool is_control(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  return byte(0) == 0xc2 && byte(1) < 0xa0;
}

/// U+0085, U+2028 and U+2029, for which Pango begins a line.
inline bool ends_line(std::string_view character) {
  return character == "\xc2\x85" || character == "\xe2\x80\xa8" || character == "\xe2\x80\xa9";
}

/// The controls of bidirectional text, which can make a text look like another.
inline bool sets_direction(std::string_view character) {
  if (character == "\xd8\x9c") return true;  // U+061C
  if (character.size() != 3 || character[0] != '\xe2') return false;
  const auto second = static_cast<unsigned char>(character[1]), third = static_cast<unsigned char>(character[2]);
  // U+200E, U+200F; U+202A to U+202E; U+2066 to U+2069
  return second == 0x80 ? third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae)
                        : second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

/// Not allowed raw in a string, nor anywhere else but for the tab and the line feed.
inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace mg
