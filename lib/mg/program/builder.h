#pragma once

#include <map>
#include <unordered_map>
#include <utility>

#include "mg/program/program.h"

namespace mg::program {

/// Writes a Program, statement by statement. Numbers, walks, and arrays of data and tables are kept once.
class Builder {
 public:
  explicit Builder(Scalar type = Scalar::Double);

  /// How much there is going to be, about.
  void reserve(std::size_t statements, std::size_t exprs) {
    program_.statements.reserve(statements), program_.exprs.reserve(exprs);
  }

  // --- what there is ---

  Id<Buffer> buffer(Role role, std::uint32_t length);
  /// Makes a buffer longer; where what is new begins.
  std::uint32_t grow(Id<Buffer> buffer, std::uint32_t by) {
    return std::exchange(program_.buffers[buffer].length, program_.buffers[buffer].length + by);
  }
  Id<Buffer> data(std::span<const double> numbers);
  std::uint32_t table(std::span<const std::uint32_t> places);
  Id<Walk> walk(std::span<const Step> steps, std::uint32_t table = Walk::no_table);
  Id<Loop> loop(std::uint32_t count, Loop::Kind kind = Loop::Serial) { return program_.loops.add({count, kind}); }

  // --- expressions: of the next statement, in the order of evaluation ---

  Id<Expr> number(double number);
  Id<Expr> read(Id<Buffer> buffer, std::uint32_t base, Id<Walk> walk = stays);
  Id<Expr> apply(Op op, const std::array<Id<Expr>, 3>& arguments, double attribute = 0.0);

  // --- statements ---

  void begin_function();
  /// The local.
  Id<Expr> let(Id<Expr> value);
  void store(Id<Expr> place, Id<Expr> value) { push(Statement::make_store(place, value)); }
  void accumulate(Id<Expr> target, Id<Expr> value, bool minus = false) {
    push(Statement::make_accumulate(target, value, minus));
  }
  void guard(Id<Expr> value, bool expected) { push(Statement::make_guard(value, expected)); }
  /// What follows up to the matching end_loop() is in the loop; where nothing does, there is none.
  void begin_loop(Id<Loop> loop);
  void end_loop();

  const Program& program() const { return program_; }
  Program take();

 private:
  void push(const Statement& statement) { program_.statements.push_back(statement); }
  std::uint32_t number_index(double number);
  template <class Number>
  std::uint32_t keep(Lists<Number>& all, std::unordered_multimap<std::uint64_t, std::uint32_t>& known,
                     std::span<const Number> list);

  Program program_;
  Scalar type_;
  std::vector<std::uint32_t> open_;                           // For statements
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // by their bits
  std::vector<Id<Expr>> number_exprs_;                        // of each of Program::numbers
  std::map<std::vector<std::int64_t>, Id<Walk>> walks_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> data_, tables_;  // by hash
  std::unordered_map<std::uint32_t, Id<Buffer>> data_buffers_;
};

}  // namespace mg::program
