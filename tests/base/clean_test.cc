#include "mg/base/clean.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mg {
namespace {

struct Row {
  std::string in, out;
};

TEST(Clean, DropsControlsAndRepairsUtf8) {
  const std::string r = "\xEF\xBF\xBD";
  const std::vector<Row> rows{
      {"plain", "plain"},
      {"a\tb\rc\x01"
       "d\x7f",
       "abcd"},
      {"two\nlines", "two\nlines"},
      {std::string("a\0b", 3), "ab"},
      {"\xC2\x9Bsequence\xC2\xA0", "sequence\xC2\xA0"},  // U+009B is a control, U+00A0 is not
      {"a\xC2\x85"
       "b\xE2\x80\xA8"
       "c\xE2\x80\xA9"
       "d",
       "a\nb\nc\nd"},  // ends of lines of Unicode
      {"a\xE2\x80\xAE"
       "b\xE2\x81\xA6"
       "c\xD8\x9C"
       "d\xE2\x80\x8E",
       "a" + r + "b" + r + "c" + r + "d" + r},  // directions
      {"\xE2\x80\x8D\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA",
       "\xE2\x80\x8D\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA"},  // around them
      {"caf\xC3\xA9 \xE2\x88\x87 \xF0\x9F\x98\x80", "caf\xC3\xA9 \xE2\x88\x87 \xF0\x9F\x98\x80"},
      {"\xFF", r},
      {"a\x80z", "a" + r + "z"},
      {"\xC3", r},                                 // truncated
      {"\xC3(", r + "("},                          // a lead byte alone
      {"\xC0\xAF", r + r},                         // overlong '/'
      {"\xE0\x80\xAF", r + r + r},                 // overlong, three bytes
      {"\xED\xA0\x80", r + r + r},                 // a surrogate
      {"\xF4\x90\x80\x80", r + r + r + r},         // above U+10FFFF
      {"\xF0\x80\x80\x80", r + r + r + r},         // overlong, four bytes
      {"\xEF\xBF\xBE|\xEF\xBF\xBF", r + "|" + r},  // no characters
  };
  for (const Row& row : rows) EXPECT_EQ(clean(row.in), row.out) << row.in;
}

}  // namespace
}  // namespace mg
