#include "mg/base/quote.h"

#include <algorithm>
#include <cstdint>

#include "mg/base/utf8.h"

namespace mg {
namespace {

constexpr std::size_t longest_shown = 60;  // bytes

void append_hex(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
}

/// What is done about a character.
enum class Way : std::uint8_t { Keep, Escape, Backslash };

/// Appends `text` with each character as `way_of` says; bytes that are no UTF-8 are always escaped.
void append(std::string& out, std::string_view text, auto&& way_of) {
  for_each_character(text, [&](std::string_view character, bool is_utf8) {
    const Way way = is_utf8 ? way_of(character) : Way::Escape;
    if (way == Way::Keep) {
      out += character;
    } else if (way == Way::Backslash) {
      out += '\\';
      out += character;
    } else if (character == "\n") {
      out += "\\n";
    } else if (character == "\t") {
      out += "\\t";
    } else {
      for (const char byte : character) append_hex(out, byte);
    }
  });
}

bool is_unseen(std::string_view character) {
  return is_control(character) || ends_line(character) || sets_direction(character);
}

bool needs_backslash(std::string_view character) { return character == "\"" || character == "\\"; }

std::string quoted_for_eyes(std::string_view text) {
  std::string out = "\"";
  append(out, text, [](std::string_view character) {
    return needs_backslash(character) ? Way::Backslash : is_unseen(character) ? Way::Escape : Way::Keep;
  });
  return out + '"';
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append(out, text, [](std::string_view character) {
    if (needs_backslash(character)) return Way::Backslash;
    return character.size() == 1 && is_control(character) ? Way::Escape : Way::Keep;
  });
  out += '"';
}

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

std::string quoted_briefly(std::string_view text) {
  std::size_t cut = std::min(text.size(), longest_shown);
  while (cut < text.size() && cut > longest_shown - 3 && continues_character(text[cut])) --cut;
  return quoted_for_eyes(text.substr(0, cut)) + (cut < text.size() ? "..." : "");
}

std::string shown(std::string_view text) {
  std::string out = quoted_for_eyes(text);
  return out.size() == text.size() + 2 ? std::string(text) : out;
}

std::string shown_lines(std::string_view text) {
  std::string out;
  append(out, text, [](std::string_view character) {
    return is_unseen(character) && character != "\n" && character != "\t" ? Way::Escape : Way::Keep;
  });
  return out;
}

}  // namespace mg
