#include "mg/emit/listing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "graphs.h"
#include "mg/text/reader.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

constexpr std::uint32_t no_line = Listing::no_line;

/// The nodes before each line, and at the end those that have none: "%0 %2 | y[0] = sin(x[0]);".
std::string annotated(const Listing& listing) {
  std::vector<std::string> nodes(listing.lines.size() + 1);
  for (std::size_t i = 0; i < listing.line_of.size(); ++i) {
    const std::uint32_t line = listing.line_of[i];
    nodes[line == no_line ? listing.lines.size() : line] += fmt::format("%{} ", i);
  }
  std::string text;
  for (std::size_t i = 0; i < listing.lines.size(); ++i) text += fmt::format("{}| {}\n", nodes[i], listing.lines[i]);
  return text + (nodes.back().empty() ? "" : nodes.back() + "no line\n");
}

Graph graph_of(std::string_view body) {
  return read("mg-graph 1\n" + std::string(body) + fmt::format("end {}\n", std::ranges::count(body, '=')));
}

TEST(Listing, Table) {
  struct Row {
    const char* what;
    const char* graph;
    const char* listing;
  };
  const Row rows[] = {
      {"what is used once is in the line that uses it",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = exp %1
%3 = mul %2 %2
output "y" %3
)",
       R"(%0 %1 %2 | double t0 = mg_exp(mg_sin(x[0]));
%3 | y[0] = t0 * t0;
)"},
      {"what was merged is where the first is",
       R"(%0 = input 2 "x"
%1 = sin %0
%2 = sin %0
%3 = exp %1
%4 = exp %2
%5 = sub %3 %4
output "y" %5
)",
       R"(%0 %1 %2 %3 %4 | double t0 = mg_exp(mg_sin(x[0]));
%5 | y[0] = t0 - t0;
)"},
      {"what was folded is where the result is written, and so is what it was folded from",
       R"(%0 = input 2 "x"
%1 = constant 2
%2 = constant 3
%3 = mul %1 %2
%4 = mul %0 %3
output "y" %4
)",
       R"(%0 %1 %2 %3 %4 | y[0] = x[0] * 6.0;
)"},
      {"what was folded has no line where there are two",
       R"(%0 = input 2 "x"
%1 = constant 2
%2 = constant 3
%3 = mul %1 %2
%4 = mul %0 %3
%5 = add %0 %3
%6 = sub %2 %0
%7 = div %0 %2
output "a" %4
output "b" %5
output "c" %6
output "d" %7
)",
       R"(%0 | double t0 = x[0];
%4 | y[0] = t0 * 6.0;
%5 | y[1] = t0 + 6.0;
%2 %6 | y[2] = 3.0 - t0;
%7 | y[3] = t0 / 3.0;
%1 %3 no line
)"},
      {"equal numbers have each their own line",
       R"(%0 = input 2 "x"
%1 = constant 3
%2 = constant 3
%3 = constant 1
%4 = add %3 %3
%5 = constant 2
%6 = mul %0 %1
%7 = sub %0 %2
%8 = div %4 %0
%9 = pow %0 %5
output "a" %6
output "b" %7
output "c" %8
output "d" %9
)",
       R"(%0 | double t0 = x[0];
%1 %6 | y[0] = t0 * 3.0;
%2 %7 | y[1] = t0 - 3.0;
%3 %4 %8 | y[2] = 2.0 / t0;
%5 %9 | y[3] = mg_pow(t0, 2.0);
)"},
      {"a folded output",
       R"(%0 = constant 3
%1 = exp %0
%2 = neg %1
output "e" %1
output "three" %0
output "again" %0
output "minus" %2
)",
       R"(%1 | y[0] = 20.085536923187668;
%0 | y[1] = 3.0;
| y[2] = 3.0;
%2 | y[3] = -20.085536923187668;
)"},
      {"what was simplified is where that is which it is the same as",
       R"(%0 = input 2 "x"
%1 = constant 1
%2 = mul %0 %1
%3 = sin %2
%4 = mul %3 %1
%5 = neg %4
%6 = neg %5
%7 = exp %6
%8 = cos %0
%9 = sub %7 %8
output "y" %9
output "x" %2
)",
       R"(%0 %2 | double t0 = x[0];
%3 %4 %6 %7 %8 %9 | y[0] = mg_exp(mg_sin(t0)) - mg_cos(t0);
| y[1] = t0;
%1 %5 no line
)"},
      {"another op with the same value, over another number",
       R"(%0 = input 2 "x"
%1 = constant 4
%2 = div %0 %1
%3 = constant -1
%4 = mul %0 %3
output "a" %2
output "b" %4
)",
       R"(%0 | double t0 = x[0];
%2 | y[0] = t0 * 0.25;
%4 | y[1] = -t0;
%1 %3 no line
)"},
      {"the side that a select does not take",
       R"(%0 = input 2 "x"
%1 = constant 1
%2 = constant 7
%3 = mul %0 %2
%4 = sin %0
%5 = select %1 %3 %4
%6 = exp %4
%7 = pow %6 0
%8 = add %5 %7
output "y" %8
)",
       R"(%0 %2 %3 %5 %7 %8 | y[0] = x[0] * 7.0 + 1.0;
