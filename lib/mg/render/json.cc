#include "mg/render/json.h"

#include <cmath>

#include "mg/base/append_format.h"

namespace mg::render::json {

void append(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '<':
        out += "\\u003c";  // no tag, nor a comment, begins in a script
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          append_format(out, "\\u{:04x}", c);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "\"NaN\"";
  } else if (std::isinf(number)) {
    out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    append_format(out, "{}", number);
  }
}

void append_key(std::string& out, std::string_view key) {
  if (!out.empty() && out.back() != '{') out += ',';
  append(out, key);
  out += ':';
}

}  // namespace mg::render::json
