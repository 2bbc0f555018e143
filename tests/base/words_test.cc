// Words of a command, as a shell has them.

#include "mg/base/words.h"

#include <gtest/gtest.h>

namespace mg {
namespace {

TEST(Words, AreThoseOfAShell) {
  using Words = std::vector<std::string>;
  const struct {
    std::string text;
    Words words;
  } rows[] = {
      {"", {}},
      {" \t\n", {}},
      {"ccache g++ -O2", {"ccache", "g++", "-O2"}},
      {"  a\tb\nc ", {"a", "b", "c"}},
      {"'a b' c", {"a b", "c"}},
      {"\"a b\"c 'd'\"e\"f", {"a bc", "def"}},
      {"a\\ b \\'c \\\\", {"a b", "'c", "\\"}},
      {"'' \"\" x", {"", "", "x"}},
      {"'a\\b' \"a\\b\" a\\b", {"a\\b", "a\\b", "ab"}},
      {R"("\" \\ \$ \` \x")", {R"(" \ $ ` \x)"}},
      {"a\\\nb \\\n c", {"ab", "c"}},
      {"\"a\\\nb\"", {"ab"}},
      {"$HOME ~ * $(x) `y` # z ; | &", {"$HOME", "~", "*", "$(x)", "`y`", "#", "z", ";", "|", "&"}},
      {"a\\", {"a\\"}},
  };
  for (const auto& row : rows) EXPECT_EQ(words(row.text), row.words) << row.text;
}

TEST(Words, AreNoneWhereAQuoteIsNotClosed) {
  for (const char* text : {"'", "\"", "a 'b", "\"a\\\"", "'a\"", "'a\\'b'"})
    EXPECT_EQ(words(text), std::nullopt) << text;
}

}  // namespace
}  // namespace mg
