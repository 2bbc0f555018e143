#include "mg/program/text.h"

#include <gtest/gtest.h>

#include "mg/program/verify.h"
#include "parse.h"

namespace mg::program {
namespace {

TEST(ProgramText, SaysAllOfAProgram) {
  const char* const text = R"(input x[5]
parameter p[1]
seed y_bar[1]
output y[4]
input_bar x_bar[2]
parameter_bar p_bar[1]
work w[12]
data d0 = 1 -0 inf nan 0.1 1e-300
data d1 = 7
table table0 = 3 1 0
function
  let t0 = -0
  for i0 < 3 {
    acc t0 += mul(x[i0], d0[1 + 2*i0])
    acc t0 -= w[4 - 2*i0]
  }
  store y[0] = relu(t0, 0.25)
  guard lt(p[0], t0)
  guard not eq(y_bar[0], pow(t0, 3))
function
  for i1 < 3 parallel {
    for i2 < 4 lanes {
      let t0 = select(x[table0[i1]], pow(w[3*i2], d1[0]), 2)
      let t1 = neg(neg(neg(t0)))
      store w[4*i1 + i2] = t1
    }
  }
  store x_bar[1] = 1.5
  acc p_bar[0] += x[4]
)";
  const Program program = test::parse(text);
  EXPECT_NO_THROW(verify(program, "parsing"));
  EXPECT_EQ(to_text(program), text);
  EXPECT_EQ(to_text(program, program.statements[0]), "let t0 = -0");
  EXPECT_EQ(to_text(program, Computed{0, 0}), "let t0 = -0");
  EXPECT_EQ(to_text(program, Computed{2, 2}), "acc t0 += mul(x[i0], d0[1 + 2*i0]), i0 = 2");
  EXPECT_EQ(to_text(program, Computed{10, 9}), "let t1 = neg(neg(neg(t0))), i1 = 2, i2 = 1");
}

TEST(ProgramText, OfNothing) {
  EXPECT_EQ(to_text({}), "");
  EXPECT_EQ(to_text(test::parse("function\n")), "function\n");
}

TEST(ProgramText, OfADeepExpression) {
  std::string text = "input x[1]\noutput y[1]\nfunction\n  store y[0] = ";
  for (int i = 0; i < 2000; ++i) text += "neg(";
  text += "x[0]" + std::string(2000, ')') + "\n";
  EXPECT_EQ(to_text(test::parse(text)), text);
}

}  // namespace
}  // namespace mg::program
