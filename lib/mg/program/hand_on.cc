#include "mg/program/hand_on.h"

#include <unordered_map>

#include "mg/core/ops.h"
#include "mg/program/copier.h"

namespace mg::program {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Numbers the places, as they are spelled: for each expression that reads other than constant numbers, the number of
/// its place; else `none`.
std::vector<std::uint32_t> numbered_places(const Program& program, std::uint32_t& count) {
  // Places that stay where they are by their index in all arrays, the rest by hash.
  std::vector<std::uint32_t> first(program.buffers.size());
  std::uint32_t total = 0;
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    first[b] = total;
    if (program.buffers[{b}].role != Role::Data) total += program.buffers[{b}].length;
  }
  struct Key {
    std::uint32_t place, walk;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      const std::uint64_t mixed = (std::uint64_t{key.place} << 32 | key.walk) * 0x9e3779b97f4a7c15u;
      return static_cast<std::size_t>(mixed ^ mixed >> 29);
    }
  };
  std::unordered_map<Key, std::uint32_t, Hash> known;
  std::vector<std::uint32_t> places(program.exprs.size(), none);
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const Expr& expr = program.exprs[{i}];
    if (expr.kind() != Expr::Read || program.buffers[expr.buffer()].role == Role::Data) continue;
    const std::uint32_t place = first[expr.buffer().index] + expr.base();
    places[i] = expr.walk() == stays
                    ? place
                    : known.try_emplace({place, expr.walk().index}, total + known.size()).first->second;
  }
  count = total + static_cast<std::uint32_t>(known.size());
  return places;
}

class HandOn : public Copier {
 public:
  explicit HandOn(const Program& program) : Copier(program), first_(first_operations(program)) {
    std::uint32_t count = 0;
    place_ = numbered_places(program, count);
    known_.resize(count);
  }

 private:
  /// What is known of a place in the function at hand.
  struct Known {
    std::uint32_t reads = 0;  // of it, outside of loops
    bool is_read = false;     // anywhere
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
      for_each_read(s, [&](Id<Expr> id) {
        Known& known = known_[place_[id.index]];
        if (!known.is_read) touched_.push_back(place_[id.index]);
        known.is_read = true;
        known.reads += s >= end_of_loop;
      });
    }
    Copier::function(function);
    for (const std::uint32_t place : touched_) known_[place] = {};
    touched_.clear(), made_.clear();
  }

  template <class Each> void for_each_read(std::uint32_t s, Each&& each) const {
    const auto visit = [&](Id<Expr> id) {
      if (place_[id.index] != none) each(id);
    };
    const Id<Expr> root = from().statements[s].value();
    if (from().exprs[root].kind() != Expr::Apply) return visit(root);
    for (std::uint32_t i = first_[s]; i <= root.index; ++i) {
      const Expr& expr = from().exprs[{i}];
      if (expr.kind() != Expr::Apply) continue;
      for (int k = 0; k < info(expr.op()).arity; ++k) visit(expr.argument(k));
    }
  }

  void statement(std::uint32_t s) override {
    const Statement& statement = from().statements[s];
    if (statement.kind() == Statement::For) return loop(s, statement);
    if (depth_ == 0) {
      for_each_read(s, [&](Id<Expr> id) { read_once(id); });
    }
    if (statement.kind() != Statement::Store) return Copier::statement(s);
    const Id<Expr> place = statement.target();
    Id<Expr> value = expression(s, statement.value());
    if (from().buffers[from().exprs[place].buffer()].role == Role::Work && known_[place_[place.index]].is_read) {
      if (to().program().exprs[value].kind() == Expr::Apply) value = to().let(value);
      if (to().program().exprs[value].kind() == Expr::Local) keep(place, value);
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
    for (; made_.size() > outside; made_.pop_back()) known_[made_.back()].local = {};
  }

  void keep(Id<Expr> place, Id<Expr> local) {
    Known& known = known_[place_[place.index]];
    known.local = local, known.lanes = lanes_;
    made_.push_back(place_[place.index]);
  }

  /// Gives what is read again a local.
  void read_once(Id<Expr> id) {
    const Known& known = known_[place_[id.index]];
    if (!known.local && known.reads >= 2) keep(id, to().let(Copier::read(id)));
  }

  Id<Expr> read(Id<Expr> id) override {
    if (place_[id.index] == none) return Copier::read(id);
    const Known& known = known_[place_[id.index]];
    return known.local && known.lanes == lanes_ ? known.local : Copier::read(id);
  }

  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> place_;    // of each expression: the number of its place
  std::vector<Known> known_;            // of each place
  std::vector<std::uint32_t> touched_;  // places of which something is known in the function
  std::vector<std::uint32_t> made_;     // that have locals, in the order in which they got them
  std::uint32_t depth_ = 0;
  Id<Loop> lanes_;
};

}  // namespace

Program hand_on(const Program& program) { return HandOn(program).run(); }

}  // namespace mg::program
