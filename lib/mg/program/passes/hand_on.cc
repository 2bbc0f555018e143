#include "mg/program/passes/hand_on.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mg/base/hash.h"
#include "mg/core/ops.h"
#include "mg/program/copier.h"

namespace mg::program {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Numbers places, as they are spelled: of all arrays but those of constant numbers.
class PlaceNumbers {
 public:
  explicit PlaceNumbers(const Program& program) : first_(program.buffers.size()) {
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      const Buffer& buffer = program.buffers[{b}];
      first_[b] = buffer.role == Role::Data ? none : std::exchange(size_, size_ + buffer.length);
    }
    for (const Expr& expr : program.exprs) {
      if (expr.kind() == Expr::Read && expr.walk() != stays) size_ += walking_.try_emplace(key(expr), size_).second;
    }
  }

  std::uint32_t size() const { return size_; }

  /// `none` where it is none of them.
  std::uint32_t of(const Expr& expr) const {
    if (expr.kind() != Expr::Read || first_[expr.buffer().index] == none) return none;
    return expr.walk() == stays ? first_[expr.buffer().index] + expr.base() : walking_.find(key(expr))->second;
  }

 private:
  struct Key {
    std::uint32_t place, walk;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return static_cast<std::size_t>(spread(std::uint64_t{key.place} << 32 | key.walk));
    }
  };
  Key key(const Expr& expr) const { return {first_[expr.buffer().index] + expr.base(), expr.walk().index}; }

  std::vector<std::uint32_t> first_;  // of each buffer; places that stay have numbers in the order of the arrays
  std::unordered_map<Key, std::uint32_t, Hash> walking_;
  std::uint32_t size_ = 0;
};

class HandOn : public Copier {
 public:
  explicit HandOn(const Program& program) : Copier(program), places_(program), known_of_(places_.size(), none) {
    to().reserve(2 * program.statements.size(), std::size_t{2} * program.exprs.size());
  }

 private:
  /// What is known of a place in the function at hand.
  struct Known {
    std::uint32_t place;
    std::uint32_t reads = 0;  // of it, outside of loops
    Id<Expr> local = {};      // that has its value
    Id<Loop> lanes = {};      // the loop with lanes that the local is in
  };

  void function(const Function& function) override {
    std::uint32_t end_of_loop = 0;
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      const Statement& statement = from().statements[s];
      if (statement.kind() == Statement::For) {
        end_of_loop = std::max(end_of_loop, statement.end());
        continue;
      }
      for_each_operand(s, [&](const Expr& expr) {
        const std::uint32_t place = places_.of(expr);
        if (place == none) return;
        std::uint32_t& known = known_of_[place];
        if (known == none) {
          known = static_cast<std::uint32_t>(known_.size());
          known_.push_back({place});
        }
        known_[known].reads += s >= end_of_loop;
      });
    }
    Copier::function(function);
    for (const Known& known : known_) known_of_[known.place] = none;
    known_.clear(), made_.clear();
  }

  template <class Each> void for_each_operand(std::uint32_t s, Each&& each) const {
    const Id<Expr> root = from().statements[s].value();
    if (from().exprs[root].kind() != Expr::Apply) return each(from().exprs[root]);
    for (std::uint32_t i = first_operation(s); i <= root.index; ++i) {
      const Expr& expr = from().exprs[{i}];
      if (expr.kind() != Expr::Apply) continue;
      for (int k = 0; k < info(expr.op()).arity; ++k) each(from().exprs[expr.argument(k)]);
    }
  }

  void statement(std::uint32_t s) override {
    const Statement& statement = from().statements[s];
    if (statement.kind() == Statement::For) return loop(s, statement);
    if (statement.kind() == Statement::Let || statement.kind() == Statement::Guard) return Copier::statement(s);
    const Id<Expr> place = statement.target();
    if (from().exprs[place].kind() == Expr::Local) return Copier::statement(s);
    Id<Expr> value = expression(s, statement.value());
    if (statement.kind() == Statement::Accumulate) {
      return to().accumulate(Copier::read(place), value, statement.minus());
    }
    Known* const its = known(place);
    if (its && from().buffers[from().exprs[place].buffer()].role == Role::Work) {
      if (to().program().exprs[value].kind() == Expr::Apply) value = to().let(value);
      if (to().program().exprs[value].kind() == Expr::Local) keep(*its, value);
    }
    to().store(Copier::read(place), value);
  }

  void loop(std::uint32_t s, const Statement& statement) {
    const bool has_lanes = from().loops[statement.loop()].kind == Loop::Lanes;
    const std::size_t outside = made_.size();
    if (has_lanes) lanes_ = statement.loop();
    ++depth_;
    Copier::statement(s);
    --depth_;
    if (has_lanes) lanes_ = {};
    // What is in locals of a turn is gone.
    for (; made_.size() > outside; made_.pop_back()) made_.back()->local = {};
  }

  /// What is known of a place, if it is read in the function.
  Known* known(Id<Expr> place) {
    const std::uint32_t number = places_.of(from().exprs[place]);
    return number == none || known_of_[number] == none ? nullptr : &known_[known_of_[number]];
  }

  void keep(Known& known, Id<Expr> local) {
    known.local = local, known.lanes = lanes_;
    made_.push_back(&known);
  }

  Id<Expr> read(Id<Expr> id) override {
    Known* const its = known(id);
    if (!its) return Copier::read(id);
    // What is read again gets a local.
    if (depth_ == 0 && !its->local && its->reads >= 2) keep(*its, to().let(Copier::read(id)));
    return its->local && its->lanes == lanes_ ? its->local : Copier::read(id);
  }

  PlaceNumbers places_;
  std::vector<std::uint32_t> known_of_;  // of each place: which of known_, or `none`
  std::vector<Known> known_;
  std::vector<Known*> made_;  // that have locals, in the order in which they got them
  std::uint32_t depth_ = 0;
  Id<Loop> lanes_;
};

}  // namespace

Program hand_on(const Program& program) { return HandOn(program).run(); }

}  // namespace mg::program
