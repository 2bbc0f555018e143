#include "mg/draw/facts/formula.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "draw/levels.h"

namespace mg::draw {
namespace {

/// What the first output computes.
std::string formula_of(const Graph& graph) {
  const test::AsUnits as(graph);
  return formula(graph, as.units, as.units.cones().root[graph.outputs().front().node.index]).text;
}

struct Row {
  const char* graph;
  const char* formula;
};

TEST(Formula, BindsAsItIsComputed) {
  constexpr const char* leaves = R"(
%0 = input 1 "p"
%1 = input 2 "q"
%2 = input 3 "r"
%3 = constant -2
)";
  const std::vector<Row> rows{
      {"%4 = add %0 %1\n%5 = mul %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin((p + q)·r)"},
      {"%4 = mul %0 %1\n%5 = add %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin(p·q + r)"},
      {"%4 = sub %0 %1\n%5 = sub %4 %2\n%6 = neg %5\noutput \"y\" %6", "−(p − q − r)"},
      {"%4 = sub %0 %1\n%5 = sub %2 %4\n%6 = sin %5\noutput \"y\" %6", "sin(r − (p − q))"},
      {"%4 = add %0 %1\n%5 = sub %2 %4\n%6 = sin %5\noutput \"y\" %6", "sin(r − (p + q))"},
      {"%4 = mul %0 %1\n%5 = div %2 %4\n%6 = sin %5\noutput \"y\" %6", "sin(r/(p·q))"},
      {"%4 = div %0 %1\n%5 = div %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin(p/q/r)"},
      {"%4 = div %0 %1\n%5 = div %2 %4\n%6 = sin %5\noutput \"y\" %6", "sin(r/(p/q))"},
      {"%4 = pow %0 -1\n%5 = div %1 %4\n%6 = sin %5\noutput \"y\" %6", "sin(q/(1/p))"},
      {"%4 = pow %0 -1\n%5 = pow %4 2\n%6 = sin %5\noutput \"y\" %6", "sin((1/p)²)"},
      {"%4 = add %0 %1\n%5 = pow %4 -1\n%6 = sin %5\noutput \"y\" %6", "sin(1/(p + q))"},
      {"%4 = add %0 %1\n%5 = pow %4 0.5\n%6 = pow %5 2\noutput \"y\" %6", "(√(p + q))²"},
      {"%4 = neg %0\n%5 = pow %4 2\n%6 = neg %5\noutput \"y\" %6", "−(−p)²"},
      {"%4 = pow %0 %1\n%5 = pow %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin((p^q)^r)"},
      {"%4 = mul %0 %3\n%5 = add %4 %3\n%6 = pow %5 3\noutput \"y\" %6", "(p·−2 + −2)³"},
      {"%4 = lt %0 %1\n%5 = add %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin((p < q) + r)"},
      {"%4 = lt %0 %1\n%5 = le %4 %2\n%6 = sin %5\noutput \"y\" %6", "sin((p < q) ≤ r)"},
      {"%4 = add %0 %1\n%5 = lt %4 %2\n%6 = select %5 %0 %1\noutput \"y\" %6", "select(p + q < r, p, q)"},
      {"%4 = add %0 %1\n%5 = abs %4\n%6 = floor %5\noutput \"y\" %6", "⌊|p + q|⌋"},
      {"%4 = mul %0 %0\n%5 = add %4 %4\n%6 = sin %5\noutput \"y\" %6", "sin(p·p + p·p)"},
      {"%4 = atan2 %0 %1\n%5 = hypot %4 %2\n%6 = max %5 %0\noutput \"y\" %6", "max(hypot(atan2(p, q), r), p)"},
  };
  for (const Row& row : rows) EXPECT_EQ(formula_of(test::graph_of(std::string(leaves) + row.graph)), row.formula);
}

TEST(Formula, LettersAreNotNamesOfOthers) {
  constexpr const char* body = R"(
%0 = input 1 "a"
scope "s" {
  %1 = parameter 2 "b"
}
%2 = exp %0 "c"
%3 = sin %2
%4 = mul %3 %1
%5 = add %3 %4
%6 = div %5 %2
output "d" %6)";
  // "c" is short, and is called so; "a" and "d" are others; "b" is known in its scope.
  EXPECT_EQ(formula_of(test::graph_of(body)), "(e + e·b)/c");
  std::string all;
  for (int i = 0; i < 26; ++i) all += fmt::format("%{} = input 1 \"{}\"\n", i, static_cast<char>('a' + i));
  all += "%26 = exp %0\n%27 = exp %26\n%28 = sin %26\n%29 = add %28 %27\n%30 = mul %29 %27\noutput \"y\" %30";
  EXPECT_EQ(formula_of(test::graph_of(all)), "(sin(a) + b)·b");
}

