#include "mg/base/number.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "mg/base/append_format.h"

namespace mg {

ParsedNumber parse_number(std::string_view word) {
  std::string_view digits = word;
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.remove_prefix(1);
  const auto good = [&](double magnitude) {
    return ParsedNumber{ParsedNumber::Good, negative ? -magnitude : magnitude};
  };
  if (digits == "inf") return good(std::numeric_limits<double>::infinity());
  if (digits == "nan") return good(std::numeric_limits<double>::quiet_NaN());

  const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
  if (hexadecimal) digits.remove_prefix(2);
  // What follows must be digits: from_chars would take another minus, and words like "infinity", too.
  const std::string_view first = hexadecimal ? ".0123456789abcdefABCDEF" : ".0123456789";
  if (digits.empty() || first.find(digits.front()) == std::string_view::npos) return {};
  const char* const end = digits.data() + digits.size();
  double magnitude = 0.0;
  const auto [stop, error] =
      std::from_chars(digits.data(), end, magnitude, hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) return {ParsedNumber::OutOfRange, 0.0};
  return good(magnitude);
}

ParsedNumber parse_typed_number(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return parse_number(text);
}

namespace {

template <class Number> void append_shortest(std::string& out, Number number) {
  if (std::isnan(number)) {
    out += "nan";  // whatever its sign
    return;
  }
  append_format(out, "{}", number);
}

template <class Number> std::string shortest(Number number) {
  std::string out;
  append_shortest(out, number);
  return out;
}

}  // namespace

void append_number(std::string& out, double number) { append_shortest(out, number); }
void append_number(std::string& out, float number) { append_shortest(out, number); }
std::string number_text(double number) { return shortest(number); }
std::string number_text(float number) { return shortest(number); }

}  // namespace mg
