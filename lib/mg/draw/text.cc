#include "mg/draw/text.h"

#include <fmt/format.h>

#include <cmath>

namespace mg::draw {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool continues(std::string_view text, std::size_t i) { return i < text.size() && (byte_at(text, i) & 0xc0) == 0x80; }

/// The length of the UTF-8 sequence at `i`, or 0 where there is none: truncated, overlong, a surrogate, too large.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (std::size_t k = 1; k < length; ++k) {
    if (!continues(text, i + k)) return 0;
  }
  const unsigned second = byte_at(text, i + 1);
  if (lead == 0xe0 && second < 0xa0) return 0;
  if (lead == 0xed && second >= 0xa0) return 0;
  if (lead == 0xf0 && second < 0x90) return 0;
  if (lead == 0xf4 && second >= 0x90) return 0;
  return length;
}

bool is_control(std::string_view sequence) {
  const unsigned lead = byte_at(sequence, 0);
  if (sequence.size() == 1) return lead < 0x20 || lead == 0x7f;
  return lead == 0xc2 && byte_at(sequence, 1) < 0xa0;
}

/// U+FFFE and U+FFFF, which are not characters, and not allowed in XML.
bool is_no_character(std::string_view sequence) { return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF"; }

}  // namespace

std::string clean(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = sequence_length(bytes, i);
    if (length == 0) {
      text += replacement;
      ++i;
      continue;
    }
    const std::string_view sequence = bytes.substr(i, length);
    i += length;
    if (is_no_character(sequence)) {
      text += replacement;
    } else if (sequence == "\n" || !is_control(sequence)) {
      text += sequence;
    }
  }
  return text;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) count += continues(text, i) ? 0 : 1;
  return count;
}

std::string shorten(std::string_view text, std::size_t most) {
  std::size_t count = 0;
  std::size_t end_of_kept = 0;  // where all but one of the characters that fit end
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues(text, i)) continue;
    if (count == most - 1) end_of_kept = i;
    if (count++ == most) return std::string(text.substr(0, end_of_kept)) + "…";
  }
  return std::string(text);
}

std::string escape_html(std::string_view text) {
  if (text.empty()) return "&#160;";
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      case '\n':
        escaped += "<BR/>";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string escape_quoted(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      case '"':
        escaped += "\\\"";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string graph_name(std::string_view title) {
  std::string name;
  for (const char c : clean(title)) {
    const bool plain = static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
    name += plain ? c : '_';
  }
  return name.empty() ? "graph" : name;
}

std::string short_number(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "∞" : "−∞";
  std::string digits = fmt::format("{:.3g}", number);
  std::string exponent;
  if (const std::size_t e = digits.find('e'); e != std::string::npos) {
    exponent = fmt::format("e{}", std::stoi(digits.substr(e + 1)));
    digits.resize(e);
  }
  std::string text;
  for (const char c : digits + exponent) {
    if (c == '-') {
      text += "−";
    } else {
      text += c;
    }
  }
  return text;
}

std::string exact_number(double number) { return std::isnan(number) ? "nan" : fmt::format("{}", number); }

}  // namespace mg::draw
