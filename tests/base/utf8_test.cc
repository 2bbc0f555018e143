#include "mg/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace mg {
namespace {

/// `[…]` around each character, `<…>` around each byte that is in none.
std::string marked(std::string_view text) {
  std::string out;
  for_each_character(text, [&](std::string_view character, bool is_utf8) {
    out += is_utf8 ? '[' : '<';
    out += character;
    out += is_utf8 ? ']' : '>';
  });
  return out;
}

TEST(Utf8, EveryByteIsInOneCharacterOrInNone) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"aé∇𝛿", "[a][é][∇][𝛿]"},
      {"\x80z", "<\x80>[z]"},
      {"\xc3", "<\xc3>"},
      {"\xc3z", "<\xc3>[z]"},
      {"\xe2\x88", "<\xe2><\x88>"},
      {"\xc0\xaf", "<\xc0><\xaf>"},                      // longer than needed
      {"\xe0\x80\xaf", "<\xe0><\x80><\xaf>"},            // likewise
      {"\xed\xa0\x80", "<\xed><\xa0><\x80>"},            // a surrogate
      {"\xf4\x90\x80\x80", "<\xf4><\x90><\x80><\x80>"},  // beyond U+10FFFF
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(marked(text), expected);
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(characters(""), 0u);
  EXPECT_EQ(characters("aé∇𝛿"), 4u);
}

}  // namespace
}  // namespace mg
