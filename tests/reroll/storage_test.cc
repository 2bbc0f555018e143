#include <gtest/gtest.h>

#include "mg/program/old_storage.h"
#include "run.h"

namespace mg {
namespace {

// Programs by hand: each array is filled by a loop from the one before.

struct Place {
  std::uint32_t begin;
  std::int32_t step;
};

class Arrays {
 public:
  explicit Arrays(std::uint32_t work) {
    program_.work = work;
    program_.constants = {1.0};
    program_.functions.emplace_back();
  }

  /// to[i] = from[i] + 1 for `count` turns.
  void loop(std::uint32_t count, Operand from, Operand to, Place from_place, Place to_place) {
    Function& f = program_.functions[0];
    const auto loop = static_cast<std::uint32_t>(f.loops.size());
    f.loops.push_back({count});
    f.statements.push_back({.does = Does::Loop, .target = {Space::Local, loop}});
    const Operand local{Space::Local, f.locals++};
    from.index = from_place.begin, from.walk = walk(loop, from_place.step);
    to.index = to_place.begin, to.walk = walk(loop, to_place.step);
    f.statements.push_back({.op = Op::Add, .arguments = {from, Operand{Space::Constant, 0}}, .target = local});
    f.statements.push_back({.does = Does::Copy, .arguments = {local}, .target = to});
    f.statements.push_back({.does = Does::End, .target = {Space::Local, loop}});
  }

  std::uint32_t walk(std::uint32_t loop, std::int32_t step, std::uint32_t table = no_table) {
    program_.walks.push_back({{{loop, step}}, table});
    return static_cast<std::uint32_t>(program_.walks.size() - 1);
  }

  Program& program() { return program_; }

  std::vector<double> run(const std::vector<double>& x) {
    const auto results = test::run(program_, {x, {}, {}});
    return results.y;
  }

 private:
  Program program_;
};

const Operand input{Space::Input, 0}, work{Space::Work, 0}, output{Space::Output, 0};

TEST(Storage, ArraysThatDoNotLiveAtTheSameTimeShareMemory) {
  Arrays arrays(40);
  arrays.loop(10, input, work, {0, 1}, {0, 1});
  arrays.loop(10, work, work, {0, 1}, {10, 1});
  arrays.loop(10, work, work, {10, 1}, {20, 1});  // where the first was
  arrays.loop(10, work, work, {20, 1}, {30, 1});  // where the second was
  arrays.loop(10, work, output, {30, 1}, {0, 1});
  const std::vector<double> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto before = arrays.run(x);
  assign_storage(arrays.program());
  EXPECT_EQ(arrays.program().work, 32u) << "two arrays of 10, to begin with a cache line each";
  EXPECT_EQ(arrays.run(x), before);
}

TEST(Storage, ArraysThatLiveAtTheSameTimeDoNot) {
  Arrays arrays(16);
  arrays.loop(8, input, work, {0, 1}, {0, 1});
  arrays.loop(8, input, work, {0, 1}, {8, 1});
  arrays.loop(8, work, output, {8, 1}, {0, 1});
  arrays.loop(8, work, output, {0, 1}, {8, 1});
  const std::vector<double> x{0, 1, 2, 3, 4, 5, 6, 7};
  const auto before = arrays.run(x);
  assign_storage(arrays.program());
  EXPECT_EQ(arrays.program().work, 16u);
  EXPECT_EQ(arrays.run(x), before);
}

TEST(Storage, WhatIsNeverReadIsNeverWritten) {
  Arrays arrays(20);
  arrays.loop(5, input, work, {0, 1}, {0, 1});
  arrays.loop(5, input, work, {0, 1}, {10, 1});  // for nobody
  arrays.loop(5, work, output, {4, -1}, {0, 1});
  const std::vector<double> x{0, 1, 2, 3, 4};
  const auto before = arrays.run(x);
  assign_storage(arrays.program());
  EXPECT_EQ(arrays.program().work, 5u);
  EXPECT_EQ(arrays.run(x), before);
}

TEST(Storage, WhatALoopWalksStaysTogether) {
  // Two arrays are written one by one, and read as one.
  Arrays arrays(30);
  arrays.loop(3, input, work, {0, 1}, {10, 2});
  arrays.loop(3, input, work, {3, 1}, {11, 2});
  arrays.loop(6, work, output, {10, 1}, {0, 1});
  const std::vector<double> x{0, 1, 2, 3, 4, 5};
  const auto before = arrays.run(x);
  assign_storage(arrays.program());
  EXPECT_EQ(arrays.program().work, 6u);
  EXPECT_EQ(arrays.run(x), before);
}

TEST(Storage, TablesMoveWithTheirArrays) {
  // One table looks up the input, and the work array, which begins elsewhere afterwards.
  Arrays arrays(60);
  Program& program = arrays.program();
  program.tables = {{41, 40, 43, 42}};
  arrays.loop(44, input, work, {0, 1}, {0, 1});  // for nobody
  arrays.loop(4, input, work, {0, 1}, {40, 1});
  arrays.loop(4, work, output, {0, 0}, {0, 1});
  arrays.loop(4, input, output, {0, 0}, {4, 1});
  auto& statements = program.functions[0].statements;
  statements[9].arguments[0] = {Space::Work, 0, arrays.walk(2, 1, 0)};
  statements[13].arguments[0] = {Space::Input, 0, arrays.walk(3, 1, 0)};
  // The first loop writes what the second writes again: only places that are read count, so take it out.
  statements.erase(statements.begin(), statements.begin() + 4);
  program.functions[0].locals = 4;
  std::vector<double> x(50);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  const auto values = [&] { return test::run(program, {x, {}, {}}).y; };
  const std::vector<double> expected{3, 2, 5, 4, 42, 41, 44, 43};
  // Work 40 + i holds i + 1; a loop adds 1.
  EXPECT_EQ(values(), expected);
  assign_storage(program);
  EXPECT_EQ(program.work, 4u);
  EXPECT_EQ(values(), expected);
  EXPECT_EQ(program.tables.size(), 2u) << "one for each of the arrays, as they differ now";
}

TEST(Storage, OfNothing) {
  Program program;
  program.functions.emplace_back();
  assign_storage(program);
  EXPECT_EQ(program.work, 0u);
}

}  // namespace
}  // namespace mg
