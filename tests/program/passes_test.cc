// The passes over Programs: this in, that out.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "mg/program/passes/choose_lanes.h"
#include "mg/program/passes/dead_stores.h"
#include "mg/program/passes/fuse_loops.h"
#include "mg/program/passes/gather.h"
#include "mg/program/passes/hand_on.h"
#include "mg/program/passes/lay_out_data.h"
#include "mg/program/passes/nest.h"
#include "mg/program/passes/split.h"
#include "mg/program/passes/storage.h"
#include "mg/program/pipeline.h"
#include "mg/program/text.h"
#include "mg/program/verify.h"
#include "parse.h"

namespace mg::program {
namespace {

struct Row {
  const char* what;
  const char* before;
  const char* after;  ///< null: the same
};

void expect_rows(std::initializer_list<Row> rows, const std::function<Program(const Program&)>& pass) {
  for (const Row& row : rows) {
    const Program before = test::parse(row.before);
    ASSERT_NO_THROW(verify(before, "parsing")) << row.what;
    const Program after = pass(before);
    EXPECT_NO_THROW(verify(after, "the pass")) << row.what;
    // As the parser numbers it.
    EXPECT_EQ(to_text(after), to_text(test::parse(row.after ? row.after : row.before))) << row.what;
  }
}

TEST(Passes, FuseLoops) {
  const std::initializer_list<Row> rows = {
      {"what goes on with what the same turn has made",
       R"(input x[8]
output y[8]
work w[8]
function
  for i0 < 8 parallel {
    store w[i0] = sin(x[i0])
  }
  for i1 < 8 parallel {
    store y[i1] = cos(w[i1])
  }
)",
       R"(input x[8]
output y[8]
work w[8]
function
  for i0 < 8 parallel {
    store w[i0] = sin(x[i0])
    store y[i0] = cos(w[i0])
  }
)"},
      {"another turn has made it",
       R"(input x[8]
output y[8]
work w[8]
function
  for i0 < 8 parallel {
    store w[i0] = sin(x[i0])
  }
  for i1 < 8 parallel {
    store y[i1] = cos(w[7 - i1])
  }
)",
       nullptr},
      {"it is needed as a whole",
       R"(input x[8]
output y[8]
work w[8]
function
  for i0 < 8 parallel {
    store w[i0] = sin(x[i0])
  }
  for i1 < 8 parallel {
    let t0 = -0
    for i2 < 8 {
      acc t0 += w[i2]
    }
    store y[i1] = t0
  }
)",
       nullptr},
      {"one loop becomes two",
       R"(input x[6]
output y[6]
work w[6]
function
  for i0 < 2 parallel {
    for i1 < 3 parallel {
      store w[i0 + 2*i1] = sin(x[3*i0 + i1])
    }
  }
  for i2 < 6 parallel {
    store y[i2] = x[i2]
  }
)",
       nullptr},
      {"one loop becomes two, as it goes on with what they have made",
       R"(input x[6]
output y[6]
work w[6]
function
  for i0 < 2 parallel {
    for i1 < 3 parallel {
      store w[3*i0 + i1] = sin(x[i0 + 2*i1])
    }
  }
  for i2 < 6 parallel {
    store y[5 - i2] = cos(w[i2])
  }
)",
       R"(input x[6]
output y[6]
work w[6]
function
  for i0 < 2 parallel {
    for i1 < 3 parallel {
      store w[3*i0 + i1] = sin(x[i0 + 2*i1])
      store y[5 - 3*i0 - i1] = cos(w[3*i0 + i1])
    }
  }
)"},
  };
  expect_rows(rows, [](const Program& program) { return fuse_loops(program, 64); });
}

TEST(Passes, FuseLoopsUpToALength) {
  const Program program = test::parse(R"(input x[8]
output y[8]
work w[8]
function
  for i0 < 8 parallel {
    store w[i0] = sin(cos(x[i0]))
  }
  for i1 < 8 parallel {
    store y[i1] = cos(w[i1])
  }
)");
  EXPECT_EQ(fuse_loops(program, 3).loops.size(), 1u);
  EXPECT_EQ(fuse_loops(program, 2).loops.size(), 2u);
}

