#include "mg/emit/literal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "support/random_graph.h"

namespace mg::emit {
namespace {

TEST(NumberLiteral, Table) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const struct {
    double number;
    const char* text;
  } rows[] = {
      {0.1, "0.1"},
      {1.0, "1.0"},
      {-1.0, "-1.0"},
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {0.5, "0.5"},
      {123456789.0, "123456789.0"},
      {1e300, "1e+300"},
      {-1e22, "-1e+22"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3, "0.3333333333333333"},
      {infinity, "HUGE_VAL"},
      {-infinity, "-HUGE_VAL"},
      {std::numeric_limits<double>::quiet_NaN(), "double(NAN)"},
      {-std::numeric_limits<double>::quiet_NaN(), "double(NAN)"},
  };
  for (const auto& row : rows) EXPECT_EQ(number_literal(row.number), row.text);
}

TEST(NumberLiteral, IsADoubleThatReadsBack) {
  test::Random random(1);
  for (int i = 0; i < 100000; ++i) {
    const double number = std::ldexp(random.uniform(-2, 2), static_cast<int>(random.below(2090)) - 1070);
    const std::string text = number_literal(number);
    ASSERT_PRED2(same_number, std::strtod(text.c_str(), nullptr), number) << text;
    ASSERT_NE(text.find_first_of(".e"), std::string::npos) << text << " would be an int";
  }
}

TEST(StringLiteral, Table) {
  const struct {
    std::string_view text;
    const char* literal;
  } rows[] = {
      {"", R"("")"},
      {"x", R"("x")"},
      {"say \"hi\"", R"("say \"hi\"")"},
      {"back\\slash", R"("back\\slash")"},
      {"ends in \\", R"("ends in \\")"},
      {"line\nfeed\ttab\r", R"("line\012feed\011tab\015")"},
      {"\x01"
       "7",
       R"("\0017")"},
      {"what?\?/", R"("what\?\?/")"},
      {"é", R"("\303\251")"},
      {"\xff\x7f", R"("\377\177")"},
      {std::string_view("a\0b", 3), R"("a\000b")"},
      {"/* */ //", R"("/* */ //")"},
      {"%d {}", R"("%d {}")"},
  };
  for (const auto& row : rows) EXPECT_EQ(string_literal(row.text), row.literal);
}

TEST(CommentText, StaysOnItsLine) {
  EXPECT_EQ(comment_text("loss.graph"), "loss.graph");
  EXPECT_EQ(comment_text("two\nlines\r\x7f"), "two lines  ");
  EXPECT_EQ(comment_text("ends in \\"), "ends in  ");
  EXPECT_EQ(comment_text("perte d'été"), "perte d'_t_");
  EXPECT_EQ(comment_text("\xe2\x80\xae"
                         "override, \xff invalid"),
            "_override, _ invalid");
}

TEST(IsIdentifier, Table) {
  for (const char* name : {"a", "A", "x1", "loss", "my_model", "Model", "a_", "a_b_c", "generated", "mg", "model",
                           "sigmoid", "softplus", "final", "override", "import", "xf", "modell"}) {
    EXPECT_TRUE(is_identifier(name)) << name;
  }
  for (const char* name :
       {"",        "1",       "1x",       "a-b",   "a b",      "a.b",      "é",      "aé",    "a\n",    "_a",
        "_A",      "__a",     "a__b",     "a__",   "int",      "class",    "double", "and",   "xor",    "co_await",
        "concept", "char8_t", "nullptr",  "main",  "std",      "exp",      "sin",    "gamma", "y0",     "expf",
        "sqrtl",   "NAN",     "INFINITY", "M_PI",  "HUGE_VAL", "FP_NAN",   "linux",  "unix",  "system", "random",
        "select",  "free",    "exit",     "abort", "div",      "MG_BEGIN", "NULL",   "a::b",  "a$",     "namespace"}) {
    EXPECT_FALSE(is_identifier(name)) << name;
  }
}

TEST(ToIdentifier, Table) {
  const struct {
    const char* text;
    const char* name;
  } rows[] = {
      {"loss", "loss"},
      {"Loss2", "Loss2"},
      {"", "model"},
      {"---", "model"},
      {"_", "model"},
      {"été", "t"},
      {"日本", "model"},
      {"my model", "my_model"},
      {"a--b..c", "a_b_c"},
      {"a__b", "a_b"},
      {"_a", "a"},
      {"a_", "a"},
      {"3d", "model_3d"},
      {"42", "model_42"},
      {"class", "class_model"},
      {"std", "std_model"},
      {"exp", "exp_model"},
      {"main", "main_model"},
      {"system", "system_model"},
      {"M_PI", "M_PI_model"},
      {"a\nb", "a_b"},
      {"-int-", "int_model"},
  };
  for (const auto& row : rows) EXPECT_EQ(to_identifier(row.text), row.name) << row.text;
}

TEST(ToIdentifier, IsAlwaysOneAndKeepsThose) {
  test::Random random(1);
  for (int i = 0; i < 100000; ++i) {
    std::string text;
    for (std::uint32_t length = random.below(8); length > 0; --length) {
      text += random.below(2) ? static_cast<char>(random.below(256)) : "a1_MF-"[random.below(6)];
    }
    const std::string name = to_identifier(text);
    ASSERT_TRUE(is_identifier(name)) << testing::PrintToString(text) << " gives " << name;
    ASSERT_TRUE(name == text || !is_identifier(text) || text.back() == '_') << text;
  }
}

}  // namespace
}  // namespace mg::emit
