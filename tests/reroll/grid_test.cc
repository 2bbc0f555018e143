#include "mg/reroll/grid.h"

#include <gtest/gtest.h>

#include <string>

#include "support/random_graph.h"

namespace mg {
namespace {

using Numbers = std::vector<std::uint32_t>;

constexpr std::uint32_t minus(std::uint32_t number) { return 0u - number; }

IndexRows rows_of(const Numbers& numbers, std::size_t columns) { return {numbers, columns, numbers.size() / columns}; }

/// "3 × (5, 0) 2 × (1, -1)": counts and steps of the axes, the outermost first.
std::string text_of(const std::optional<Grid>& grid) {
  if (!grid) return "none";
  std::string text;
  for (std::size_t axis = 0; axis < grid->counts.size(); ++axis) {
    text += (axis > 0 ? " " : "") + std::to_string(grid->counts[axis]) + " × (";
    for (std::size_t c = 0; c < grid->steps[axis].size(); ++c) {
      text += (c > 0 ? ", " : "") + std::to_string(grid->steps[axis][c]);
    }
    text += ")";
  }
  return text;
}

struct Fit {
  const char* what;
  std::size_t columns, most_axes;
  Numbers numbers;
  const char* grid;
};

const Fit fits[] = {
    {"one row is a nest of no loop", 1, 4, {7}, ""},
    {"so it is where no loop is allowed", 2, 0, {7, 9}, ""},
    {"two rows are always a loop", 2, 1, {7, 9, 3, 9}, "2 × (-4, 0)"},
    {"but not where none is allowed", 1, 0, {7, 8}, "none"},
    {"flat", 1, 4, {3, 5, 7, 9}, "4 × (2)"},
    {"all equal", 1, 4, {3, 3, 3}, "3 × (0)"},
    {"backwards", 1, 4, {9, 6, 3, 0}, "4 × (-3)"},
    {"columns go their own ways", 3, 4, {0, 9, 4, 1, 7, 4, 2, 5, 4}, "3 × (1, -2, 0)"},
    {"two loops", 1, 4, {0, 1, 2, 10, 11, 12}, "2 × (10) 3 × (1)"},
    {"a matrix by rows is one loop", 1, 4, {0, 1, 2, 3, 4, 5}, "6 × (1)"},
    {"a matrix by rows, and a column of it, are two", 2, 4, {0, 0, 1, 1, 2, 0, 3, 1}, "2 × (2, 0) 2 × (1, 1)"},
    {"a matrix by columns", 1, 4, {0, 3, 1, 4, 2, 5}, "3 × (1) 2 × (3)"},
    {"outer loop backwards", 1, 4, {10, 11, 5, 6, 0, 1}, "3 × (-5) 2 × (1)"},
    {"an outer loop that does not move", 1, 4, {4, 5, 4, 5, 4, 5}, "3 × (0) 2 × (1)"},
    {"an inner loop that does not move", 1, 4, {4, 4, 5, 5, 6, 6}, "3 × (1) 2 × (0)"},
    {"three loops", 1, 4, {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}, "2 × (100) 3 × (10) 2 × (1)"},
    {"three loops where two are allowed", 1, 2, {0, 1, 10, 11, 100, 101, 110, 111}, "none"},
    {"three loops, and three are allowed", 1, 3, {0, 1, 10, 11, 100, 101, 110, 111}, "2 × (100) 2 × (10) 2 × (1)"},
    {"the inner loops happen to go on in each other", 1, 4, {0, 1, 2, 3, 10, 11, 12, 13}, "2 × (10) 4 × (1)"},
    {"the first block happens to go on, then the rest does not", 1, 4, {0, 1, 2, 5, 6}, "none"},
    {"the first two blocks happen to be one, the third is apart", 1, 4, {0, 1, 2, 3, 10, 11}, "none"},
    {"the first row goes on in one column only", 2, 4, {0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1}, "3 × (2, 0) 2 × (1, 1)"},
    {"one number is off", 1, 4, {0, 1, 2, 4}, "none"},
    {"one number of a later block is off", 1, 4, {0, 1, 10, 11, 20, 22}, "none"},
    {"one block is off", 1, 4, {0, 1, 10, 11, 21, 22}, "none"},
    {"one column is off", 2, 4, {0, 0, 1, 1, 2, 3}, "none"},
    {"a block too short", 1, 4, {0, 1, 2, 10, 11}, "none"},
    {"down through zero, by wrapping around", 1, 4, {1, 0, minus(1), minus(2)}, "4 × (-1)"},
    {"up through the largest", 1, 4, {minus(2), 0, 2}, "3 × (2)"},
    {"half of the numbers away is the lowest step", 1, 4, {0, 0x80000000u, 0}, "3 × (-2147483648)"},
};

TEST(Grid, Fits) {
  for (const Fit& fit : fits) {
    EXPECT_EQ(text_of(fit_grid(rows_of(fit.numbers, fit.columns), fit.most_axes)), fit.grid) << fit.what;
  }
}

TEST(Grid, OfRowsWithoutColumns) {
  // Cells that read nothing but constants: any number of them is a loop.
  EXPECT_EQ(text_of(fit_grid({{}, 0, 1}, 4)), "");
  EXPECT_EQ(text_of(fit_grid({{}, 0, 5}, 4)), "5 × ()");
  EXPECT_EQ(text_of(fit_grid({{}, 0, 5}, 0)), "none");
}

struct Cut {
  const char* what;
  std::size_t columns;
  Numbers numbers;
  Numbers begins;
};

const Cut cuts[] = {
    {"nothing", 1, {}, {0}},
    {"one row", 1, {4}, {0, 1}},
    {"a line", 1, {0, 3, 6, 9}, {0, 4}},
    {"backwards", 1, {9, 6, 3}, {0, 3}},
    {"through zero", 1, {1, 0, minus(1)}, {0, 3}},
    {"in place", 1, {5, 5, 5}, {0, 3}},
    {"two lines", 1, {0, 1, 2, 10, 12, 14}, {0, 3, 6}},
    {"a row is left", 1, {0, 1, 2, 10}, {0, 3, 4}},
    {"any two are a line", 1, {0, 5, 6, 7, 8}, {0, 2, 5}},
    {"both columns count", 2, {0, 0, 1, 0, 2, 1, 3, 2}, {0, 2, 4}},
};

TEST(Grid, CutsIntoLines) {
  for (const Cut& cut : cuts) EXPECT_EQ(cut_into_lines(rows_of(cut.numbers, cut.columns)), cut.begins) << cut.what;
  EXPECT_EQ(cut_into_lines({{}, 0, 3}), (Numbers{0, 3})) << "without columns";
}

/// The rows that a grid walks.
IndexRows walked(const Grid& grid, const Numbers& first) {
  IndexRows rows{{}, first.size(), 1};
  for (const std::uint32_t count : grid.counts) rows.count *= count;
  for (std::size_t row = 0; row < rows.count; ++row) {
    Numbers at = first;
    std::size_t left = row;
    for (std::size_t axis = grid.counts.size(); axis-- > 0; left /= grid.counts[axis]) {
      const auto turn = static_cast<std::uint32_t>(left % grid.counts[axis]);
      for (std::size_t c = 0; c < at.size(); ++c) at[c] += turn * static_cast<std::uint32_t>(grid.steps[axis][c]);
    }
    rows.numbers.insert(rows.numbers.end(), at.begin(), at.end());
  }
  return rows;
}

TEST(Grid, FindsWhatLoopsWalk) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    test::Random random(seed);
    const std::size_t columns = random.below(4);
    Grid grid;
    for (std::uint32_t axes = random.below(4); axes > 0; --axes) {
      grid.counts.push_back(2 + random.below(5));
      grid.steps.emplace_back();
      for (std::size_t c = 0; c < columns; ++c) {
        grid.steps.back().push_back(static_cast<std::int32_t>(random.below(7)) - 3);
      }
    }
    Numbers first;
    for (std::size_t c = 0; c < columns; ++c) first.push_back(random.below(5) - 2);
    const IndexRows rows = walked(grid, first);
    const auto found = fit_grid(rows, grid.counts.size());
    ASSERT_TRUE(found) << "seed " << seed << ": " << text_of(grid);
    EXPECT_EQ(walked(*found, first).numbers, rows.numbers) << "seed " << seed << ": " << text_of(grid);
    EXPECT_EQ(walked(*found, first).count, rows.count) << "seed " << seed << ": " << text_of(grid);
  }
}

TEST(Grid, FindsNothingElse) {
  // One number changed: either it is no grid any more, or the grid that is found walks just that.
  std::size_t none = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    test::Random random(seed);
    IndexRows rows = walked({{2 + random.below(3), 2 + random.below(3)}, {{10, 0}, {1, 2}}}, {5, 3});
    rows.numbers[random.below(static_cast<std::uint32_t>(rows.numbers.size()))] += 1 + random.below(3);
    const auto found = fit_grid(rows, 4);
    none += !found;
    if (found) {
      EXPECT_EQ(walked(*found, {rows[0].begin(), rows[0].end()}).numbers, rows.numbers) << "seed " << seed;
    }
    const auto lines = cut_into_lines(rows);
    ASSERT_EQ(lines.back(), rows.count);
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      const IndexRows line{{rows[lines[i]].data(), rows[lines[i]].data() + (lines[i + 1] - lines[i]) * rows.columns},
                           rows.columns,
                           lines[i + 1] - lines[i]};
      EXPECT_TRUE(fit_grid(line, 1)) << "seed " << seed << ": line " << i;
    }
  }
  EXPECT_GT(none, 1500u) << "else this proves little";
}

}  // namespace
}  // namespace mg