TEST(Passes, FuseLoopsOfATurn) {
  expect_rows({{"in a loop over time, what the same turn has made, not the one before",
                R"(output y[16]
work w[20]
function
  for i0 < 4 {
    for i1 < 4 parallel {
      store w[4 + 4*i0 + i1] = sin(w[4*i0 + i1])
    }
    for i2 < 4 parallel {
      store y[4*i0 + i2] = cos(w[4 + 4*i0 + i2])
    }
  }
)",
                R"(output y[16]
work w[20]
function
  for i0 < 4 {
    for i1 < 4 parallel {
      store w[4 + 4*i0 + i1] = sin(w[4*i0 + i1])
      store y[4*i0 + i1] = cos(w[4 + 4*i0 + i1])
    }
  }
)"}},
              [](const Program& program) { return fuse_loops(program, 64); });
}

TEST(Passes, ChooseLanes) {
  expect_rows({{"the loop that is side by side, as the innermost",
                R"(parameter p[48]
output y[48]
function
  for i0 < 8 parallel {
    for i1 < 6 parallel {
      store y[i0 + 8*i1] = sin(p[i0 + 8*i1])
    }
  }
)",
                R"(parameter p[48]
output y[48]
function
  for i0 < 6 parallel {
    for i1 < 8 lanes {
      store y[i1 + 8*i0] = sin(p[i1 + 8*i0])
    }
  }
)"},
               {"none where all are short", R"(input x[9]
output y[9]
function
  for i0 < 3 parallel {
    for i1 < 3 parallel {
      store y[3*i0 + i1] = sin(x[3*i0 + i1])
    }
  }
)",
                nullptr},
               {"none for guards, which are branches", R"(input x[8]
function
  for i0 < 8 parallel {
    guard lt(x[i0], 1)
  }
)",
                nullptr},
               {"a sum in each lane, in a loop over time", R"(input x[8]
output y[80]
function
  for i0 < 10 {
    for i1 < 8 parallel {
      let t0 = -0
      for i2 < 3 {
        acc t0 += x[i2]
      }
      store y[8*i0 + i1] = t0
    }
  }
)",
                R"(input x[8]
output y[80]
function
  for i0 < 10 {
    for i1 < 8 lanes {
      let t0 = -0
      for i2 < 3 {
        acc t0 += x[i2]
      }
      store y[8*i0 + i1] = t0
    }
  }
)"}},
              choose_lanes);
}

TEST(Passes, Gather) {
  expect_rows({{"what lanes read from afar, five times each",
                R"(parameter p[32]
output y[40]
function
  for i0 < 5 parallel {
    for i1 < 8 lanes {
      let t0 = -0
      for i2 < 4 {
        acc t0 += p[4*i1 + i2]
      }
      store y[8*i0 + i1] = t0
    }
  }
)",
                R"(parameter p[32]
output y[40]
work w[32]
function
  for i0 < 4 {
    for i1 < 8 lanes {
      store w[8*i0 + i1] = p[i0 + 4*i1]
    }
  }
  for i2 < 5 parallel {
    for i3 < 8 lanes {
      let t0 = -0
      for i4 < 4 {
        acc t0 += w[8*i4 + i3]
      }
      store y[8*i2 + i3] = t0
    }
  }
)"},
               {"too seldom",
                R"(parameter p[32]
output y[24]
function
  for i0 < 3 parallel {
    for i1 < 8 lanes {
      store y[8*i0 + i1] = p[4*i1]
    }
  }
)",
                nullptr}},
              gather);
}

TEST(Passes, LayOutData) {
  expect_rows({{"numbers and tables in the order of the loops, lanes last",
                R"(input x[9]
output y[4]
data d0 = 1 2 3 4 5 6 7 8
table table0 = 0 1 2 3 4 5 6 7
function
  for i0 < 4 lanes {
    let t0 = -0
    for i1 < 2 {
      acc t0 += mul(d0[2*i0 + i1], x[table0[2*i0 + i1]])
    }
    store y[i0] = t0
  }
)",
                R"(input x[9]
output y[4]
data d0 = 1 3 5 7 2 4 6 8
table table0 = 0 2 4 6 1 3 5 7
function
  for i0 < 4 lanes {
    let t0 = -0
    for i1 < 2 {
      acc t0 += mul(d0[4*i1 + i0], x[table0[4*i1 + i0]])
    }
    store y[i0] = t0
  }
)"}},
              lay_out_data);
}

