#include "mg/base/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace mg {
namespace {

std::string of(auto&& write, Json::Layout usual = Json::Line) {
  Json json(usual);
  write(json);
  return std::move(json).text();
}

TEST(Json, LaysOutAsAsked) {
  const auto write = [](Json& json) {
    json.object();
    json.key("empty").list().end();
    json.key("row").list().value(1).value(-2).object().end().end();
    json.key("yes").value(true).end();
  };
  EXPECT_EQ(of(write, Json::Line), R"({"empty": [], "row": [1, -2, {}], "yes": true})");
  EXPECT_EQ(of(write, Json::Packed), R"({"empty":[],"row":[1,-2,{}],"yes":true})");
  EXPECT_EQ(of(write, Json::Lines),
            "{\n  \"empty\": [],\n  \"row\": [\n    1,\n    -2,\n    {}\n  ],\n  \"yes\": true\n}");
}

TEST(Json, LayoutsNest) {
  EXPECT_EQ(of([](Json& json) {
              json.object(Json::Lines).key("nodes").list(Json::Lines);
              for (const int i : {0, 1}) json.object().key("id").value(i).key("name").value("n").end();
              json.end().key("none").list(Json::Lines).end().end();
            }),
            "{\n  \"nodes\": [\n    {\"id\": 0, \"name\": \"n\"},\n    {\"id\": 1, \"name\": \"n\"}\n  ],\n  \"none\": "
            "[]\n}");
}

TEST(Json, ListsOfARange) {
  const std::vector<std::uint32_t> numbers{4, 2};
  EXPECT_EQ(of([&](Json& json) { json.list_of(numbers); }), "[4, 2]");
  EXPECT_EQ(of([&](Json& json) { json.list_of(numbers, [&](auto n) { json.list().value(n).value("").end(); }); },
               Json::Packed),
            R"([[4,""],[2,""]])");
}

TEST(Json, Strings) {
  struct {
    std::string_view text, expected;
  } const rows[] = {
      {"×", R"("×")"},
      {"a \"b\" \\", R"("a \"b\" \\")"},
      {"line\nfeed\ttab", R"("line\nfeed\u0009tab")"},
      {std::string_view("\0\x7f", 2), R"("\u0000\u007f")"},
      {"\x80 \xc3", "\"\xEF\xBF\xBD \xEF\xBF\xBD\""},
      {"</script>", R"("</script>")"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(of([&](Json& json) { json.value(row.text); }), row.expected);
    EXPECT_EQ(of([&](Json& json) { json.object().key(row.text).value(0).end(); }),
              "{" + std::string(row.expected) + ": 0}");
  }
}

TEST(Json, Numbers) {
  using Double = std::numeric_limits<double>;
  const std::vector<double> numbers{
      0.0, -0.0, 1.0, 0.1 + 0.2, 5e-324, -1e300, Double::infinity(), -Double::infinity(), -Double::quiet_NaN()};
  EXPECT_EQ(of([&](Json& json) { json.list_of(numbers); }),
            R"([0, -0.0, 1, 0.30000000000000004, 5e-324, -1e+300, "inf", "-inf", "nan"])");
  EXPECT_EQ(of([](Json& json) {
              json.list().value(std::numeric_limits<std::int64_t>::min());
              json.value(std::numeric_limits<std::uint64_t>::max()).written("0.2500").end();
            }),
            "[-9223372036854775808, 18446744073709551615, 0.2500]");
}

}  // namespace
}  // namespace mg
