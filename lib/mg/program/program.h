#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/base/arena.h"
#include "mg/core/op.h"

/// The form between graph and text: a small language of loops over arrays, which can be looked at (text.h), checked
/// (verify.h), run on any kind of number (interpreter.h) and proven equal to the graph that it was made of (proof.h).
namespace mg::program {

enum class Scalar : std::uint8_t { Double, Float };

/// What a buffer is to those who call the code.
enum class Role : std::uint8_t {
  Data,          ///< constant numbers
  Input,         ///< x
  Parameter,     ///< p
  Seed,          ///< y_bar
  Output,        ///< y
  InputBar,      ///< x_bar
  ParameterBar,  ///< p_bar
  Work,          ///< nobody's; what is in it at first is not read
  Held,          ///< no buffer: of a Layout, a result that must be other than 0
  NotHeld,       ///< likewise, 0
};
inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::NotHeld) + 1;
constexpr bool is_guard(Role role) { return role >= Role::Held; }

/// Whether code may write to it; else it only reads it.
constexpr bool is_written(Role role) { return role >= Role::Output; }
/// Whether code may read it; else it only writes to it, each place once.
constexpr bool is_read(Role role) { return role <= Role::Seed || role == Role::Work; }

/// An array.
struct Buffer {
  Role role;
  Scalar type = Scalar::Double;
  std::uint32_t length = 0;
  std::uint32_t data = 0;  ///< of Role::Data: in Program::data
};

/// A loop from 0 to below `count`, which is not 0.
struct Loop {
  enum Kind : std::uint8_t {
    Serial,
    Parallel,  ///< turns do not depend on each other
    Lanes,     ///< likewise, and taken side by side; in no other with lanes
  };
  std::uint32_t count;
  Kind kind = Serial;
};

/// How a place moves with the loops around it: by the sum of step × index over the loops. Through a table, the place is
/// an index into the table, whose entry is the place.
struct Step {
  Id<Loop> loop;
  std::int32_t step;

  friend auto operator<=>(const Step&, const Step&) = default;
};
struct Walk {
  static constexpr std::uint32_t no_table = 0xffffffff;

  std::uint32_t steps;             ///< a list in Program::steps, each loop at most once
  std::uint32_t table = no_table;  ///< in Program::tables
};
inline constexpr Id<Walk> stays{0};  ///< the walk of no steps

/// A node of an expression tree, after its operands in Program::exprs. Reads and locals are leaves, and places, too:
/// what a statement writes to. Leaves may be shared, by trees and statements.
class Expr {
 public:
  enum Kind : std::uint8_t { Number, Read, Local, Apply };

  static Expr make_number(std::uint32_t number, Scalar type) { return {Number, Op::Constant, type, {number}}; }
  static Expr make_read(Id<Buffer> buffer, std::uint32_t base, Id<Walk> walk, Scalar type) {
    return {Read, Op::Constant, type, {buffer.index, base, walk.index}};
  }
  static Expr make_local(std::uint32_t local, Scalar type) { return {Local, Op::Constant, type, {local}}; }
  /// `attribute`: of ops that have one, a number in Program::numbers.
  static Expr make_apply(Op op, const std::array<Id<Expr>, 3>& arguments, std::uint32_t attribute, Scalar type) {
    Expr expr{Apply, op, type, {arguments[0].index, arguments[1].index, arguments[2].index}};
    if (attribute != Id<Expr>::none) expr.data_[2] = attribute;
    return expr;
  }

  Kind kind() const { return kind_; }
  Scalar type() const { return type_; }
  /// In Program::numbers.
  std::uint32_t number() const { return field(Number, 0); }
  Id<Buffer> buffer() const { return {field(Read, 0)}; }
  std::uint32_t base() const { return field(Read, 1); }
  Id<Walk> walk() const { return {field(Read, 2)}; }
  /// Numbered from 0 in each function.
  std::uint32_t local() const { return field(Local, 0); }
  Op op() const {
    assert(kind_ == Apply);
    return op_;
  }
  Id<Expr> argument(int k) const { return {field(Apply, static_cast<std::size_t>(k))}; }
  /// In Program::numbers. Ops with an attribute have at most two arguments.
  std::uint32_t attribute() const { return field(Apply, 2); }

