#include "mg/program/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <stdexcept>

#include "mg/core/ops.h"
#include "mg/program/text.h"

namespace mg::program {
namespace {

constexpr std::uint32_t none = 0xffffffff;

class Verifier {
 public:
  Verifier(const Program& program, std::string_view after)
      : program_(program), exprs_(program.exprs.begin(), program.exprs.end()), after_(after), used_(exprs_.size()) {
    for (const Buffer& buffer : program.buffers) readable_.push_back(is_read(buffer.role) ? buffer.length : 0);
  }

  void run() {
    for (const Buffer& buffer : program_.buffers) {
      if (buffer.role == Role::Data) {
        require(buffer.data < program_.data.size() && program_.data[buffer.data].size() == buffer.length,
                "data of another length than its buffer");
      }
    }
    for (std::uint32_t i = 0; i < program_.tables.size(); ++i) {
      require(!program_.tables[i].empty(), "an empty table");
      greatest_.push_back(std::ranges::max(program_.tables[i]));
    }
    std::uint32_t next = 0;
    for (const Function& function : program_.functions) {
      require(function.begin == next && function.end >= function.begin, "functions that do not follow each other");
      next = function.end;
      run(function);
    }
    require(next == program_.statements.size(), "statements of no function");
  }

 private:
  /// A loop that is open.
  struct Open {
    Id<Loop> loop;
    std::uint32_t begin, end;  // statements
  };
  /// Where a local has got its value.
  struct Home {
    std::uint32_t loop = none;   // the For statement around it; `none`: it has none
    std::uint32_t lanes = none;  // that with lanes
    bool is_given = false;
  };

  void run(const Function& function) {
    homes_.assign(function.locals, {});
    open_.clear();
    lanes_ = none;
    for (at_ = function.begin; at_ < function.end; ++at_) {
      while (!open_.empty() && open_.back().end == at_) close();
      const Statement& statement = program_.statements[at_];
      if (statement.kind() == Statement::For) {
        open(function, statement);
        continue;
      }
      check_tree(statement.value());
      if (statement.kind() == Statement::Guard) require(lanes_ == none, "a guard in lanes");
      if (statement.kind() != Statement::Guard) check_target(statement);
    }
    require(std::ranges::all_of(homes_, &Home::is_given), "a local without a value");
  }

  void open(const Function& function, const Statement& statement) {
    require(statement.loop().index < program_.loops.size(), "a loop that there is not");
    const Loop& loop = program_.loops[statement.loop()];
    require(loop.count > 0, "a loop of no turns");
    const std::uint32_t around = open_.empty() ? function.end : open_.back().end;
    require(statement.end() > at_ && statement.end() <= around, "loops that cross");
    require(loop.kind != Loop::Lanes || lanes_ == none, "lanes in lanes");
    for (const Open& outer : open_) require(outer.loop != statement.loop(), "a loop in itself");
    if (statement.end() == at_ + 1) return;
    open_.push_back({statement.loop(), at_, statement.end()});
    if (loop.kind == Loop::Lanes) lanes_ = at_;
  }

  void close() {
    if (open_.back().begin == lanes_) lanes_ = none;
    open_.pop_back();
  }

  std::uint32_t loop() const { return open_.empty() ? none : open_.back().begin; }

  /// The operations since those of the last statement are those of this one, the last being its root.
  void check_tree(Id<Expr> root) {
    require(root.index < exprs_.size(), "an expression that there is not");
    if (exprs_[root.index].kind() != Expr::Apply) return check_leaf(exprs_[root.index]);
    require(root.index >= next_, "an operation that is not evaluated in its turn");
    std::uint32_t operations = 0, used = 0;
    for (std::uint32_t i = next_; i <= root.index; ++i) {
      const Expr& expr = exprs_[i];
      if (expr.kind() != Expr::Apply) continue;
      ++operations;
      const int arity = info(expr.op()).arity;
      for (int k = 0; k < arity; ++k) {
        const std::uint32_t argument = expr.argument(k).index;
        require(argument < exprs_.size(), "an operand that there is not");
        if (exprs_[argument].kind() != Expr::Apply) {
          check_leaf(exprs_[argument]);
          continue;
        }
        require(argument < i, "an operand that is not earlier");
        require(argument >= next_, "an operand that another statement computes");
        require(!used_[argument], "an operation that is used twice");
        used_[argument] = true;
        ++used;
      }
    }
    require(used + 1 == operations && !used_[root.index], "an operation that nothing uses");
    next_ = root.index + 1;
  }

