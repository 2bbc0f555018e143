#pragma once

#include <cstddef>

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

/// Not allowed raw in a string, nor anywhere else but for the tab and the line feed.
inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace mg
