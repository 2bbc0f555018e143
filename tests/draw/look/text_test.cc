#include "mg/draw/look/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace mg::draw {
namespace {

struct Row {
  std::string in, out;
};

TEST(Text, HtmlEscapes) {
  const std::vector<Row> rows{
      {"", "&#160;"},
      {"a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"},
      {"&amp;", "&amp;amp;"},
      {"\\N\\G\\", "\\\\N\\\\G\\\\"},
      {"two\nlines", "two<BR/>lines"},
      {"{x|y} 'q'", "{x|y} 'q'"},
  };
  for (const Row& row : rows) EXPECT_EQ(escape_html(row.in), row.out) << row.in;
}

TEST(Text, QuotedEscapes) {
  const std::vector<Row> rows{
      {"", ""},
      {"a<b>&\"c\"", "a<b>&amp;\\\"c\\\""},
      {"\\N\\", "\\\\N\\\\"},
      {"two\nlines", "two&#10;lines"},
  };
  for (const Row& row : rows) EXPECT_EQ(escape_quoted(row.in), row.out) << row.in;
}

TEST(Text, ShortenCountsCharactersNotBytes) {
  EXPECT_EQ(shorten("abcd", 4), "abcd");
  EXPECT_EQ(shorten("abcde", 4), "abc…");
  EXPECT_EQ(shorten("∇∇∇∇", 4), "∇∇∇∇");
  EXPECT_EQ(shorten("∇∇∇∇∇", 4), "∇∇∇…");
  EXPECT_EQ(shorten("", 4), "");
  EXPECT_EQ(shorten("ab", 1), "…");
}

TEST(Text, GraphName) {
  const std::vector<Row> rows{
      {"loss", "loss"}, {"", "graph"}, {"a \"b\" \\ {", "a__b_____"}, {"über-1.2", "über-1.2"}, {"x\ny", "x_y"}};
  for (const Row& row : rows) EXPECT_EQ(graph_name(row.in), row.out) << row.in;
}

TEST(Text, Numbers) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  struct {
    double number;
    std::string text;
  } const rows[] = {
      {0.0, "0"},           {-0.0, "−0"},          {-0.56000000000000016, "−0.56"},
      {1.0 / 3.0, "0.333"}, {1234567.0, "1.23e6"}, {-1e-5, "−1e−5"},
      {infinity, "∞"},      {-infinity, "−∞"},     {std::nan(""), "NaN"},
  };
  for (const auto& row : rows) EXPECT_EQ(short_number(row.number), row.text);
}

}  // namespace
}  // namespace mg::draw