 private:
  Expr(Kind kind, Op op, Scalar type, const std::array<std::uint32_t, 3>& data)
      : kind_(kind), op_(op), type_(type), data_(data) {}
  std::uint32_t field(Kind kind, std::size_t k) const {
    assert(kind_ == kind);
    return data_[k];
  }

  Kind kind_;
  Op op_;
  Scalar type_;
  std::array<std::uint32_t, 3> data_;
};
static_assert(sizeof(Expr) == 16);

class Statement {
 public:
  enum Kind : std::uint8_t {
    Let,         ///< a local gets its value; by one statement, before it is read, in the same loop or one around
    Store,       ///< a place of a buffer gets a value
    Accumulate,  ///< target = target + value, or target - value
    Guard,       ///< the value must be other than 0, or 0: else the program ends here, and says that it does not hold
    For,         ///< the statements up to `end` are run in each turn of a loop
  };

  static Statement make_let(Id<Expr> local, Id<Expr> value) { return {Let, false, local.index, value.index}; }
  static Statement make_store(Id<Expr> place, Id<Expr> value) { return {Store, false, place.index, value.index}; }
  static Statement make_accumulate(Id<Expr> target, Id<Expr> value, bool minus) {
    return {Accumulate, minus, target.index, value.index};
  }
  static Statement make_guard(Id<Expr> value, bool expected) { return {Guard, expected, 0, value.index}; }
  static Statement make_for(Id<Loop> loop, std::uint32_t end) { return {For, false, loop.index, end}; }

  Kind kind() const { return kind_; }
  Id<Expr> target() const {
    assert(kind_ == Let || kind_ == Store || kind_ == Accumulate);
    return {target_};
  }
  Id<Expr> value() const {
    assert(kind_ != For);
    return {value_};
  }
  bool minus() const {
    assert(kind_ == Accumulate);
    return flag_;
  }
  bool expected() const {
    assert(kind_ == Guard);
    return flag_;
  }
  Id<Loop> loop() const {
    assert(kind_ == For);
    return {target_};
  }
  /// The first statement after the loop.
  std::uint32_t end() const {
    assert(kind_ == For);
    return value_;
  }
  void set_end(std::uint32_t end) {
    assert(kind_ == For);
    value_ = end;
  }

 private:
  Statement(Kind kind, bool flag, std::uint32_t target, std::uint32_t value)
      : kind_(kind), flag_(flag), target_(target), value_(value) {}

  Kind kind_;
  bool flag_;
  std::uint32_t target_, value_;
};
static_assert(sizeof(Statement) == 12);

/// A piece of the program that is compiled by itself. The functions run one after the other.
struct Function {
  std::uint32_t begin = 0, end = 0;  ///< of its statements
  std::uint32_t locals = 0;
};

/// The operations of a statement (Expr::Apply) stand in `exprs` in the order in which they are evaluated, all of one
/// statement before those of the next: what evaluates or prints is a loop over indices. Built by a Builder.
struct Program {
  Arena<Buffer> buffers;
  Arena<Loop> loops;
  Arena<Walk> walks;
  Arena<Expr> exprs;
  std::vector<Statement> statements;
  std::vector<Function> functions;
  std::vector<double> numbers;  ///< that occur in expressions, each once
  Lists<double> data;           ///< of buffers
  Lists<std::uint32_t> tables;  ///< that walks go through
  Lists<Step> steps;            ///< of walks

  std::span<const Step> steps_of(Id<Walk> walk) const { return steps[walks[walk].steps]; }
  /// The table that a walk goes through; empty: it goes through none.
  std::span<const std::uint32_t> table_of(Id<Walk> walk) const {
    const std::uint32_t table = walks[walk].table;
    return table == Walk::no_table ? std::span<const std::uint32_t>() : tables[table];
  }
  double number(Id<Expr> expr) const { return numbers[exprs[expr].number()]; }
  /// Of an Apply whose op has one; else 0.
  double attribute(const Expr& expr) const;
};

/// Of the buffers of a role; 0 where there is none.
std::uint32_t length(const Program& program, Role role);

/// The first operation of each statement: where the loop over its expression begins. That of one without operations
/// says nothing.
std::vector<std::uint32_t> first_operations(const Program& program);

/// From the least to the greatest place, table left aside, of a read within its loops.
struct Reach {
  std::int64_t least, greatest;
};
Reach reach(const Program& program, const Expr& read);

}  // namespace mg::program
