// What goes out comes back: properties over many graphs, and inputs that nobody meant to write.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg {
namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

bool same(double a, double b) { return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b)); }

/// A graph with every op, with scopes, guards and names, in a random order.
Graph random_graph(std::mt19937_64& random, int size) {
  const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(random() % n); };
  const auto text = [&] {
    std::string bytes;
    for (auto n = below(6); n > 0; --n) bytes += static_cast<char>(below(256));
    return bytes;
  };
  Graph g;
  int depth = 0;
  for (int i = 0; i < size; ++i) {
    while (below(6) == 0) {
      if (depth > 0 && below(2) == 0) {
        g.close_scope();
        --depth;
      } else {
        g.open_scope(text());
        ++depth;
      }
    }
    const Op op = i == 0 ? Op::Input : static_cast<Op>(below(op_count));
    NodeId id;
    if (is_leaf(op)) {
      id = g.append_leaf(op, std::bit_cast<double>(random()));
    } else {
      std::array<NodeId, 3> arguments;
      for (NodeId& argument : arguments) argument = {below(g.size())};
      id = g.append(op, arguments, std::bit_cast<double>(random()));
    }
    if (below(3) == 0) g.set_name(id, text());
    if (op == Op::Lt || op == Op::Eq) g.append_guard(id, below(2) == 0, text());
  }
  for (; depth > 0; --depth) g.close_scope();
  for (auto n = 1 + below(3); n > 0; --n) g.append_output(text(), {below(g.size())});
  return g;
}

void expect_same(const Graph& a, const Graph& b) {
  ASSERT_EQ(a.size(), b.size());
  for (NodeId id{0}; id.index < a.size(); ++id.index) {
    ASSERT_EQ(a.op(id), b.op(id));
    ASSERT_EQ(a.arguments(id), b.arguments(id));
    ASSERT_TRUE(same(a.attribute(id), b.attribute(id)));
    ASSERT_TRUE(same(a.value(id), b.value(id))) << info(a.op(id)).name;
    ASSERT_EQ(a.name(id), b.name(id));
  }
  ASSERT_EQ(a.scopes().size(), b.scopes().size());
  for (std::size_t i = 0; i < a.scopes().size(); ++i) {
    const ScopeRecord& s = a.scopes()[i];
    const ScopeRecord& t = b.scopes()[i];
    ASSERT_EQ(a.text(s.name), b.text(t.name));
    ASSERT_EQ(s.parent, t.parent);
    ASSERT_EQ(s.begin, t.begin);
    ASSERT_EQ(s.end, t.end);
  }
  ASSERT_EQ(a.guards().size(), b.guards().size());
  for (std::size_t i = 0; i < a.guards().size(); ++i) {
    ASSERT_EQ(a.guards()[i].comparison, b.guards()[i].comparison);
    ASSERT_EQ(a.guards()[i].outcome, b.guards()[i].outcome);
    ASSERT_EQ(a.text(a.guards()[i].where), b.text(b.guards()[i].where));
  }
  ASSERT_EQ(a.outputs().size(), b.outputs().size());
  for (std::size_t i = 0; i < a.outputs().size(); ++i) {
    ASSERT_EQ(a.outputs()[i].node, b.outputs()[i].node);
    ASSERT_EQ(a.text(a.outputs()[i].name), b.text(b.outputs()[i].name));
  }
}

TEST(RoundTrip, RandomGraphs) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const Graph g = random_graph(random, 1 + trial % 80);
    const std::string text = write(g);
    const Graph back = read(text);
    expect_same(g, back);
    ASSERT_EQ(write(back), text);
  }
}

TEST(RoundTrip, EveryByteInAName) {
  Graph g;
  std::string all;
  for (int c = 0; c < 256; ++c) {
    const std::string one(1, static_cast<char>(c));
    all += one;
    g.input(one, c);
    g.input("a" + one + "\xc3\xa9", c);
  }
  g.output(all, 1.0);
  const Graph back = read(write(g));
  for (NodeId id{0}; id.index < g.size(); ++id.index) EXPECT_EQ(back.name(id), g.name(id));
  EXPECT_EQ(back.text(back.outputs()[0].name), all);
}

TEST(RoundTrip, Numbers) {
  using Limits = std::numeric_limits<double>;
  std::vector<double> numbers{0.0,           -0.0,          0.1,         1.0 / 3.0,          5e-324,
                              Limits::min(), Limits::max(), -5e-324,     Limits::lowest(),   Limits::infinity(),
                              1e15,          1e16,          1e17,        123456789.125,      -Limits::infinity(),
                              0x1p-1022,     0x1p53 + 2,    0x0.fp-1022, 9007199254740992.0, Limits::quiet_NaN(),
                              1e21,          1e22,          1e23,        0.3 - 0.1,          Limits::epsilon()};
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) numbers.push_back(std::bit_cast<double>(random()));
  for (int i = 0; i < 2'000; ++i) numbers.push_back(std::bit_cast<double>(random() >> 12));  // denormals
  Graph g;
  for (const double number : numbers) g.input("", number);
  g.output("y", 1.0);
  const Graph back = read(write(g));
  for (std::uint32_t i = 0; i < numbers.size(); ++i) {
    ASSERT_TRUE(same(back.value(NodeId{i}), numbers[i])) << numbers[i];
  }
}

/// Reads what may be anything. What is accepted has to come back the same; all else has to be a ParseError.
void read_anything(const std::string& text, int& accepted) {
  try {
    const Graph g = read(text);
    ++accepted;
    const std::string written = write(g);
    const Graph back = read(written);
    ASSERT_EQ(back.size(), g.size());
    ASSERT_EQ(write(back), written);
  } catch (const ParseError& error) {
    ASSERT_GE(error.line, 1u);
    ASSERT_GE(error.column, 1u);
  }
}

TEST(RoundTrip, MutationsAreReadOrRefused) {
  std::mt19937_64 random(3);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::string pieces[] = {"%",
                                "\"",
                                "\n",
                                "\\",
                                "#",
                                "}",
                                "{",
                                " ",
                                "end 3",
                                "%0",
                                "%99999999999",
                                "1e999",
                                "scope \"s\" {\n",
                                "nan",
                                "0x",
                                "\xff",
                                std::string(1, '\0'),
                                "-",
                                "9"};
  int accepted = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text = write(random_graph(random, 1 + trial % 12));
    for (auto edits = 1 + below(3); edits > 0; --edits) {
      const std::size_t at = below(text.size() + 1);
      const std::size_t length = below(std::min<std::size_t>(text.size() - at, 8) + 1);
      switch (below(4)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, pieces[below(std::size(pieces))]);
          break;
        case 2:
          text.insert(at, text.substr(below(text.size() + 1), length));
          break;
        case 3:
          text.resize(at);  // truncated
          break;
      }
    }
    read_anything(text, accepted);
  }
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, 3000);
}

TEST(RoundTrip, GarbageIsRefused) {
  std::mt19937_64 random(4);
  int accepted = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::string text = trial % 2 == 0 ? "mg-graph 1\n" : "";
    for (auto n = random() % 200; n > 0; --n) text += static_cast<char>(random());
    read_anything(text, accepted);
  }
  EXPECT_EQ(accepted, 0);
}

TEST(RoundTrip, EveryTruncationIsRefused) {
  std::mt19937_64 random(5);
  const std::string text = write(random_graph(random, 60));
  // Without its last line feed the file is whole; every shorter one is not. (With 60 nodes, "end 6" is no end either.)
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    EXPECT_THROW(read(std::string_view(text).substr(0, size)), ParseError) << size;
  }
}

}  // namespace
}  // namespace mg
