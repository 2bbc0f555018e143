// A cast of a recorded Value to a number takes a branch that replay has to know of.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "mg/exec/replay.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Whether all guards of `g`, which has one input, hold at `x`.
bool holds(const Graph& g, double x) {
  exec::Replay replay(g);
  replay.forward({&x, 1}, {});
  return !replay.broken_guard();
}

TEST(Casts, ATableLookUpTellsThatItWouldReadElsewhere) {
  const double table[] = {0, 1, 4, 9, 16, 25, 36, 49, 64, 81};
  Graph g;
  const Value x = g.input("x", 2.5);
  const int i = static_cast<int>(floor(x));
  const Value t = x - floor(x);
  g.output("y", table[i] * (1 - t) + table[i + 1] * t);
  EXPECT_EQ(i, 2);
  EXPECT_TRUE(holds(g, 2.5));
  EXPECT_TRUE(holds(g, 2.0));
  EXPECT_FALSE(holds(g, 7.2));
  EXPECT_FALSE(holds(g, std::nextafter(2.0, 0.0)));
  EXPECT_FALSE(holds(g, nan));
  EXPECT_EQ(g.guards().size(), 1u);
  EXPECT_EQ(g.text(g.guards()[0].where), "a cast to an integer");
}

TEST(Casts, ToAnIntegerHoldsWhereTheIntegerIsTheSame) {
  struct Case {
    double recorded;
    int whole;
    double same[3], other[4];
  };
  for (const Case& c : {Case{2.5, 2, {2.0, 2.999, 2.5}, {1.999, 3.0, -2.5, infinity}},
                        Case{-2.5, -2, {-2.0, -2.999, -2.5}, {-1.999, -3.0, 2.5, nan}},
                        Case{0.5, 0, {-0.999, 0.999, -0.0}, {1.0, -1.0, 7.0, -infinity}},
                        Case{-0.5, 0, {-0.999, 0.999, 0.0}, {1.0, -1.0, 7.0, nan}}}) {
    Graph g;
    const Value x = g.input("x", c.recorded);
    EXPECT_EQ(static_cast<int>(x), c.whole);
    g.output("x", x);
    for (const double at : c.same) EXPECT_TRUE(holds(g, at)) << c.recorded << " and " << at;
    for (const double at : c.other) EXPECT_FALSE(holds(g, at)) << c.recorded << " and " << at;
  }
}

TEST(Casts, ToTypesOfAllSizes) {
  Graph g;
  EXPECT_EQ(static_cast<signed char>(g.input("x", -128.9)), -128);
  EXPECT_EQ(static_cast<unsigned char>(g.input("x", 255.9)), 255);
  EXPECT_EQ(static_cast<unsigned>(g.input("x", -0.9)), 0u);
  EXPECT_EQ(static_cast<int>(g.input("x", 2147483647.9)), 2147483647);
  EXPECT_EQ(static_cast<int>(g.input("x", -2147483648.9)), std::numeric_limits<int>::min());
  EXPECT_EQ(static_cast<std::int64_t>(g.input("x", -0x1p63)), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(static_cast<std::uint64_t>(g.input("x", 0x1p63)), std::uint64_t{1} << 63);
  EXPECT_EQ(static_cast<std::size_t>(Value(3.7)), 3u);
  EXPECT_EQ(g.guards().size(), 7u);
}

TEST(Casts, WhatATypeDoesNotHoldIsAnError) {
  Graph g;
  const auto rejects = [](auto&& cast, const std::string& message) {
    try {
      cast();
      ADD_FAILURE() << "accepted: " << message;
    } catch (const UsageError& error) {
      EXPECT_EQ(error.what(), message + " does not fit the integer type that it is cast to");
    }
  };
  rejects([&] { static_cast<void>(static_cast<int>(g.input("x", 2147483648.0))); }, "2147483648");
  rejects([&] { static_cast<void>(static_cast<int>(g.input("x", -2147483649.0))); }, "-2147483649");
  rejects([&] { static_cast<void>(static_cast<int>(g.input("x", nan))); }, "nan");
  rejects([&] { static_cast<void>(static_cast<long>(g.input("x", infinity))); }, "inf");
  rejects([&] { static_cast<void>(static_cast<std::int64_t>(g.input("x", 0x1p63))); }, "9.223372036854776e+18");
  rejects([&] { static_cast<void>(static_cast<unsigned>(g.input("x", -1.0))); }, "-1");
  rejects([&] { static_cast<void>(static_cast<unsigned char>(g.input("x", 256.0))); }, "256");
  rejects([&] { static_cast<void>(static_cast<int>(Value(nan))); }, "nan");
  EXPECT_TRUE(g.guards().empty());
}

TEST(Casts, ToAFloatingTypeHoldsWhereTheNumberIsTheSame) {
  Graph g;
  const Value x = g.input("x", 2.7);
  EXPECT_EQ(static_cast<double>(x), 2.7);
  EXPECT_EQ(static_cast<float>(x), 2.7f);
  EXPECT_EQ(static_cast<long double>(x), 2.7);
  g.output("y", x);
  EXPECT_EQ(g.guards().size(), 3u);
  EXPECT_TRUE(holds(g, 2.7));
  EXPECT_FALSE(holds(g, std::nextafter(2.7, 3.0)));
  EXPECT_EQ(g.text(g.guards()[0].where), "a cast to a floating-point number");
}

TEST(Casts, OfNaNHoldWhereItIsANaNAgain) {
  Graph g;
  const Value x = g.input("x", nan);
  EXPECT_TRUE(std::isnan(static_cast<double>(x)));
  g.output("y", x);
  EXPECT_TRUE(holds(g, nan));
  EXPECT_FALSE(holds(g, 1.0));
}

TEST(Casts, ToLookLeaveNoTrace) {
  Graph g;
  const Value x = g.input("x", 2.5);
  EXPECT_EQ(x.data(), 2.5);
  EXPECT_EQ(static_cast<int>(Value(2.5)), 2);
  EXPECT_EQ(static_cast<double>(Value(2.5)), 2.5);
  EXPECT_EQ(g.size(), 1u);
  EXPECT_TRUE(g.guards().empty());
}

TEST(Casts, AreInTheFile) {
  Graph g;
  {
    const auto scope = g.scope("interpolate");
    const Value x = g.input("x", 2.5);
    EXPECT_EQ(static_cast<int>(x), 2);
    g.output("y", x);
  }
  const std::string text = write(g);
  EXPECT_NE(text.find(" 1 \"a cast to an integer\"\n"), std::string::npos) << text;
  const Graph again = read(text);
  EXPECT_TRUE(holds(again, 2.0));
  EXPECT_FALSE(holds(again, 3.0));
}

}  // namespace
}  // namespace mg
