#include "mg/reroll/cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "mg/core/ops.h"
#include "mg/reroll/canonical.h"
#include "programs.h"
#include "support/bodies.h"
#include "support/random_graph.h"

namespace mg {
namespace {

constexpr const char* hole_names[] = {"constant", "x", "p", "?", "?", "?", "?", "cell"};
const char* name_of(program::Role role) { return hole_names[static_cast<std::size_t>(role)]; }

/// `mul(x, cell)`; sums as `sum(cell, 4*mul(p, x), -x)`, with runs of several terms as `4*(x, -p)`.
std::string text_of(const Cells& cells, ShapeId id) {
  const Shape& shape = cells.shapes[id];
  std::string text;
  switch (shape.kind) {
    case Shape::Kind::Read:
      return name_of(shape.role);
    case Shape::Kind::Operation:
      for (int k = 0; k < info(shape.op).arity; ++k) {
        text += (k > 0 ? ", " : "") + text_of(cells, shape.arguments[k]);
      }
      return std::string(info(shape.op).name) + "(" + text + ")";
    case Shape::Kind::Sum:
      for (std::uint32_t k = 0, terms = 0; k < shape.summands; ++k) {
        const Summand& summand = cells.summands[shape.first_summand + k];
        text += text.empty() || text.ends_with("(") || text.ends_with("*") ? "" : ", ";
        if (summand.terms > 0) {
          terms = summand.terms;
          text += std::to_string(summand.count) + (terms > 1 ? "*(" : "*");
          continue;
        }
        if (summand.minus) text += "-";
        text += text_of(cells, summand.shape);
        if (terms > 0 && --terms == 0 && cells.summands[shape.first_summand + k - 1].terms == 0) text += ")";
      }
      return "sum(" + text + ")";
  }
  return "?";
}

/// A line for each cell: `%5 = mul(x, p) of %0 %1 -> y0`.
std::string text_of(const Cells& cells) {
  std::string text;
  for (std::uint32_t i = 0; i < cells.cells.size(); ++i) {
    const Cell& cell = cells.cells[i];
    text += "%" + std::to_string(cell.node.index) + " = " + text_of(cells, cell.shape) + " of";
    for (const NodeId read : cells.reads_of(i)) text += " %" + std::to_string(read.index);
    if (cell.result != no_result) text += " -> y" + std::to_string(cell.result);
    text += "\n";
  }
  return text;
}

Cells cells_of(std::string_view body) {
  const Graph g = canonical(test::graph_of(body));
  EXPECT_EQ(test::body_of(g), body) << "the row should be in canonical order, so that it can be read";
  return cut_into_cells(g, test::forward_layout(g));
}

struct Row {
  const char* what;
  const char* graph;
  const char* cells;
};

const Row rows[] = {
    {"what is used once is written where it is used",
     R"(%0 = input 1
%1 = input 2
%2 = mul %0 %1
%3 = sin %2
%4 = exp %3
output "" %4
)",
     "%4 = exp(sin(mul(x, x))) of %0 %1 -> y0\n"},
    {"what is used twice is a cell",
     R"(%0 = input 1
%1 = sin %0
%2 = exp %1
%3 = mul %1 %2
output "" %3
)",
     "%1 = sin(x) of %0\n"
     "%3 = mul(cell, exp(cell)) of %1 %1 -> y0\n"},
    {"so is what is used twice by one",
     R"(%0 = input 1
%1 = sin %0
%2 = mul %1 %1
output "" %2
)",
     "%1 = sin(x) of %0\n"
     "%2 = mul(cell, cell) of %1 %1 -> y0\n"},
    {"a value that is two outputs is copied to both",
     R"(%0 = input 1
%1 = sin %0
output "" %1
output "" %1
)",
     "%1 = sin(x) of %0\n"
     "%1 = cell of %1 -> y0\n"
     "%1 = cell of %1 -> y1\n"},
    {"a value that is an output, and used, is copied",
     R"(%0 = input 1
%1 = sin %0
%2 = exp %1
output "" %1
output "" %2
)",
     "%1 = sin(x) of %0\n"
     "%2 = exp(cell) of %1 -> y1\n"
     "%1 = cell of %1 -> y0\n"},
    {"leaves are copied",
     R"(%0 = input 1
%1 = parameter 2
%2 = constant -0
output "" %2
output "" %0
output "" %1
output "" %0
)",
     "%2 = constant of %2 -> y0\n"
     "%0 = x of %0 -> y1\n"
     "%1 = p of %1 -> y2\n"
     "%0 = x of %0 -> y3\n"},
    {"arguments of ops that commute are put in order, others are not",
     R"(%0 = input 1
%1 = parameter 2
%2 = constant 3
%3 = mul %1 %0
%4 = add %2 %3
%5 = div %1 %0
%6 = div %4 %5
output "" %6
)",
     "%6 = div(add(constant, mul(x, p)), div(p, x)) of %2 %0 %1 %1 %0 -> y0\n"},
    {"three terms are a sum",
     R"(%0 = input 1
%1 = parameter 2
%2 = mul %0 %1
%3 = add %2 %1
%4 = sub %3 %0
output "" %4
)",
     "%4 = sum(mul(x, p), p, -x) of %0 %1 %1 %0 -> y0\n"},
    {"four of a kind are a run, three are not",
     R"(%0 = input 1
%1 = parameter 2
%2 = sin %0
%3 = sin %1
%4 = add %2 %3
%5 = sin %0
%6 = sub %4 %5
%7 = sin %0
%8 = sub %6 %7
%9 = sin %0
%10 = sub %8 %9
%11 = sin %0
%12 = sub %10 %11
%13 = add %12 %1
%14 = add %13 %1
%15 = add %14 %1
output "" %15
)",
     "%15 = sum(sin(x), sin(p), 4*-sin(x), p, p, p) of %0 %1 %0 %0 %0 %0 %1 %1 %1 -> y0\n"},
    {"the sum so far may be on either side of an addition, but not of a subtraction",
     R"(%0 = input 1
%1 = parameter 2
%2 = add %0 %1
%3 = add %1 %2
%4 = add %0 %3
%5 = sub %1 %4
output "" %5
)",
     "%5 = sub(p, sum(x, p, p, x)) of %1 %0 %1 %1 %0 -> y0\n"},
    {"a sum within a sum",
     R"(%0 = input 1
%1 = parameter 2
%2 = add %0 %1
%3 = add %2 %0
%4 = sub %1 %0
%5 = sub %4 %1
%6 = add %3 %5
%7 = add %6 %0
output "" %7
)",
     "%7 = sum(x, p, x, sum(p, -x, -p), x) of %0 %1 %0 %1 %0 %1 %0 -> y0\n"},
    {"a partial sum that is used elsewhere ends a sum, and begins the next",
     R"(%0 = input 1
%1 = parameter 2
%2 = add %0 %1
%3 = add %2 %1
%4 = add %3 %0
%5 = add %4 %0
%6 = mul %3 %5
output "" %6
)",
     "%3 = sum(x, p, p) of %0 %1 %1\n"
     "%6 = mul(cell, sum(cell, x, x)) of %3 %3 %0 %0 -> y0\n"},
    {"a partial sum that is an output, likewise",
     R"(%0 = input 1
%1 = parameter 2
%2 = add %0 %1
%3 = add %2 %1
%4 = add %3 %0
%5 = add %4 %0
output "" %3
output "" %5
)",
     "%3 = sum(x, p, p) of %0 %1 %1\n"
     "%5 = sum(cell, x, x) of %3 %0 %0 -> y1\n"
     "%3 = cell of %3 -> y0\n"},
    {"an addition of a value to itself begins a sum",
     R"(%0 = input 1
%1 = sin %0
%2 = add %1 %1
%3 = add %2 %0
output "" %3
)",
     "%1 = sin(x) of %0\n"
     "%3 = sum(cell, cell, x) of %1 %1 %0 -> y0\n"},
};

