#include "mg/draw/look/symbol.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "mg/core/ops.h"
#include "mg/draw/look/text.h"

namespace mg::draw {
namespace {

/// "⁻¹²" for −12.
std::string superscript(int number) {
  constexpr std::array<std::string_view, 10> digits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : fmt::format("{}", number)) text += c == '-' ? "⁻" : digits[c - '0'];
  return text;
}

std::string power(double exponent) {
  if (exponent == 0.5) return "√x";
  if (exponent == -1.0) return "1/x";
  if (exponent == std::trunc(exponent) && std::fabs(exponent) < 100.0) {
    return "x" + superscript(static_cast<int>(exponent));
  }
  return "x^" + short_number(exponent);
}

}  // namespace

std::string symbol(Op op, double attribute) {
  return op == Op::PowConst ? power(attribute) : std::string(info(op).symbol);
}

}  // namespace mg::draw
