// The guards of what asks about a number: where they hold, where not, and which place they name.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/idioms.h"
#include "core/near.h"
#include "mg/core/graph.h"

namespace {

using namespace user;  // the idioms are called as a program calls its own
using mg::Graph;
using mg::Value;
using mg::test::infinity;
using mg::test::nan;
using mg::test::replay;

/// Where the guards of what was recorded at the first point hold, and where they do not.
struct Reach {
  std::string text;
  std::function<void(const Value&)> record;
  double recorded;
  std::vector<double> same, other;
};

#define REACH(recorded, same, other, ...)                                                       \
  Reach {                                                                                       \
#__VA_ARGS__, [](const Value& x) { static_cast<void>(__VA_ARGS__); }, recorded, same, other \
  }
#define LIST(...) \
  { __VA_ARGS__ }

TEST(Questions, GuardsHoldWhereTheAnswerIsTheSame) {
  for (const Reach& row : {
           REACH(1.0, LIST(2.0, -3.0, 1e300, 0x1p-1022), LIST(0.0, 1e-310, infinity, nan), isnormal(x)),
           REACH(0.0, LIST(-0.0, 1e-310, infinity, nan), LIST(1.0, -0x1p-1022), isnormal(x)),
           REACH(-0.0, LIST(-1.0, -1e-310, -infinity), LIST(0.0, 1.0, nan), signbit(x)),
           REACH(0.0, LIST(3.0, nan, infinity), LIST(-0.0, -1.0), signbit(x)),
           REACH(1.0, LIST(-2.0, 1e300), LIST(0.0, 1e-310, -infinity, nan), fpclassify(x)),
           REACH(1e-310, LIST(-5e-324), LIST(0.0, 0x1p-1022, infinity, nan), fpclassify(x)),
           REACH(0.0, LIST(-0.0), LIST(5e-324, 1.0, infinity, nan), fpclassify(x)),
           REACH(infinity, LIST(-infinity), LIST(1.0, 0.0, nan), fpclassify(x)),
           REACH(nan, LIST(nan), LIST(1.0, 0.0, infinity), fpclassify(x)),
           REACH(2.0, LIST(3.0, infinity), LIST(1.0, 0.0, nan), bool(isgreater(x, 1.0))),
           REACH(2.0, LIST(3.0, -4.0), LIST(1.0, nan), bool(islessgreater(x, 1.0))),
           REACH(1.0, LIST(1.0, nan), LIST(2.0, 0.0), bool(islessgreater(x, 1.0))),
           REACH(1.0, LIST(2.0, -infinity), LIST(nan), bool(isunordered(x, 1.0))),
           REACH(2.5, LIST(3.0, 3.49), LIST(2.49, 3.5, -2.5, nan), lround(x)),
           REACH(2.5, LIST(2.0, 1.5, 1.51), LIST(1.49, 2.51, -2.5, nan), lrint(x)),
           REACH(-0.3, LIST(0.0, -0.0, 0.5), LIST(0.51, -0.51), llrint(x)),
           REACH(3.0, LIST(2.0, -3.9), LIST(1.99, 4.0, 0.0, nan, infinity), exponent_of(x)),
           REACH(5e-324, LIST(-5e-324), LIST(1e-323, 0.0, nan), exponent_of(x)),
           REACH(1e308, LIST(1.7e308), LIST(8e307, infinity, nan), exponent_of(x)),
           REACH(0.0, LIST(-0.0), LIST(5e-324, 1.0, nan), exponent_of(x)),
           REACH(infinity, LIST(-infinity, nan), LIST(1.0, 0.0), exponent_of(x)),
           REACH(nan, LIST(nan), LIST(1.0, 0.0, infinity), ilogb(x)),
           REACH(-infinity, LIST(infinity), LIST(1.0, 0.0, nan), ilogb(x)),
           REACH(0.5, LIST(-1.0, 5e-324, infinity, nan), LIST(0.0, -0.0), bool(x)),
           REACH(-0.0, LIST(0.0), LIST(5e-324, -1.0, nan), bool(x)),
           REACH(nan, LIST(1.0, nan), LIST(0.0), !x),
           REACH(1.5, LIST(1.5), LIST(1.25, 0.0, nan), looked_up(x)),
           REACH(0.25, LIST(0.25), LIST(1.5, -0.25, nan), looked_up(x)),
           REACH(nan, LIST(nan), LIST(1.5, 0.0), looked_up(x)),
       }) {
    Graph g;
    const Value x = g.input("x", row.recorded);
    row.record(x);
    ASSERT_FALSE(g.guards().empty()) << row.text;
    for (const double at : row.same) EXPECT_TRUE(replay(g, x, at).guards_hold) << row.text << ": " << at;
    for (const double at : row.other) EXPECT_FALSE(replay(g, x, at).guards_hold) << row.text << ": " << at;
  }
}

TEST(Questions, RecordOneGuardWithTheirPlace) {
  using std::fpclassify, std::isless, std::isnormal, std::isunordered, std::lround, std::signbit;
  Graph g;
  const Value x = g.input("x", 1.0);
  const std::vector<long> lines{
      __LINE__ + isnormal(x) - 1,          __LINE__ + signbit(x),
      __LINE__ + 0 * fpclassify(x),        __LINE__ + lround(x) - 1,
      __LINE__ + (isless(x, 2.0) ? 0 : 9), __LINE__ + (isunordered(x, 2.0) ? 9 : 0),
  };
  ASSERT_EQ(g.guards().size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(g.text(g.guards()[i].where), "tests/core/questions_test.cc:" + std::to_string(lines[i]));
  }
}

TEST(Questions, ComparingByNameIsForSelectToo) {
  Graph g;
  const Value x = g.input("x", 0.5);
  EXPECT_EQ(mg::select(isless(x, 1.0), x, 2.0).data(), 0.5);
  EXPECT_EQ(mg::select(isunordered(x, nan), x, 2.0).data(), 0.5);
  EXPECT_TRUE(g.guards().empty());
}

TEST(Questions, OfTwoComparisonsTheLeftIsRecordedFirst) {
  Graph g;
  const Value x = g.input("x", 3.0);
  EXPECT_EQ((x > 1.0) + (x > 2.0), 2);
  EXPECT_TRUE((x > 1.0) != (x < 2.0));
  ASSERT_EQ(g.guards().size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto [a, b, none] = g.arguments(g.guards()[i].comparison);
    EXPECT_EQ(g.value(a) + g.value(b) - 3.0, i % 2 == 0 ? 1.0 : 2.0);
  }
}

}  // namespace