TEST(Passes, Split) {
  const auto by = [](std::uint32_t size) { return [size](const Program& program) { return split(program, size); }; };
  const char* const before = R"(input x[4]
output y[4]
work w[2]
function
  store w[0] = sin(x[0])
  let t0 = -0
  for i0 < 4 {
    acc t0 += sin(x[i0])
  }
  store w[1] = t0
  store y[0] = sin(w[0])
  store y[1] = sin(w[1])
)";
  expect_rows({{"no longer than it may be", before, nullptr}}, by(5));
  expect_rows({{"in the middle, but not between a sum and what it is for", before, R"(input x[4]
output y[4]
work w[2]
function
  store w[0] = sin(x[0])
  let t0 = -0
  for i0 < 4 {
    acc t0 += sin(x[i0])
  }
  store w[1] = t0
function
  store y[0] = sin(w[0])
  store y[1] = sin(w[1])
)"}},
              by(3));
  expect_rows({{"nothing to compute", "input x[1]\noutput y[1]\nfunction\n  store y[0] = x[0]\n", nullptr}}, by(1));
}

TEST(Passes, HandOn) {
  expect_rows({{"a value, and what is read again",
                R"(input x[2]
output y[2]
work w[3]
function
  store w[0] = sin(x[0])
  store w[1] = mul(w[0], x[0])
  store y[0] = add(w[0], x[1])
function
  store y[1] = neg(w[1])
)",
                R"(input x[2]
output y[2]
work w[3]
function
  let t0 = x[0]
  let t1 = sin(t0)
  store w[0] = t1
  store w[1] = mul(t1, t0)
  store y[0] = add(t1, x[1])
function
  store y[1] = neg(w[1])
)"},
               {"within a turn, and not into lanes from outside",
                R"(input x[8]
output y[16]
work w[9]
function
  store w[8] = sin(x[0])
  for i0 < 8 lanes {
    store w[i0] = mul(x[i0], w[8])
    store y[i0] = neg(w[i0])
  }
  for i1 < 8 lanes {
    store y[8 + i1] = w[i1]
  }
)",
                R"(input x[8]
output y[16]
work w[9]
function
  let t0 = sin(x[0])
  store w[8] = t0
  for i0 < 8 lanes {
    let t1 = mul(x[i0], w[8])
    store w[i0] = t1
    store y[i0] = neg(t1)
  }
  for i1 < 8 lanes {
    store y[8 + i1] = w[i1]
  }
)"}},
              hand_on);
}

TEST(Passes, DropDeadStores) {
  expect_rows({{"what nobody reads, and loops with nothing else in them",
                R"(input x[8]
output y[2]
work w[16]
function
  let t0 = sin(x[0])
  store w[0] = t0
  store w[1] = t0
  for i0 < 8 {
    store w[8 + i0] = x[i0]
  }
  store y[0] = w[1]
)",
                R"(input x[8]
output y[2]
work w[16]
function
  let t0 = sin(x[0])
  store w[1] = t0
  store y[0] = w[1]
)"}},
              [](const Program& program) { return drop_dead_stores(program); });
}

