#include "mg/draw/look/text.h"

#include <fmt/format.h>

#include <cmath>

namespace mg::draw {

std::string shorten(std::string_view text, std::size_t most) {
  std::size_t count = 0;
  std::size_t end_of_kept = 0;  // where all but one of the characters that fit end
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues_character(text[i])) continue;
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

}  // namespace mg::draw