  [[gnu::always_inline]] void check_leaf(const Expr& expr) {
    // Most are good places that stay.
    if (expr.kind() == Expr::Read && expr.walk() == stays && expr.buffer().index < readable_.size() &&
        expr.base() < readable_[expr.buffer().index]) [[likely]]
      return;
    check_other_leaf(expr);
  }

  void check_other_leaf(const Expr& expr) {
    if (expr.kind() == Expr::Local) return check_local(expr);
    if (expr.kind() == Expr::Number)
      return require(expr.number() < program_.numbers.size(), "a number that there is not");
    check_place(expr);
    require(is_read(program_.buffers[expr.buffer()].role), "a result is read");
  }

  void check_local(const Expr& expr) {
    require(expr.local() < homes_.size() && homes_[expr.local()].is_given, "a local is read before it has a value");
    const Home& home = homes_[expr.local()];
    const bool is_around =
        home.loop == none || std::ranges::any_of(open_, [&](const Open& it) { return it.begin == home.loop; });
    require(is_around, "a local is read outside of its loop");
    require(home.lanes == lanes_, "a local is read across the border of lanes");
  }

  void check_place(const Expr& expr) {
    require(expr.buffer().index < program_.buffers.size() && expr.walk().index < program_.walks.size(),
            "a place in no array");
    const std::uint32_t length = program_.buffers[expr.buffer()].length;
    if (expr.walk() == stays) return require(expr.base() < length, "a place beyond the end");
    for (const Step& step : program_.steps_of(expr.walk())) {
      require(std::ranges::find(open_, step.loop, &Open::loop) != open_.end(),
              "a walk along a loop that is not around it");
    }
    const auto table = program_.table_of(expr.walk());
    const auto [least, greatest] = reach(program_, expr);
    const auto within = static_cast<std::int64_t>(table.empty() ? length : table.size());
    require(least >= 0 && greatest < within, "a place beyond the end");
    if (!table.empty())
      require(greatest_[program_.walks[expr.walk()].table] < length, "a place beyond the end, by a table");
  }

  void check_target(const Statement& statement) {
    require(statement.target().index < exprs_.size(), "a target that there is not");
    const Expr& target = exprs_[statement.target().index];
    switch (statement.kind()) {
      case Statement::Let: {
        require(target.kind() == Expr::Local && target.local() < homes_.size(), "a let of no local");
        Home& home = homes_[target.local()];
        require(!home.is_given, "a local gets a value twice");
        home = {loop(), lanes_, true};
        return;
      }
      case Statement::Accumulate:
        if (target.kind() == Expr::Local) return check_local(target);
        [[fallthrough]];
      case Statement::Store:
        require(target.kind() == Expr::Read, "a store in no array");
        check_place(target);
        require(is_written(program_.buffers[target.buffer()].role), "an argument is written");
        return;
      case Statement::Guard:
      case Statement::For:
        return;
    }
  }

  [[gnu::always_inline]] void require(bool holds, const char* what) const {
    if (!holds) [[unlikely]]
      fail(what);
  }
  [[noreturn, gnu::cold, gnu::noinline]] void fail(const char* what) const {
    throw std::logic_error(fmt::format("after {}: {} (statement {})", after_, what, at_));
  }

  const Program& program_;
  std::span<const Expr> exprs_;
  std::string_view after_;
  std::uint32_t at_ = 0;                 // the statement at hand
  std::uint32_t lanes_ = none;           // the For statement with lanes around it
  std::uint32_t next_ = 0;               // the first operation of those to come
  std::vector<std::uint32_t> readable_;  // numbers of each buffer
  std::vector<std::uint32_t> greatest_;  // entry of each table
  std::vector<Open> open_;
  std::vector<Home> homes_;
  std::vector<char> used_;  // of each operation: by another
};

}  // namespace

void verify(const Program& program, std::string_view after) { Verifier(program, after).run(); }

}  // namespace mg::program
