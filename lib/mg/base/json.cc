#include "mg/base/json.h"

#include <fmt/format.h>

#include <cmath>

#include "mg/base/append_format.h"
#include "mg/base/number.h"
#include "mg/base/utf8.h"

namespace mg {

Json& Json::open(char begin, char end, Layout layout) {
  begin_value();
  out_ += begin;
  open_.push_back({end, layout});
  return *this;
}

Json& Json::end() {
  const Open closed = open_.back();
  open_.pop_back();
  if (closed.layout == Lines && !closed.is_empty) begin_line();
  out_ += closed.end;
  return *this;
}

void Json::begin_member() {
  Open& in = open_.back();
  if (!in.is_empty) out_ += ',';
  if (in.layout == Lines) {
    begin_line();
  } else if (in.layout == Line && !in.is_empty) {
    out_ += ' ';
  }
  in.is_empty = false;
}

Json& Json::key(std::string_view key) {
  begin_member();
  append_string(key);
  out_ += open_.back().layout == Packed ? ":" : ": ";
  has_key_ = true;
  return *this;
}

Json& Json::value(std::string_view text) {
  begin_value();
  append_string(text);
  return *this;
}

Json& Json::value(double number) { return floating(number); }
Json& Json::value(float number) { return floating(number); }

template <class Number> Json& Json::floating(Number number) {
  begin_value();
  const bool is_finite = std::isfinite(number);
  if (!is_finite) out_ += '"';
  append_number(out_, number);
  if (!is_finite) out_ += '"';
  if (number == Number(0.0) && std::signbit(number)) out_ += ".0";  // without it, readers take it for the integer 0
  return *this;
}

Json& Json::integer(std::int64_t number) {
  const fmt::format_int digits(number);
  return written({digits.data(), digits.size()});
}

Json& Json::natural(std::uint64_t number) {
  const fmt::format_int digits(number);
  return written({digits.data(), digits.size()});
}

Json& Json::written(std::string_view json) {
  begin_value();
  out_ += json;
  return *this;
}

void Json::append_string(std::string_view text) {
  out_ += '"';
  for_each_character(text, [&](std::string_view character, bool is_utf8) {
    if (!is_utf8) {
      out_ += replacement_character;
    } else if (character == "\"" || character == "\\") {
      out_ += '\\';
      out_ += character;
    } else if (character == "\n") {
      out_ += "\\n";
    } else if (character.size() == 1 && is_control(character)) {
      append_format(out_, "\\u{:04x}", static_cast<unsigned char>(character[0]));
    } else {
      out_ += character;
    }
  });
  out_ += '"';
}

}  // namespace mg
