#include "mg/base/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace mg {
namespace {

TEST(Number, ShortestText) {
  using Limits = std::numeric_limits<double>;
  const std::pair<double, const char*> rows[] = {
      {0.0, "0"},
      {-0.0, "-0"},
      {3.0, "3"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3.0, "0.3333333333333333"},
      {1e22, "1e+22"},
      {Limits::max(), "1.7976931348623157e+308"},
      {Limits::min(), "2.2250738585072014e-308"},
      {Limits::denorm_min(), "5e-324"},
      {9007199254740993.0, "9007199254740992"},
      {Limits::infinity(), "inf"},
      {-Limits::infinity(), "-inf"},
      {Limits::quiet_NaN(), "nan"},
      {-Limits::quiet_NaN(), "nan"},
  };
  for (const auto& [number, text] : rows) EXPECT_EQ(number_text(number), text);
}

TEST(Number, ShortestTextOfFloats) {
  using Limits = std::numeric_limits<float>;
  const std::pair<float, const char*> rows[] = {
      {0.0f, "0"},
      {-0.0f, "-0"},
      {3.0f, "3"},
      {0.1f, "0.1"},
      {1.0f / 3.0f, "0.33333334"},
      {Limits::max(), "3.4028235e+38"},
      {Limits::min(), "1.1754944e-38"},
      {Limits::denorm_min(), "1e-45"},
      {-Limits::infinity(), "-inf"},
      {-Limits::quiet_NaN(), "nan"},
  };
  for (const auto& [number, text] : rows) EXPECT_EQ(number_text(number), text);
}

TEST(Number, TextOfFloatsReadsBack) {
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const auto number = std::bit_cast<float>(i * 0x9e3779b1u);
    if (!std::isfinite(number)) continue;
    ASSERT_EQ(std::strtof(number_text(number).c_str(), nullptr), number);
  }
}

TEST(Number, TheNearestDoubleOrOutOfRange) {
  // Half of the smallest double is halfway, and goes to the even 0; all above goes up.
  EXPECT_EQ(parse_number("2.4703282292062327e-324").status, ParsedNumber::OutOfRange);
  EXPECT_EQ(parse_number("2.4703282292062328e-324").value, 5e-324);
  EXPECT_EQ(parse_number("1.7976931348623158e308").value, std::numeric_limits<double>::max());
  EXPECT_EQ(parse_number("1.7976931348623159e308").status, ParsedNumber::OutOfRange);
  EXPECT_EQ(parse_number("0e-99999").status, ParsedNumber::Good);
}

TEST(Number, AsItIsTyped) {
  for (const char* text : {"1.5", "+1.5", " 1.5", "1.5\t", " +1.5 ", "+0x1.8p0"}) {
    EXPECT_EQ(parse_typed_number(text).value, 1.5) << text;
  }
  EXPECT_EQ(parse_typed_number("+inf").value, std::numeric_limits<double>::infinity());
  for (const char* text : {"", " ", "+", "+-1", "++1", "+ 1", "1 5"}) {
    EXPECT_EQ(parse_typed_number(text).status, ParsedNumber::NotANumber) << text;
  }
}

TEST(Number, WhatIsNone) {
  for (const char* word : {"",   "-",        "+1",  "--1", ".",      "e5", "1e", "0x",    "0x.", "0x-1",
                           "1x", "infinity", "NaN", "INF", "nan(1)", "1 ", " 1", "1_000", "1,5", "0b1"}) {
    EXPECT_EQ(parse_number(word).status, ParsedNumber::NotANumber) << word;
  }
}

}  // namespace
}  // namespace mg
