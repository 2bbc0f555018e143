#include "mg/text/quote.h"

#include "mg/text/utf8.h"

namespace mg {
namespace {

constexpr std::size_t longest_shown = 60;  // bytes

void append_hex(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char c = *at;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_control(c)) {
      append_hex(out, c);
    } else if (const std::size_t length = utf8_length(at, end)) {
      out.append(at, length);
      at += length;
      continue;
    } else {
      append_hex(out, c);
    }
    ++at;
  }
  out += '"';
}

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

std::string quoted_briefly(std::string_view text) {
  if (text.size() <= longest_shown) return quoted(text);
  std::size_t cut = longest_shown;
  while (cut > longest_shown - 3 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return quoted(text.substr(0, cut)) + "...";
}

}  // namespace mg
