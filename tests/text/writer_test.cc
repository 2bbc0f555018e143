// The canonical text.

#include "mg/text/writer.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "mg/text/reader.h"
#include "support/golden.h"

namespace mg {
namespace {

TEST(Writer, Neuron) {
  Graph g;
  auto x = g.input("x", 0.5);
  auto w = g.parameter("w", -1.25);
  Value y;
  {
    auto scope = g.scope("neuron0");
    auto sum = w * x + 3.0;
    g.name(sum, "pre-activation");
    y = relu(sum);
  }
  g.output("y", y);
  test::expect_golden("neuron.graph", write(g));
}

// The example that defines the format; its guard does not hold where it says, and is kept as it is.
TEST(Writer, Example) {
  const std::string example = R"(mg-graph 1
%0 = input 0.5 "x"
%1 = parameter -1.25 "w"
scope "neuron0" {
  %2 = mul %1 %0
  %3 = constant 3
  %4 = add %2 %3 "pre-activation"
  %5 = relu %4 0.01
}
%6 = lt %5 %0
guard %6 1 "cost.h:12"
output "y" %5
end 7
)";
  EXPECT_EQ(write(read(example)), example);
}

TEST(Writer, Everything) {
  Graph g;
  auto a = g.input("a", -4.0);
  auto b = g.parameter("b", 1.0 / 3.0);
  Value y = a;
  {
    auto outer = g.scope("outer");
    y = y * b;
    { auto empty = g.scope("empty"); }
    {
      auto inner = g.scope("same name");
      auto cube = pow(y, 3.0);
      y = cube + pow(y, b);
    }
    {
      auto inner = g.scope("same name");
      auto less = lt(y, b);
      auto equal = eq(y, b);
      g.append_guard(equal.id(), false, {});
      g.append_guard(less.id(), false, "cost \"x\".h:12");
      y = select(less, y, atan2(a, b));
    }
  }
  { auto last = g.scope(""); }
  g.output("y", y);
  g.output("caf\xc3\xa9 \"quoted\"", b);
  test::expect_golden("everything.graph", write(g));
}

std::string file(const std::string& statements, int count) {
  return "mg-graph 1\n" + statements + "end " + std::to_string(count) + "\n";
}

TEST(Writer, IsCanonical) {
  const std::tuple<std::string, std::string, int> rows[] = {
      {"%0=input 1.50e0   # c\n\toutput\"y\" %0\n", "%0 = input 1.5\noutput \"y\" %0\n", 1},
      {"%0 = input 0x10 \"\"\noutput \"\" %0\n", "%0 = input 16\noutput \"\" %0\n", 1},
      {"%0 = input 3 \"\\x41\\x7e\\x09\\x0a\\x0d\\x7f\\xc3\\xa9\"\noutput \"y\" %0\n",
       "%0 = input 3 \"A~\\t\\n\\x0d\\x7f\xc3\xa9\"\noutput \"y\" %0\n", 1},
      {"%0 = input -0\n%1 = relu %0\noutput \"y\" %1\n", "%0 = input -0\n%1 = relu %0 0.01\noutput \"y\" %1\n", 2},
      {"%0 = input -nan\n%1 = pow %0 nan\noutput \"y\" %1\n", "%0 = input nan\n%1 = pow %0 nan\noutput \"y\" %1\n", 2},
      // Outputs go to the end, guards behind their comparisons, in their order.
      {"scope \"s\" {\n%0 = input 1\noutput \"y\" %0\n%1 = lt %0 %0\n%2 = eq %0 %0\nguard %2 1\nguard %1 0 "
       "\"b\"\nguard "
       "%2 1 \"c\"\n}\noutput \"z\" %2\n",
       "scope \"s\" {\n  %0 = input 1\n  %1 = lt %0 %0\n  guard %1 0 \"b\"\n  %2 = eq %0 %0\n  guard %2 1\n  guard %2 "
       "1 "
       "\"c\"\n}\noutput \"y\" %0\noutput \"z\" %2\n",
       3},
      // Empty scopes, and scopes at the very end, stay.
      {"scope \"a\" {\nscope \"b\" {\n}\n}\nscope \"b\" {\n}\n%0 = input 1\nscope \"c\" {\nscope \"d\" {\n}\n}\noutput "
       "\"y\" %0\n",
       "scope \"a\" {\n  scope \"b\" {\n  }\n}\nscope \"b\" {\n}\n%0 = input 1\nscope \"c\" {\n  scope \"d\" {\n  "
       "}\n}\noutput \"y\" %0\n",
       1},
  };
  for (const auto& [text, canonical, count] : rows) {
    const std::string written = write(read(file(text, count)));
    EXPECT_EQ(written, file(canonical, count));
    EXPECT_EQ(write(read(written)), written);
  }
}

TEST(Writer, GuardsOfOneComparisonKeepTheirOrder) {
  Graph g;
  const Value x = g.input("x", 1.0), less = lt(x, x), equal = eq(x, x);
  std::string of_less, of_equal;
  for (int i = 0; i < 100; ++i) {
    g.append_guard((i % 3 == 0 ? less : equal).id(), true, std::to_string(i));
    (i % 3 == 0 ? of_less : of_equal) +=
        "guard %" + std::to_string(i % 3 == 0 ? 1 : 2) + " 1 \"" + std::to_string(i) + "\"\n";
  }
  g.output("y", x);
  EXPECT_EQ(
      write(g),
      file("%0 = input 1 \"x\"\n%1 = lt %0 %0\n" + of_less + "%2 = eq %0 %0\n" + of_equal + "output \"y\" %0\n", 3));
}

TEST(Writer, AScopeThatIsStillOpenIsClosed) {
  Graph g;
  auto scope = g.scope("s");
  g.output("y", g.input("x", 1.0));
  EXPECT_EQ(write(g), "mg-graph 1\nscope \"s\" {\n  %0 = input 1 \"x\"\n}\noutput \"y\" %0\nend 1\n");
}

TEST(Writer, AGraphWithoutOutputsIsRefused) {
  Graph g;
  g.input("x", 1.0);
  EXPECT_THROW(write(g), UsageError);
}

TEST(Writer, VeryDeepScopesStayLinear) {
  std::string text = "mg-graph 1\n";
  for (int i = 0; i < 100'000; ++i) text += "scope \"s\" {\n";
  text += "%0 = input 1\n";
  for (int i = 0; i < 100'000; ++i) text += "}\n";
  text += "output \"y\" %0\nend 1\n";
  const std::string written = write(read(text));
  EXPECT_LT(written.size(), 20'000'000u);
  EXPECT_EQ(write(read(written)), written);
}

}  // namespace
}  // namespace mg
