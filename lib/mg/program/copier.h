#pragma once

#include <vector>

#include "mg/program/builder.h"

namespace mg::program {

/// What passes have in common: a Program is read, and another one is written. As it stands, this copies; a pass says
/// what it does otherwise.
///
///     struct Pass : Copier {
///       using Copier::Copier;
///       void statement(std::uint32_t s) override { if (is_wanted(s)) Copier::statement(s); }
///     };
///     Program after = Pass(before).run();
class Copier {
 public:
  explicit Copier(const Program& from);
  virtual ~Copier() = default;
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  Program run();

 protected:
  /// Copies the statements of a function.
  virtual void function(const Function& function) { statements(function.begin, function.end); }
  /// Copies a statement, a loop with all that is in it.
  virtual void statement(std::uint32_t s);
  /// Copies a read, or a place that is written.
  virtual Id<Expr> read(Id<Expr> id);
  /// The local that it has become, or what stands in its place.
  virtual Id<Expr> local(Id<Expr> id) { return now_[id.index]; }

  const Program& from() const { return from_; }
  Builder& to() { return to_; }

  void statements(std::uint32_t begin, std::uint32_t end);
  /// Copies the expression of statement `s`, or a place.
  Id<Expr> expression(std::uint32_t s, Id<Expr> root);
  Id<Expr> leaf(Id<Expr> id);
  void let(std::uint32_t s, Id<Expr> value) { now_[from_.statements[s].target().index] = to_.let(value); }
  /// Says which loop a loop has become; where it has become several, that an index is the sum of theirs, each times its
  /// step.
  void map_loop(Id<Loop> loop, std::vector<Step> steps) { loops_[loop.index] = std::move(steps); }
  const std::vector<Step>& loop(Id<Loop> loop) const { return loops_[loop.index]; }
  Id<Walk> walk(Id<Walk> id);
  /// The buffer that it has become: of the same role and length. Data that nothing reads any more is left out.
  Id<Buffer> buffer(Id<Buffer> id);
  /// Of a statement, where the loop over its operations begins: see first_operations().
  std::uint32_t first_operation(std::uint32_t s) const { return first_[s]; }
  /// The statements after statement `s`, with all that is in it.
  std::uint32_t after(std::uint32_t s) const {
    const Statement& statement = from_.statements[s];
    return statement.kind() == Statement::For ? statement.end() : s + 1;
  }

 private:
  const Program& from_;
  Builder to_;
  std::vector<std::uint32_t> first_;  // operation of each statement
  std::vector<Id<Expr>> now_;         // what each expression has become
  std::vector<std::vector<Step>> loops_;
  std::vector<Id<Walk>> walks_;  // likewise, where none of its loops has changed since
  std::vector<Id<Buffer>> buffers_;
};

}  // namespace mg::program
