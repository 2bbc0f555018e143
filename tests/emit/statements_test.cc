// Programs as text: in C++, and in a language that has neither types nor lanes.

#include "mg/emit/statements.h"

#include <gtest/gtest.h>

#include "../program/parse.h"
#include "mg/emit/js_file.h"

namespace mg::emit {
namespace {

ArrayNames array_names(const program::Program& program) {
  ArrayNames names;
  constexpr std::string_view arrays[] = {"d", "x", "p", "y_bar", "y", "x_bar", "p_bar", "w"};
  for (std::size_t r = 0; r < std::size(arrays); ++r) names.array[r] = arrays[r];
  for (std::uint32_t i = 0; i < program.data.size(); ++i) names.data.push_back("d" + std::to_string(i));
  for (std::uint32_t i = 0; i < program.tables.size(); ++i) names.tables.push_back("table" + std::to_string(i));
  return names;
}

std::string text_of(const char* text, const Dialect& dialect) {
  const program::Program program = test::parse(text);
  const ArrayNames names = array_names(program);
  StatementWriter writer(program, names, dialect);
  std::string out;
  for (const program::Function& function : program.functions) out += writer.write(function, 0);
  return out + writer.lanes();
}

struct Row {
  const char* what;
  const char* program;
  const char* cplusplus;
  const char* javascript;
};

const Row rows[] = {
    {"expressions",
     R"(input x[3]
output y[2]
function
  let t0 = sin(mul(add(x[0], x[1]), 0.5))
  store y[0] = div(t0, sqrt(x[2]))
  store y[1] = lt(t0, abs(x[0]))
)",
     R"(double t0 = mg_sin((x[0] + x[1]) * 0.5);
y[0] = t0 / std::sqrt(x[2]);
y[1] = t0 < std::fabs(x[0]) ? 1.0 : 0.0;
)",
     R"(let t0 = mg_sin((x[0] + x[1]) * 0.5);
y[0] = t0 / Math.sqrt(x[2]);
y[1] = t0 < Math.abs(x[0]) ? 1 : 0;
)"},
    {"a sum in each lane; data and a table",
     R"(data d0 = 1 2 3 4
input x[12]
output y[4]
table table0 = 3 1 2 0
function
  for i0 < 4 lanes {
    let t0 = d0[i0]
    for i1 < 3 {
      acc t0 += mul(x[3*i0 + i1], 2)
    }
    acc t0 -= x[table0[i0]]
    store y[3 - i0] = t0
  }
)",
     R"(over<4, 1>(Loop0{x, y});
  struct Loop0 {
    const double* x;
    double* y;
    template <class T> MG_EXACT void at(int i0) const {
      MG_BEGIN
      T t0 = T::load(d0 + i0);
      for (int i1 = 0; i1 < 3; ++i1) {
        t0 = t0 + T::load(x + 3 * i0 + i1, 3) * 2.0;
      }
      t0 = t0 - T::load(x, table0 + i0);
      t0.store(y + 3 - i0, -1);
    }
  };
)",
     R"(for (let i0 = 0; i0 < 4; ++i0) {
  let t0 = d0[i0];
  for (let i1 = 0; i1 < 3; ++i1) {
    t0 = t0 + x[3 * i0 + i1] * 2;
  }
  t0 = t0 - x[table0[i0]];
  y[3 - i0] = t0;
}
)"},
    {"guards, and what is added to in place",
     R"(input x[2]
output y[1]
work w[2]
function
  guard lt(x[0], x[1])
  guard not eq(x[0], 0)
  store w[1] = x[1]
  acc w[1] += mul(x[0], x[0])
  store y[0] = w[1]
)",
     R"(if (!(x[0] < x[1])) return false;
if (x[0] == 0.0) return false;
w[1] = x[1];
w[1] = w[1] + x[0] * x[0];
y[0] = w[1];
)",
     R"(if (!(x[0] < x[1])) return false;
if (x[0] == 0) return false;
w[1] = x[1];
w[1] = w[1] + x[0] * x[0];
y[0] = w[1];
)"},
};

TEST(Statements, Table) {
  for (const Row& row : rows) {
    EXPECT_EQ(text_of(row.program, cplusplus), row.cplusplus) << row.what;
    EXPECT_EQ(text_of(row.program, javascript), row.javascript) << row.what;
  }
}

TEST(Statements, TellWhatTheyUse) {
  const program::Program program = test::parse(rows[1].program);
  const ArrayNames names = array_names(program);
  StatementWriter writer(program, names, cplusplus, 7);
  EXPECT_NE(writer.write(program.functions[0], 4).find("    over<4, 1>(Loop7{"), std::string::npos);
  EXPECT_EQ(writer.next_lanes(), 8u);
  EXPECT_TRUE(writer.uses(program::Role::Input));
  EXPECT_FALSE(writer.uses(program::Role::Parameter));
}

}  // namespace
}  // namespace mg::emit