TEST(Formula, OfNeurons) {
  constexpr const char* leaves = R"(
%0 = input 1 "p"
%1 = input 2
%2 = input 3
%3 = parameter 4 "w0"
%4 = parameter 5 "w1"
%5 = parameter 6 "bias"
)";
  const std::vector<Row> rows{
      {"%6 = mul %3 %0\n%7 = mul %4 %1\n%8 = add %6 %7\n%9 = add %8 %5\n%10 = relu %9 0\noutput \"y\" %10",
       "ReLU(w·x + b)"},
      {"%6 = mul %3 %0\n%7 = mul %4 %1\n%8 = add %6 %7\n%9 = tanh %8\noutput \"y\" %9", "tanh(w·x)"},
      {"%6 = mul %3 %0\n%7 = add %6 %5\noutput \"y\" %7", "w·x + b"},
      {"%6 = mul %3 %0\n%7 = add %6 %5\n%8 = add %7 %0\n%9 = tanh %8\noutput \"y\" %9", "tanh(w·x + b + p)"},
      // Letters that the formula has already are not given to others.
      {"%6 = mul %3 %0\n%7 = add %6 %5\n%8 = add %7 %1\n%9 = add %8 %2\noutput \"y\" %9", "w·x + b + a + c"},
      {"scope \"swish\" {\n%6 = mul %3 %0\n%7 = add %6 %5\n%8 = sigmoid %7\n%9 = mul %7 %8\n}\noutput \"y\" %9",
       "(w·x + b)·σ(w·x + b)"},
  };
  for (const Row& row : rows) EXPECT_EQ(formula_of(test::graph_of(std::string(leaves) + row.graph)), row.formula);
}

TEST(Formula, Names) {
  const std::vector<Row> rows{
      // Without names, letters; but not those that are names.
      {"%0 = input 1\n%1 = input 2 \"a\"\n%2 = mul %0 %1\n%3 = sin %2\n%4 = exp %3\noutput \"y\" %4", "exp(sin(b·a))"},
      {"%0 = input 1 \"far too long a name\"\n%1 = sin %0\n%2 = cos %1\n%3 = exp %2\noutput \"y\" %3",
       "exp(cos(sin(a)))"},
      {"%0 = input 1 \"two\\nlines\"\n%1 = sin %0\n%2 = cos %1\n%3 = exp %2\noutput \"y\" %3", "exp(cos(sin(a)))"},
      // Two that are called alike are not the same.
      {"%0 = input 1 \"x\"\n%1 = input 2 \"x\"\n%2 = sub %0 %1\n%3 = sin %2\n%4 = exp %3\noutput \"y\" %4",
       "exp(sin(x − a))"},
      // Output and operations that are no part of it.
      {"%0 = input 1 \"x\"\n%1 = sin %0 \"s\"\n%2 = mul %1 %1\n%3 = add %2 %1\n%4 = exp %3\n"
       "output \"y\" %4\noutput \"s\" %1",
       "exp(s·s + s)"},
  };
  for (const Row& row : rows) EXPECT_EQ(formula_of(test::graph_of(row.graph)), row.formula);
}

