#include "mg/program/hand_on.h"

#include <unordered_map>

#include "mg/core/ops.h"
#include "mg/program/copier.h"

namespace mg::program {
namespace {

class HandOn : public Copier {
 public:
  explicit HandOn(const Program& program) : Copier(program), first_(first_operations(program)) {}

 private:
  /// A place, as it is spelled.
  struct Key {
    std::uint32_t buffer, base, walk;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      const std::uint64_t mixed = (std::uint64_t{key.buffer} << 32 ^ key.base) * 0x9e3779b97f4a7c15u + key.walk;
      return (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9u >> 16;
    }
  };
  /// What is known of a place in the function at hand.
  struct Known {
    std::uint32_t reads = 0;  // of it, outside of loops
    std::uint32_t reads_in_loops = 0;
    Id<Expr> local = {};  // that has its value
    Id<Loop> lanes = {};  // the loop with lanes that the local is in
  };

  static Key key(const Expr& expr) { return {expr.buffer().index, expr.base(), expr.walk().index}; }

  void function(const Function& function) override {
    known_.clear();
    std::vector<std::uint32_t> ends;
    for (std::uint32_t s = function.begin; s < function.end; ++s) {
      while (!ends.empty() && ends.back() == s) ends.pop_back();
      const Statement& statement = from().statements[s];
      if (statement.kind() == Statement::For) {
        ends.push_back(statement.end());
        continue;
      }
      for_each_read(s, [&](Id<Expr> id) {
        Known& known = known_[key(from().exprs[id])];
        ends.empty() ? ++known.reads : ++known.reads_in_loops;
      });
    }
    Copier::function(function);
  }

  /// Of a statement's expression; a place that is added to is none that could be in a local.
  template <class Each> void for_each_read(std::uint32_t s, Each&& each) const {
    const auto visit = [&](Id<Expr> id) {
      const Expr& expr = from().exprs[id];
      if (expr.kind() == Expr::Read && from().buffers[expr.buffer()].role != Role::Data) each(id);
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
    const Expr& place = from().exprs[statement.target()];
    Id<Expr> value = expression(s, statement.value());
    if (from().buffers[place.buffer()].role == Role::Work) {
      const auto found = known_.find(key(place));
      if (found != known_.end()) {
        if (to().program().exprs[value].kind() == Expr::Apply) value = to().let(value);
        if (to().program().exprs[value].kind() == Expr::Local) {
          found->second.local = value, found->second.lanes = lanes_;
          made_.push_back(key(place));
        }
      }
    }
    writing_ = true;
    const Id<Expr> target = leaf(statement.target());
    writing_ = false;
    to().store(target, value);
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

  /// Gives what is read again a local.
  void read_once(Id<Expr> id) {
    Known& known = known_[key(from().exprs[id])];
    if (known.local || known.reads < 2) return;
    known.local = to().let(Copier::read(id));
    known.lanes = {};
    made_.push_back(key(from().exprs[id]));
  }

  Id<Expr> read(Id<Expr> id) override {
    if (writing_) return Copier::read(id);
    const auto found = known_.find(key(from().exprs[id]));
    const bool is_at_hand = found != known_.end() && found->second.local && found->second.lanes == lanes_;
    return is_at_hand ? found->second.local : Copier::read(id);
  }

  std::vector<std::uint32_t> first_;
  std::unordered_map<Key, Known, KeyHash> known_;  // of the function
  std::vector<Key> made_;                          // that have locals, in the order in which they got them
  std::uint32_t depth_ = 0;
  Id<Loop> lanes_;
  bool writing_ = false;
};

}  // namespace

Program hand_on(const Program& program) { return HandOn(program).run(); }

}  // namespace mg::program
