#include "mg/program/storage.h"

#include <algorithm>
#include <map>
#include <queue>

#include "mg/core/ops.h"
#include "mg/program/copier.h"

namespace mg::program {
namespace {

constexpr std::uint32_t cache_line = 8;  // numbers
constexpr std::uint32_t none = 0xffffffff;

/// A stretch of the work array that is moved as one: what some place walks is never torn apart.
struct Region {
  std::uint32_t begin, size;
  std::uint32_t first_item = none, last_item = 0;  // from the first to the last statement or loop that uses it
  std::uint32_t moved_to = 0;
};

class Storage : public Copier {
 public:
  explicit Storage(const Program& program) : Copier(program) {
    for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
      if (program.buffers[{b}].role == Role::Work) work_ = {b};
    }
    if (!work_) return;
    find_regions();
    place_regions();
  }

 private:
  bool is_work(const Expr& expr) const { return expr.kind() == Expr::Read && expr.buffer() == work_; }

  /// Calls `each(place, item)` for the places in the work array; an item is a statement outside of loops, or an
  /// outermost loop.
  template <class Each> void for_each_work(Each&& each) const {
    const std::vector<std::uint32_t> first = first_operations(from());
    std::uint32_t item = 0, end_of_loop = 0;
    const auto visit = [&](Id<Expr> id) {
      if (is_work(from().exprs[id])) each(from().exprs[id], item);
    };
    for (std::uint32_t s = 0; s < from().statements.size(); ++s) {
      const Statement& statement = from().statements[s];
      item += s >= end_of_loop;
      if (statement.kind() == Statement::For) {
        end_of_loop = std::max(end_of_loop, statement.end());
        continue;
      }
      if (statement.kind() != Statement::Guard) visit(statement.target());
      const Id<Expr> root = statement.value();
      visit(root);
      if (from().exprs[root].kind() != Expr::Apply) continue;
      for (std::uint32_t i = first[s]; i <= root.index; ++i) {
        const Expr& expr = from().exprs[{i}];
        if (expr.kind() != Expr::Apply) continue;
        for (int k = 0; k < info(expr.op()).arity; ++k) visit(expr.argument(k));
      }
    }
  }

  /// From the least to the greatest place.
  std::pair<std::uint32_t, std::uint32_t> bounds(const Expr& place) const {
    if (const auto table = from().table_of(place.walk()); !table.empty()) {
      const auto [least, greatest] = std::ranges::minmax(table);
      return {least, greatest};
    }
    const Reach its = reach(from(), place);
    return {static_cast<std::uint32_t>(its.least), static_cast<std::uint32_t>(its.greatest)};
  }

  void find_regions() {
    const std::uint32_t length = from().buffers[work_].length;
    // How many places go on from a number to the next, as differences; and which numbers are used at all.
    std::vector<std::int32_t> goes_on(length + 1, 0);
    std::vector<bool> begins(length);
    for_each_work([&](const Expr& place, std::uint32_t) {
      const auto [least, greatest] = bounds(place);
      begins[least] = true;
      ++goes_on[least], --goes_on[greatest];
    });
    region_of_.assign(length, none);
    std::int32_t open = 0;
    for (std::uint32_t i = 0; i < length; ++i) {
      if (open > 0)
        ++regions_.back().size;
      else if (begins[i])
        regions_.push_back({.begin = i, .size = 1});
      if (open > 0 || begins[i]) region_of_[i] = static_cast<std::uint32_t>(regions_.size() - 1);
      open += goes_on[i];
    }
    for_each_work([&](const Expr& place, std::uint32_t item) {
      Region& region = regions_[region_of_[bounds(place).first]];
      region.first_item = std::min(region.first_item, item);
      region.last_item = std::max(region.last_item, item);
    });
  }

  /// Each region takes the smallest free stretch that holds it, in the order in which they come to life.
  void place_regions() {
    std::vector<Region*> order;
    for (Region& region : regions_) order.push_back(&region);
    std::ranges::stable_sort(order, {}, &Region::first_item);
    const auto dies_later = [](const Region* a, const Region* b) { return a->last_item > b->last_item; };
    std::priority_queue<Region*, std::vector<Region*>, decltype(dies_later)> alive(dies_later);
    std::multimap<std::uint32_t, std::uint32_t> free;  // size, begin
    for (Region* region : order) {
      for (; !alive.empty() && alive.top()->last_item < region->first_item; alive.pop()) {
        free.emplace(room_for(*alive.top()), alive.top()->moved_to);
      }
      const std::uint32_t room = room_for(*region);
      if (const auto found = free.lower_bound(room); found != free.end()) {
        region->moved_to = found->second;
        if (found->first > room) free.emplace(found->first - room, found->second + room);
        free.erase(found);
      } else {
        region->moved_to = length_;
        length_ += room;
      }
      alive.push(region);
    }
  }

  static std::uint32_t room_for(const Region& region) {
    return region.size < cache_line ? region.size : (region.size + cache_line - 1) / cache_line * cache_line;
  }

  Id<Buffer> buffer(Id<Buffer> id) override {
    if (id != work_) return Copier::buffer(id);
    if (!moved_work_) moved_work_ = to().buffer(Role::Work, length_);
    return moved_work_;
  }

  Id<Expr> read(Id<Expr> id) override {
    const Expr& expr = from().exprs[id];
    if (!is_work(expr)) return Copier::read(id);
    const Region& region = regions_[region_of_[bounds(expr).first]];
    const std::uint32_t way = region.moved_to - region.begin;
    const auto table = from().table_of(expr.walk());
    if (table.empty()) return to().read(buffer(work_), expr.base() + way, walk(expr.walk()));
    // Other arrays may be walked through the same table.
    std::vector<std::uint32_t> places(table.begin(), table.end());
    for (std::uint32_t& place : places) place += way;
    std::vector<Step> steps;
    for (const Step& step : from().steps_of(expr.walk())) {
      for (const Step& part : loop(step.loop)) steps.push_back({part.loop, part.step * step.step});
    }
    return to().read(buffer(work_), expr.base(), to().walk(steps, to().table(places)));
  }

  Id<Buffer> work_, moved_work_;
  std::vector<std::uint32_t> region_of_;  // of each number of the work array
  std::vector<Region> regions_;
  std::uint32_t length_ = 0;  // of the work array, in the end
};

}  // namespace

Program assign_storage(const Program& program) { return Storage(program).run(); }

}  // namespace mg::program
