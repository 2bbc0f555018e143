#include "mg/program/items.h"

#include <algorithm>

#include "mg/core/ops.h"

namespace mg::program {
namespace {

class Finder {
 public:
  explicit Finder(const Program& program) : program_(program) {}

  std::vector<Item> run(std::uint32_t begin, std::uint32_t end) {
    std::vector<Item> items;
    for (std::uint32_t s = begin; s < end; s = items.back().end) items.push_back(item(s, end));
    return items;
  }

 private:
  const Statement& at(std::uint32_t s) const { return program_.statements[s]; }
  bool is_for(std::uint32_t s) const { return at(s).kind() == Statement::For; }

  bool stores(std::uint32_t s) const {
    const Statement& it = at(s);
    return it.kind() == Statement::Store || it.kind() == Statement::Guard ||
           (it.kind() == Statement::Accumulate && program_.exprs[it.target()].kind() == Expr::Read);
  }

  Item item(std::uint32_t s, std::uint32_t end) {
    Item item{.begin = s, .end = s + 1, .body_begin = s, .body_end = end};
    for (; is_axis(s); ++s) {
      item.axes.push_back(at(s).loop());
      item.end = at(item.begin).end();
      item.body_begin = s + 1, item.body_end = at(s).end();
      if (!is_axis(s + 1) || at(s + 1).end() != at(s).end()) break;
    }
    if (item.axes.empty()) {
      if (is_for(s) && has_store(s)) {
        item.is_serial_loop = true;
        item.end = item.body_end = at(s).end();
        item.body_begin = s + 1;
        return item;
      }
      // Up to what stores.
      item.end = s;
      do {
        item.end = is_for(item.end) ? at(item.end).end() : item.end + 1;
      } while (item.end < end && !stores(item.end - 1) && !begins_item(item.end));
      item.body_end = item.end;
    }
    look(item, item.body_begin, item.body_end, 1);
    return item;
  }

  bool is_axis(std::uint32_t s) const {
    return s < program_.statements.size() && is_for(s) && program_.loops[at(s).loop()].kind != Loop::Serial;
  }
  bool has_store(std::uint32_t loop) const {
    for (std::uint32_t s = loop + 1; s < at(loop).end(); ++s) {
      if (stores(s)) return true;
    }
    return false;
  }
  /// A loop that is an item of its own, and none of a sum.
  bool begins_item(std::uint32_t s) const { return is_axis(s) || (is_for(s) && has_store(s)); }

  void look(Item& item, std::uint32_t begin, std::uint32_t end, std::uint64_t times) {
    for (std::uint32_t s = begin; s < end; ++s) {
      const Statement& it = at(s);
      if (it.kind() == Statement::For) {
        look(item, s + 1, it.end(), times * program_.loops[it.loop()].count);
        s = it.end() - 1;
        continue;
      }
      look_at(item, it.value(), times, times > 1 || begin != item.body_begin);
      if (stores(s) && it.kind() != Statement::Guard) item.stores.push_back(it.target());
      item.has_guard |= it.kind() == Statement::Guard;
      item.size += it.kind() == Statement::Accumulate;
    }
  }

  /// By a stack, in the order of the text.
  void look_at(Item& item, Id<Expr> root, std::uint64_t times, bool in_loop) {
    stack_.assign(1, root);
    while (!stack_.empty()) {
      const Id<Expr> id = stack_.back();
      stack_.pop_back();
      const Expr& expr = program_.exprs[id];
      if (expr.kind() == Expr::Read) item.reads.push_back({id, times, in_loop});
      if (expr.kind() != Expr::Apply) continue;
      ++item.size;
      for (int k = info(expr.op()).arity; k-- > 0;) stack_.push_back(expr.argument(k));
    }
  }

  const Program& program_;
  std::vector<Id<Expr>> stack_;
};

}  // namespace

std::vector<Item> items_of(const Program& program, std::uint32_t begin, std::uint32_t end) {
  return Finder(program).run(begin, end);
}

std::int32_t step_along(const Program& program, const Expr& place, Id<Loop> loop) {
  for (const Step& step : program.steps_of(place.walk())) {
    if (step.loop == loop) return step.step;
  }
  return 0;
}

}  // namespace mg::program