TEST(Cells, Cuts) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(text_of(cells_of(row.graph)), row.cells);
  }
}

TEST(Cells, ASumWithARunIsACell) {
  const Cells cells = cells_of(R"(%0 = input 1
%1 = input 1
%2 = input 1
%3 = add %0 %1
%4 = add %3 %2
%5 = add %4 %0
%6 = exp %5
output "" %6
)");
  EXPECT_EQ(text_of(cells),
            "%5 = sum(4*x) of %0 %1 %2 %0\n"
            "%6 = exp(cell) of %5 -> y0\n");
}

TEST(Cells, LongExpressionsAreCut) {
  Graph g;
  Value y = g.input("x", 0.5);
  for (int i = 0; i < 100; ++i) y = sin(y);
  g.output("y", y);
  const Cells cells = cut_into_cells(g, test::forward_layout(g));
  EXPECT_LT(cells.cells.size(), 10u);
  for (const Cell& cell : cells.cells) EXPECT_LE(cells.shapes[cell.shape].statements, 17u);
}

TEST(Cells, SumsWithoutAnEndAreCut) {
  // Terms of two kinds in the order of Thue and Morse, in which nothing comes three times in a row: there are no runs.
  for (const int terms : {63, 64, 65, 66, 127, 128, 129, 200, 1000}) {
    Graph g;
    const Value x = g.input("x", 0.5), p = g.parameter("p", 0.25);
    Value y = x;
    for (int i = 1; i < terms; ++i) y = std::popcount(static_cast<unsigned>(i)) % 2 ? y - x : y + p;
    g.output("y", y);
    const Graph ordered = canonical(g);
    const Cells cells = cut_into_cells(ordered, test::forward_layout(ordered));
    std::size_t leaves = 0;
    for (std::uint32_t i = 0; i < cells.cells.size(); ++i) {
      EXPECT_LE(cells.shapes[cells.cells[i].shape].summands, 64u);
      for (const NodeId read : cells.reads_of(i)) leaves += is_leaf(ordered.op(read));
      for (const NodeId read : cells.reads_of(i)) {
        const std::uint32_t before = cells.cell_of[read.index];
        EXPECT_TRUE(before == no_cell || before < i) << "cells come after those that they read";
      }
    }
    EXPECT_EQ(leaves, static_cast<std::size_t>(terms)) << "each term is read once";
    EXPECT_GT(cells.cells.size(), static_cast<std::size_t>(terms) / 70) << terms;
    EXPECT_EQ(cells.cells.size(), 1u + static_cast<std::size_t>(std::max(0, terms - 2)) / 63) << terms;
  }
}

