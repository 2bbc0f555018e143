// The shapes of cells: see cells_test.cc for what is one.

#include <gtest/gtest.h>

#include <algorithm>

#include "mg/reroll/canonical.h"
#include "mg/reroll/cells.h"
#include "programs.h"

namespace mg {
namespace {

constexpr const char* hole_names[] = {"constant", "x", "p", "?", "?", "?", "?", "cell"};
const char* name_of(program::Role role) { return hole_names[static_cast<std::size_t>(role)]; }

TEST(Shapes, AreToldApart) {
  // More than the table of shapes has room for at first, and alike but for the attribute.
  Graph g;
  const Value x = g.input("x", 2.0), minus = -x;
  constexpr std::uint32_t shapes = 5000;
  for (std::uint32_t i = 0; i < 2 * shapes; ++i) {
    const double slope = 1.0 / (1.0 + i % shapes);
    g.output("y", i < shapes ? relu(x, slope) : relu(minus, slope));
  }
  const Graph ordered = canonical(g);
  const Cells cells = cut_into_cells(ordered, test::forward_layout(ordered));
  std::vector<ShapeId> found;
  for (const Cell& cell : cells.cells) {
    EXPECT_EQ(cells.shapes[cell.shape].attribute, ordered.attribute(cell.node));
    found.push_back(cell.shape);
  }
  std::ranges::sort(found);
  EXPECT_EQ(std::ranges::adjacent_find(found), found.end());
  EXPECT_EQ(found.size(), 2u * shapes + 1u) << "and -x, which many use";
}

/// `p@0 x@1/0; 4 of 1 from 1`: holes with their offsets, and the run that they are in; runs.
std::string text_of(const Cells::Form& form) {
  std::string text;
  for (const Hole& hole : form.holes) {
    text += std::string(text.empty() ? "" : " ") + name_of(hole.role) + "@" + std::to_string(hole.offset);
    if (hole.run != no_run) text += "/" + std::to_string(hole.run);
  }
  for (const Run& run : form.runs) {
    text +=
        "; " + std::to_string(run.count) + " of " + std::to_string(run.width) + " from " + std::to_string(run.offset);
  }
  return text;
}

TEST(Shapes, HaveHolesAndRuns) {
  const auto form = [](int first, int second, int third) {
    Graph g;
    std::vector<Value> x, p;
    for (int i = 0; i < 8; ++i) x.push_back(g.input("x", 1.0)), p.push_back(g.parameter("p", 1.0));
    Value y = p[0];
    for (int i = 0; i < first; ++i) y = y + x[i] * p[i];
    for (int i = 0; i < second; ++i) y = y - sin(x[i]);
    for (int i = 0; i < third; ++i) y = y + x[i] * 3.0 * p[i];
    g.output("y", y / x[7]);
    const Graph ordered = canonical(g);
    const Cells cells = cut_into_cells(ordered, test::forward_layout(ordered));
    return text_of(cells.form(cells.cells.front().shape));
  };
  EXPECT_EQ(form(0, 0, 0), "p@0 x@1");
  EXPECT_EQ(form(2, 1, 0), "p@0 x@1 p@2 x@3 p@4 x@5 x@6");
  EXPECT_EQ(form(4, 0, 0), "p@0 x@1/0 p@2/0; 4 of 2 from 1") << "the sum is a cell of its own";
  EXPECT_EQ(form(5, 1, 0), "p@0 x@1/0 p@2/0 x@11; 5 of 2 from 1");
  EXPECT_EQ(form(4, 6, 0), "p@0 x@1/0 p@2/0 x@9/1; 4 of 2 from 1; 6 of 1 from 9");
  EXPECT_EQ(form(4, 3, 5), "p@0 x@1/0 p@2/0 x@9 x@10 x@11 p@12/1 x@13/1 constant@14/1; 4 of 2 from 1; 5 of 3 from 12");
}

}  // namespace
}  // namespace mg