/// A sum of four terms, each of a leaf of its own in the place of '#', and one that all have in common.
std::string sum_of(const std::vector<std::string>& term) {
  std::string text =
      "%0 = input 1 \"s\"\n%1 = input 2 \"x0\"\n%2 = input 3 \"x1\"\n%3 = input 4 \"x2\"\n%4 = input 5 \"x3\"\n";
  std::uint32_t next = 5;
  std::vector<std::uint32_t> terms;
  for (std::uint32_t leaf = 1; leaf <= 4; ++leaf) {
    std::uint32_t last = leaf;
    for (const std::string& operation : term) {
      std::string arguments = operation;
      const std::size_t hash = arguments.find('#');
      arguments.replace(hash, 1, fmt::format("%{}", last));
      last = next++;
      text += fmt::format("%{} = {}\n", last, arguments);
    }
    terms.push_back(last);
  }
  std::uint32_t sum = terms[0];
  for (std::size_t i = 1; i < 4; ++i) {
    text += fmt::format("%{} = add %{} %{}\n", next, sum, terms[i]);
    sum = next++;
  }
  return text + fmt::format("%{0} = mul %{1} %0\noutput \"y\" %{0}", next, sum);
}

TEST(Formula, LongSumsOfTheSame) {
  EXPECT_EQ(formula_of(test::graph_of(sum_of({"pow # 2"}))), "(Σ a²)·s") << "not only of x0";
  EXPECT_EQ(formula_of(test::graph_of(sum_of({"sub # %0"}))), "(Σ (a − s))·s") << "not (Σ a) − s";
  EXPECT_EQ(formula_of(test::graph_of(sum_of({"sub # %0", "pow # 2"}))), "(Σ (a − s)²)·s");
  EXPECT_EQ(formula_of(test::graph_of(sum_of({"mul # %0"}))), "(Σ a·s)·s");
  EXPECT_EQ(formula_of(test::graph_of(sum_of({}))), "(x0 + x1 + x2 + x3)·s");
}

TEST(Formula, OfLongSumsNumbersThatAreTheSame) {
  const auto text = [](double first, double last) {
    return fmt::format(R"(
%0 = input 1
%1 = input 1
%2 = input 1
%3 = input 1
%4 = constant {0}
%5 = constant {0}
%6 = constant {0}
%7 = constant {1}
%8 = sub %0 %4
%9 = sub %1 %5
%10 = sub %2 %6
%11 = sub %3 %7
%12 = pow %8 2
%13 = pow %9 2
%14 = pow %10 2
%15 = pow %11 2
%16 = add %12 %13
%17 = add %16 %14
%18 = add %17 %15
output "y" %18)",
                       first, last);
  };
  EXPECT_EQ(formula_of(test::graph_of(text(0.5, 0.5))), "Σ (a − 0.5)²");
  EXPECT_EQ(formula_of(test::graph_of(text(0.5, 0.25))), "Σ (a − b)²");
}

TEST(Formula, WhatIsLongIsCounted) {
  std::string text = "%0 = input 1\n";
  for (int i = 1; i <= 40; ++i) text += fmt::format("%{} = {} %{}\n", i, i % 2 == 0 ? "sin" : "cos", i - 1);
  EXPECT_EQ(formula_of(test::graph_of(text + "output \"y\" %40")), "sin of 40 operations");
  text += "%41 = mul %40 %0\n";
  EXPECT_EQ(formula_of(test::graph_of(text + "output \"y\" %41")), "41 operations");
  text += "%42 = pow %41 2\n";
  EXPECT_EQ(formula_of(test::graph_of(text + "output \"y\" %42")), "x² of 42 operations");
}

TEST(Formula, ANeuronOfManyInputsIsShort) {
  std::string text = "%0 = input 1\n%1 = parameter 2\n%2 = mul %0 %1\n";
  std::uint32_t sum = 2;
  for (std::uint32_t i = 3; i < 3000; i += 4) {
    text += fmt::format("%{0} = input 1\n%{1} = parameter 1\n%{2} = mul %{0} %{1}\n%{3} = add %{4} %{2}\n", i, i + 1,
                        i + 2, i + 3, sum);
    sum = i + 3;
  }
  EXPECT_EQ(formula_of(test::graph_of(text + fmt::format("output \"y\" %{}", sum))), "w·x");
}

}  // namespace
}  // namespace mg::draw
