#pragma once

#include <string>
#include <string_view>

namespace mg {

/// What a word says as a number of the `.graph` format.
struct ParsedNumber {
  enum Status { Good, NotANumber, OutOfRange };
  Status status = NotANumber;
  double value = 0.0;
};

/// Decimals and hexadecimal floats (`0x1.8p+3`), rounded to the nearest double; `inf` and `nan`; all with an optional
/// minus. Out of range is what rounds to infinity, or to 0 without being 0.
ParsedNumber parse_number(std::string_view word);

/// The same of what people type: also with blanks around it, or a plus.
ParsedNumber parse_typed_number(std::string_view text);
/// For messages: what is a number.
inline constexpr std::string_view what_is_a_number = "decimals, hexadecimal floats, inf and nan are";

/// The shortest decimal that reads back to the same double, or float; `nan`, `inf`, `-inf`, `-0`.
void append_number(std::string& out, double number);
void append_number(std::string& out, float number);
std::string number_text(double number);
std::string number_text(float number);

}  // namespace mg