%1 %4 %6 no line
)"},
      {"what nothing depends on",
       R"(%0 = input 2 "x"
%1 = input 2 "unused"
%2 = constant 5
%3 = cos %0
%4 = sin %0
%5 = add %3 %2
%6 = sin %0
output "y" %4
)",
       R"(%0 %4 | y[0] = mg_sin(x[0]);
%1 %2 %3 %5 %6 no line
)"},
      {"a guard is not in forward",
       R"(%0 = input 0.5 "x"
%1 = constant 3
%2 = mul %0 %1
%3 = constant 4
%4 = lt %2 %3
guard %4 1 "cost.h:12"
%5 = lt %0 %2
guard %5 1 "cost.h:13"
%6 = select %5 %0 %2
output "y" %6
)",
       R"(%0 | double t0 = x[0];
%1 %2 | double t1 = t0 * 3.0;
%5 %6 | y[0] = t0 < t1 ? t0 : t1;
%3 %4 no line
)"},
  };
  for (const Row& row : rows) EXPECT_EQ(annotated(listing(graph_of(row.graph), {})), row.listing) << row.what;
}

TEST(Listing, OfOutputsThatAreLeaves) {
  EXPECT_EQ(annotated(listing(read(test::odd_outputs), {})),
            R"(%0 | double t0 = x[0];
%3 | double t1 = t0 * t0;
| y[2] = t1;
| y[3] = t1;
| y[0] = t0;
%2 | y[1] = -0.0;
%1 no line
)");
  EXPECT_EQ(annotated(listing(Graph(), {})), "");
}

TEST(Listing, ParametersAreNumbersOrArguments) {
  EXPECT_EQ(annotated(listing(read(test::neuron), {})),
            R"(%0 %1 %2 %3 %4 | double t0 = -1.25 * x[0] + 3.0;
%5 | y[0] = t0 > 0.0 ? t0 : 0.01 * t0;
%6 no line
)");
  EXPECT_EQ(annotated(listing(read(test::neuron), {.parameters = Parameters::Argument})),
            R"(%0 %1 %2 %3 %4 | double t0 = p[0] * x[0] + 3.0;
%5 | y[0] = t0 > 0.0 ? t0 : 0.01 * t0;
%6 no line
)");
  EXPECT_EQ(annotated(listing(read(test::only_parameters), {})),
            R"(%0 %1 %2 | y[0] = 1.7320508075688772;
)");
  EXPECT_EQ(annotated(listing(read(test::only_parameters), {.parameters = Parameters::Argument})),
            R"(%0 %1 %2 | y[0] = mg_pow(p[0], p[1]);
)");
}

TEST(Listing, OfSeveralFunctions) {
  EXPECT_EQ(annotated(listing(read(test::micrograd), {.function_size = 12})),
            R"(| // forward_0
%0 | double t0 = x[0];
%1 | double t1 = x[1];
%2 %15 | double t2 = t0 + t1;
%3 %4 %5 | double t3 = t0 * t1 + t1 * t1 * t1;
| work_[0] = t3;
%6 %7 %8 | double t4 = t2 + (t2 + 1.0);
%9 %11 %12 | work_[1] = t4 + (1.0 + t4 - t0);
%13 %14 | work_[2] = t3 * 2.0;
%16 | work_[3] = t2 > 0.0 ? t2 : 0.0 * t2;
| // forward_1
%17 %18 | double t0 = work_[0] + (work_[2] + work_[3]);
%21 | double t1 = x[1] - x[0];
%19 %20 %22 %23 %24 %25 | double t2 = work_[1] - (t0 + (3.0 * t0 + (t1 > 0.0 ? t1 : 0.0 * t1)));
%26 | double t3 = t2 * t2;
%27 %28 %29 %30 | y[0] = t3 * 0.5 + 10.0 / t3;
%10 no line
)");
}

TEST(Listing, IsOfForwardWithoutLoops) {
  const Graph g = test::random_graph(7, {.nodes = 100});
  const Listing straight = listing(g, {.backward = false, .loops = Loops::Off});
  const Listing other = listing(g, {.wrt = Wrt::All, .backward = true, .loops = Loops::Auto});
  EXPECT_EQ(other.lines, straight.lines);
  EXPECT_EQ(other.line_of, straight.line_of);
}

TEST(Listing, TakesALongChain) {
  Graph g;
  const Value x = g.input("x", 0.5), w = g.parameter("w", 0.75);
  Value y = x;
  for (int i = 0; i < 100000; ++i) y = sin(y) * w;
  g.output("y", y);
  const Listing chain = listing(g, {.parameters = Parameters::Argument});
  EXPECT_TRUE(std::ranges::is_sorted(chain.line_of.begin() + 2, chain.line_of.end()));
  EXPECT_EQ(chain.line_of.back() + 1, chain.lines.size());
}

}  // namespace
}  // namespace mg::emit