TEST(Passes, NestExpressions) {
  expect_rows({{"what is used once, in the same loop, and need not be a name",
                R"(input x[2]
output y[5]
function
  let t0 = sin(x[0])
  let t1 = cos(t0)
  store y[0] = add(t1, x[1])
  let t2 = exp(x[0])
  store y[1] = mul(t2, t2)
  let t3 = exp(x[1])
  store y[2] = relu(t3, 0.5)
  let t4 = tan(x[1])
  for i0 < 2 {
    store y[3 + i0] = mul(t4, x[i0])
  }
)",
                R"(input x[2]
output y[5]
function
  store y[0] = add(cos(sin(x[0])), x[1])
  let t0 = exp(x[0])
  store y[1] = mul(t0, t0)
  let t1 = exp(x[1])
  store y[2] = relu(t1, 0.5)
  let t2 = tan(x[1])
  for i0 < 2 {
    store y[3 + i0] = mul(t2, x[i0])
  }
)"},
               {"a sum is a name while it grows",
                R"(input x[4]
output y[1]
function
  let t0 = -0
  for i0 < 4 {
    acc t0 += x[i0]
  }
  store y[0] = t0
)",
                nullptr}},
              nest);
}

TEST(Passes, AssignStorage) {
  expect_rows({{"arrays share memory, and begin with a cache line",
                R"(input x[10]
output y[10]
work w[40]
function
  for i0 < 10 {
    store w[i0] = sin(x[i0])
  }
  for i1 < 10 {
    store w[20 + i1] = sin(w[i1])
  }
  for i2 < 10 {
    store w[30 + i2] = sin(w[20 + i2])
  }
  for i3 < 10 {
    store y[i3] = w[30 + i3]
  }
)",
                R"(input x[10]
output y[10]
work w[32]
function
  for i0 < 10 {
    store w[i0] = sin(x[i0])
  }
  for i1 < 10 {
    store w[16 + i1] = sin(w[i1])
  }
  for i2 < 10 {
    store w[i2] = sin(w[16 + i2])
  }
  for i3 < 10 {
    store y[i3] = w[i3]
  }
)"},
               {"arrays that live at the same time do not",
                R"(input x[8]
output y[16]
work w[16]
function
  for i0 < 8 {
    store w[i0] = sin(x[i0])
  }
  for i1 < 8 {
    store w[8 + i1] = cos(x[i1])
  }
  for i2 < 8 {
    store y[i2] = w[8 + i2]
  }
  for i3 < 8 {
    store y[8 + i3] = w[i3]
  }
)",
                nullptr},
               {"what a loop walks stays together, though it was written one by one",
                R"(input x[6]
output y[6]
work w[30]
function
  for i0 < 3 {
    store w[10 + 2*i0] = x[i0]
  }
  for i1 < 3 {
    store w[11 + 2*i1] = x[3 + i1]
  }
  for i2 < 6 {
    store y[i2] = w[10 + i2]
  }
)",
                R"(input x[6]
output y[6]
work w[6]
function
  for i0 < 3 {
    store w[2*i0] = x[i0]
  }
  for i1 < 3 {
    store w[1 + 2*i1] = x[3 + i1]
  }
  for i2 < 6 {
    store y[i2] = w[i2]
  }
)"},
               {"of nothing", "work w[0]\nfunction\n", nullptr},
               {"tables move with their arrays, but not for others",
                R"(input x[20]
output y[6]
work w[20]
table table0 = 12 10 11
function
  for i0 < 3 {
    store w[10 + i0] = x[i0]
  }
  for i1 < 3 {
    store y[i1] = w[table0[i1]]
    store y[3 + i1] = x[table0[i1]]
  }
)",
                R"(input x[20]
output y[6]
work w[3]
table table0 = 2 0 1
table table1 = 12 10 11
function
  for i0 < 3 {
    store w[i0] = x[i0]
  }
  for i1 < 3 {
    store y[i1] = w[table0[i1]]
    store y[3 + i1] = x[table1[i1]]
  }
)"}},
              [](const Program& program) { return assign_storage(program); });
}

TEST(Passes, AreListedAndWatched) {
  const Program program = test::parse("input x[1]\noutput y[1]\nfunction\n  store y[0] = sin(x[0])\n");
  std::string names;
  const Program after = lower(program, {}, [&](std::string_view stage, const Program& here) {
    names += std::string(stage) + ' ';
    EXPECT_EQ(to_text(here), to_text(program));
  });
  EXPECT_EQ(names, "loops fused lanes gathered laid-out split handed-on stored nested final ");
  EXPECT_EQ(stages().size(), 9u);
}

}  // namespace
}  // namespace mg::program
