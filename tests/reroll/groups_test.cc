#include "mg/reroll/groups.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mg/passes/fold.h"
#include "mg/passes/pipeline.h"
#include "mg/reroll/canonical.h"
#include "programs.h"
#include "support/bodies.h"
#include "support/loop_nests.h"
#include "support/random_graph.h"

namespace mg {
namespace {

struct Found {
  Cells cells;
  Families families;
  Groups groups;
};

Found find(const Graph& graph) {
  const program::Layout layout = test::forward_layout(graph);
  Found found;
  found.cells = cut_into_cells(graph, layout);
  found.families = find_families(found.cells, layout);
  found.groups = group_cells(found.cells, found.families);
  return found;
}

/// A line for each group: the nodes that its cells compute or copy.
std::string text_of(const Found& found) {
  std::string text;
  for (const Group& group : found.groups.groups) {
    for (std::uint32_t m = group.first; m < group.first + group.count; ++m) {
      const Cell& cell = found.cells.cells[found.groups.members[m]];
      text += (m > group.first ? " %" : "%") + std::to_string(cell.node.index);
    }
    text += "\n";
  }
  return text;
}

struct Row {
  const char* what;
  const char* graph;
  std::uint32_t families;
  std::uint64_t statements;
  const char* groups;
};

const Row rows[] = {
    {"cells of one shape", R"(%0 = input 1
%1 = input 2
%2 = sin %0
%3 = sin %1
output "" %2
output "" %3
)",
     1, 1, "%2 %3\n"},
    {"of two, and copies", R"(%0 = input 1
%1 = input 2
%2 = sin %0
%3 = exp %1
output "" %2
output "" %3
output "" %0
output "" %1
)",
     3, 2, "%2\n%3\n%0 %1\n"},
    {"of one shape, but of different things", R"(%0 = input 1
%1 = sin %0
%2 = tanh %1
%3 = mul %1 %2
%4 = exp %0
%5 = tanh %4
%6 = mul %4 %5
output "" %3
output "" %6
)",
     4, 6, "%1\n%3\n%4\n%6\n"},
    {"other numbers make no difference, other attributes do", R"(%0 = input 1
%1 = constant 5
%2 = mul %0 %1
%3 = constant 6
%4 = mul %0 %3
%5 = relu %0 0.25
%6 = relu %0 0.5
output "" %2
output "" %4
output "" %5
output "" %6
)",
     3, 3, "%2 %4\n%5\n%6\n"},
    {"two chains, step by step", R"(%0 = input 1
%1 = input 2
%2 = sin %0
%3 = mul %2 %2
%4 = sin %1
%5 = mul %4 %4
output "" %3
output "" %5
)",
     2, 2, "%2 %4\n%3 %5\n"},
};

TEST(Groups, Group) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Graph g = canonical(test::graph_of(row.graph));
    ASSERT_EQ(test::body_of(g), row.graph) << "the row should be in canonical order, so that it can be read";
    const Found found = find(g);
    EXPECT_EQ(found.families.count, row.families);
    EXPECT_EQ(found.families.statements, row.statements);
    EXPECT_EQ(text_of(found), row.groups);
  }
}

TEST(Groups, AStateThatGoesFromStepToStepIsTakenLevelByLevel) {
  // Two states, each of both before; all but the first steps and the last are of one family each.
  const auto run = [](std::uint32_t steps) {
    Graph g;
    Value a = g.input("a", 0.5), b = g.input("b", 0.25);
    for (std::uint32_t t = 0; t < steps; ++t) {
      const Value next = sin(a * b);
      b = cos(b - a);
      a = next;
    }
    g.output("a", a);
    g.output("b", b);
    return find(canonical(g));
  };
  const Found found = run(20), longer = run(40);
  EXPECT_EQ(found.families.count, longer.families.count);
  EXPECT_LE(found.families.count, 10u);
  EXPECT_EQ(found.groups.groups.size(), 2u * 20u) << "a and b are of two shapes";
  EXPECT_EQ(longer.groups.groups.size(), 2u * 40u);
}

TEST(Groups, LanesBesideEachOtherGoFromStepToStepTogether) {
  Graph g;
  std::vector<Value> states;
  constexpr std::uint32_t lanes = 6, steps = 20;
  for (std::uint32_t i = 0; i < lanes; ++i) states.push_back(g.input("s", 0.1 * i));
  for (std::uint32_t t = 0; t < steps; ++t) {
    for (Value& state : states) state = state * sin(state);
  }
  for (const Value& state : states) g.output("s", state);
  const Found found = find(canonical(g));
  ASSERT_EQ(found.groups.groups.size(), steps);
  for (const Group& group : found.groups.groups) EXPECT_EQ(group.count, lanes);
}

void expect_groups(const Graph& g, std::uint64_t seed) {
  const program::Layout layout = test::forward_layout(g);
  const Found found = find(g);
  std::vector<std::uint32_t> group_of(found.cells.cells.size(), no_cell);
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < found.groups.groups.size(); ++i) {
    const Group& group = found.groups.groups[i];
    ASSERT_EQ(group.first, next) << "seed " << seed;
    ASSERT_GT(group.count, 0u);
    next += group.count;
    for (std::uint32_t m = group.first; m < next; ++m) {
      const std::uint32_t cell = found.groups.members[m];
      ASSERT_EQ(group_of[cell], no_cell) << "seed " << seed << ": each cell is in one group";
      group_of[cell] = i;
      const Cell &it = found.cells.cells[cell], &first = found.cells.cells[found.groups.members[group.first]];
      EXPECT_EQ(it.shape, first.shape) << "seed " << seed;
      EXPECT_EQ(it.result == no_result, first.result == no_result) << "seed " << seed;
    }
    for (std::uint32_t m = group.first; m < next; ++m) {
      for (const NodeId read : found.cells.reads_of(found.groups.members[m])) {
        const std::uint32_t from = found.cells.cell_of[read.index];
        EXPECT_TRUE(from == no_cell || group_of[from] < i) << "seed " << seed << ": a group reads earlier ones only";
      }
    }
  }
  EXPECT_EQ(next, found.cells.cells.size()) << "seed " << seed;
}

TEST(Groups, ComeAfterThoseThatTheyRead) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    expect_groups(canonical(test::random_graph(seed, {.nodes = 150, .outputs = 4})), seed);
    if (HasFailure()) return;
  }
  for (const std::uint64_t seed : {7692u, 1u, 2u, 3u, 4u, 5u}) {
    expect_groups(canonical(optimize(bake(test::loop_nests(seed)))), seed);
    if (HasFailure()) return;
  }
  // Few ops, so that families are large and depend on each other.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    test::Random random(seed);
    Graph g;
    std::vector<Value> values{g.input("a", 1.0), g.input("b", 2.0)};
    for (int i = 0; i < 150; ++i) {
      const auto any = [&] { return values[random.below(static_cast<std::uint32_t>(values.size()))]; };
      values.push_back(random.below(3) == 0 ? any() + any() : random.below(2) ? any() * any() : sin(any()));
    }
    for (int i = 0; i < 6; ++i) g.output("y", values[values.size() - 1 - random.below(20)]);
    expect_groups(canonical(g), seed);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace mg