TEST(Cells, OfRandomGraphsReadWhatTheyNeedInOrder) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Graph g = canonical(test::random_graph(seed, {.nodes = 120, .outputs = 3}));
    const Cells cells = cut_into_cells(g, test::forward_layout(g));
    std::uint64_t operations = 0, written = 0;
    std::vector<bool> has(g.outputs().size());
    for (std::uint32_t i = 0; i < cells.cells.size(); ++i) {
      const Cell& cell = cells.cells[i];
      written += cells.shapes[cell.shape].operations;
      for (const NodeId read : cells.reads_of(i)) {
        const std::uint32_t before = cells.cell_of[read.index];
        EXPECT_TRUE(is_leaf(g.op(read)) ? before == no_cell : before < i) << "seed " << seed;
      }
      if (cell.result == no_result) continue;
      EXPECT_FALSE(has[cell.result]) << "seed " << seed;
      EXPECT_EQ(g.outputs()[cell.result].node, cell.node) << "seed " << seed;
      has[cell.result] = true;
    }
    EXPECT_EQ(std::count(has.begin(), has.end(), false), 0) << "seed " << seed;
    for (std::uint32_t i = 0; i < g.size(); ++i) operations += !is_leaf(g.op({i}));
    // A sum counts one more than it takes: the first term, too.
    EXPECT_GE(written, operations) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mg
