#include "mg/program/verify.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "mg/program/builder.h"
#include "parse.h"

namespace mg::program {
namespace {

/// What verify() says of a Program; empty: nothing.
std::string complaint(const Program& program) {
  try {
    verify(program, "test");
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return {};
}

TEST(Verify, NamesWhatIsWrong) {
  const struct {
    const char* body;
    const char* complaint;
  } rows[] = {
      {"store y[0] = x[2]", ""},
      {"store y[0] = x[3]", "a place beyond the end (statement 0)"},
      {"for i0 < 4 {\n store y[0] = x[i0]\n }", "a place beyond the end (statement 1)"},
      {"for i0 < 3 {\n store y[0] = x[2 - i0]\n }", ""},
      {"for i0 < 4 {\n store y[0] = x[2 - i0]\n }", "a place beyond the end (statement 1)"},
      {"for i0 < 2 {\n store y[0] = x[table0[i0]]\n }", ""},
      {"for i0 < 3 {\n store y[0] = x[table0[i0]]\n }", "a place beyond the end (statement 1)"},
      {"for i0 < 2 {\n store y[0] = x[table1[i0]]\n }", "a place beyond the end, by a table (statement 1)"},
      {"for i0 < 2 {\n }\n store y[0] = x[i0]", "a walk along a loop that is not around it (statement 0)"},
      {"store y[0] = y[1]", "a result is read (statement 0)"},
      {"store x[0] = 1", "an argument is written (statement 0)"},
      {"store d0[0] = 1", "an argument is written (statement 0)"},
      {"for i0 < 2 {\n let t0 = 1\n }\n store y[0] = t0", "a local is read outside of its loop (statement 2)"},
      {"let t0 = 1\n for i0 < 2 {\n store y[0] = t0\n }", ""},
      {"let t0 = 1\n for i0 < 2 lanes {\n store y[i0] = t0\n }",
       "a local is read across the border of lanes (statement 2)"},
      {"let t0 = 1\n for i0 < 2 lanes {\n acc t0 += x[i0]\n }",
       "a local is read across the border of lanes (statement 2)"},
      {"for i0 < 2 lanes {\n for i1 < 2 lanes {\n store y[i0] = 1\n }\n }", "lanes in lanes (statement 1)"},
      {"for i0 < 2 lanes {\n guard x[i0]\n }", "a guard in lanes (statement 1)"},
      {"for i0 < 0 {\n store y[0] = 1\n }", "a loop of no turns (statement 0)"},
  };
  for (const auto& row : rows) {
    const Program program = test::parse(
        std::string("input x[3]\noutput y[2]\ndata d0 = 1\ntable table0 = 0 2\ntable table1 = 1 3\nfunction\n") +
        row.body + "\n");
    const std::string expected = *row.complaint ? std::string("after test: ") + row.complaint : "";
    EXPECT_EQ(complaint(program), expected) << row.body;
  }
}

// What cannot be written as text.

TEST(Verify, OperationsStandInTheirOrder) {
  Builder builder;
  const Id<Buffer> x = builder.buffer(Role::Input, 1), y = builder.buffer(Role::Output, 2);
  builder.begin_function();
  const Id<Expr> leaf = builder.read(x, 0);
  const Id<Expr> first = builder.apply(Op::Sin, {leaf}), second = builder.apply(Op::Cos, {leaf});
  builder.store(builder.read(y, 0), second);
  EXPECT_EQ(complaint(Builder(builder).take()), "after test: an operation that nothing uses (statement 0)");
  builder.store(builder.read(y, 1), first);
  EXPECT_NE(complaint(builder.take()), "");
}

TEST(Verify, OperationsAreUsedOnce) {
  Builder builder;
  const Id<Buffer> x = builder.buffer(Role::Input, 1), y = builder.buffer(Role::Output, 2);
  builder.begin_function();
  const Id<Expr> sine = builder.apply(Op::Sin, {builder.read(x, 0)});
  builder.store(builder.read(y, 0), builder.apply(Op::Mul, {sine, sine}));
  EXPECT_EQ(complaint(builder.take()), "after test: an operation that is used twice (statement 0)");
}

TEST(Verify, OperandsAreOfTheSameStatement) {
  Builder builder;
  const Id<Buffer> x = builder.buffer(Role::Input, 1), y = builder.buffer(Role::Output, 2);
  builder.begin_function();
  const Id<Expr> sine = builder.apply(Op::Sin, {builder.read(x, 0)});
  builder.store(builder.read(y, 0), sine);
  builder.store(builder.read(y, 1), builder.apply(Op::Neg, {sine}));
  EXPECT_EQ(complaint(builder.take()), "after test: an operand that another statement computes (statement 1)");
}

TEST(Verify, LocalsHaveOneValue) {
  Builder builder;
  const Id<Buffer> y = builder.buffer(Role::Output, 1);
  builder.begin_function();
  const Id<Expr> local = builder.let(builder.number(1.0));
  builder.store(builder.read(y, 0), local);
  Program twice = builder.take(), never = twice, late = twice;
  twice.statements.push_back(twice.statements[0]);
  twice.functions[0].end = 3;
  EXPECT_EQ(complaint(twice), "after test: a local gets a value twice (statement 2)");
  never.functions[0].locals = 2;
  EXPECT_EQ(complaint(never), "after test: a local without a value (statement 2)");
  std::swap(late.statements[0], late.statements[1]);
  EXPECT_EQ(complaint(late), "after test: a local is read before it has a value (statement 0)");
}

TEST(Verify, LoopsNest) {
  Program program = test::parse("output y[1]\nfunction\nfor i0 < 2 {\n for i1 < 2 {\n store y[0] = 1\n }\n }\n");
  EXPECT_EQ(complaint(program), "");
  program.statements[0].set_end(2);
  EXPECT_EQ(complaint(program), "after test: loops that cross (statement 1)");
  program.statements[0].set_end(4);
  EXPECT_EQ(complaint(program), "after test: loops that cross (statement 0)");
}

}  // namespace
}  // namespace mg::program
