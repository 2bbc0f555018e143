#include "mg/base/quote.h"

#include <gtest/gtest.h>

#include <string>

namespace mg {
namespace {

const std::string escape = "\x1b[31m";
const std::string c1 = "\xc2\x9b", right_to_left = "\xe2\x80\xae", line_separator = "\xe2\x80\xa8";

TEST(Quote, AsInAFile) {
  EXPECT_EQ(mg::quoted(""), "\"\"");
  EXPECT_EQ(mg::quoted("caf\xc3\xa9 \"x\" \\ \n \t"), "\"caf\xc3\xa9 \\\"x\\\" \\\\ \\n \\t\"");
  EXPECT_EQ(mg::quoted(escape + '\0' + "\x7f\xff"), "\"\\x1b[31m\\x00\\x7f\\xff\"");
  EXPECT_EQ(mg::quoted(c1 + right_to_left), "\"" + c1 + right_to_left + "\"") << "the format keeps all valid UTF-8";
}

TEST(Quote, ForEyesNothingIsLeftThatActs) {
  const std::string hostile = escape + c1 + right_to_left + line_separator + "\xc3";
  const std::string harmless = "\\x1b[31m\\xc2\\x9b\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xc3";
  EXPECT_EQ(quoted_briefly(hostile), "\"" + harmless + "\"");
  EXPECT_EQ(shown(hostile), "\"" + harmless + "\"");
  EXPECT_EQ(shown_lines(hostile), harmless);
  EXPECT_EQ(shown("a 'b' caf\xc3\xa9"), "a 'b' caf\xc3\xa9");
  EXPECT_EQ(shown("back\\slash"), "\"back\\\\slash\"") << "or it could be an escape";
  EXPECT_EQ(shown("two\nlines"), "\"two\\nlines\"");
  EXPECT_EQ(shown("a \"b\"\t"), "\"a \\\"b\\\"\\t\"");
  EXPECT_EQ(shown_lines("two\n\tlines \"q\""), "two\n\tlines \"q\"");
  EXPECT_EQ(shown_lines(shown_lines(hostile)), harmless);
}

TEST(Quote, BrieflyCutsBetweenCharacters) {
  EXPECT_EQ(quoted_briefly(std::string(60, 'a')), "\"" + std::string(60, 'a') + "\"");
  EXPECT_EQ(quoted_briefly(std::string(61, 'a')), "\"" + std::string(60, 'a') + "\"...");
  EXPECT_EQ(quoted_briefly(std::string(59, 'a') + "\xc3\xa9"), "\"" + std::string(59, 'a') + "\"...");
}

}  // namespace
}  // namespace mg
