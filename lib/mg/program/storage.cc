#include "mg/program/storage.h"

#include <algorithm>
#include <map>
#include <queue>

#include "mg/program/copier.h"
#include "mg/program/operands.h"

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

class Storage {
 public:
  explicit Storage(Program& program) : program_(program) {}

  void run() {
    for (std::uint32_t b = 0; b < program_.buffers.size(); ++b) {
      if (program_.buffers[{b}].role == Role::Work) work_ = {b};
    }
    if (!work_) return;
    find_regions();
    place_regions();
    for (Expr& expr : program_.exprs) {
      if (is_work(expr)) move(expr);
    }
    program_.buffers[work_].length = length_;
  }

  bool has_moved_tables() const { return !moved_tables_.empty(); }

 private:
  bool is_work(const Expr& expr) const { return expr.kind() == Expr::Read && expr.buffer() == work_; }

  /// Calls `each(place, item)` for the places in the work array; an item is a statement outside of loops, or an
  /// outermost loop.
  template <class Each> void for_each_work(Each&& each) const {
    std::vector<std::uint32_t> items(program_.statements.size());
    std::uint32_t item = 0, end_of_loop = 0;
    for (std::uint32_t s = 0; s < items.size(); ++s) {
      const Statement& statement = program_.statements[s];
      items[s] = item += s >= end_of_loop;
      if (statement.kind() == Statement::For) end_of_loop = std::max(end_of_loop, statement.end());
      if (statement.kind() != Statement::Store) continue;
      const Expr& target = program_.exprs[statement.target()];
      if (is_work(target)) each(target, item);
    }
    for_each_operand(program_, [&](std::uint32_t s, Id<Expr> id) {
      if (is_work(program_.exprs[id])) each(program_.exprs[id], items[s]);
    });
  }

  /// From the least to the greatest place.
  std::pair<std::uint32_t, std::uint32_t> bounds(const Expr& place) const {
    if (const auto table = program_.table_of(place.walk()); !table.empty()) {
      const auto [least, greatest] = std::ranges::minmax(table);
      return {least, greatest};
    }
    const Reach its = reach(program_, place);
    return {static_cast<std::uint32_t>(its.least), static_cast<std::uint32_t>(its.greatest)};
  }

  void find_regions() {
    const std::uint32_t length = program_.buffers[work_].length;
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

  void move(Expr& expr) {
    const std::uint32_t region = region_of_[bounds(expr).first];
    if (region == none) return;  // no statement uses it any more
    const std::uint32_t way = regions_[region].moved_to - regions_[region].begin;
    const std::uint32_t table = program_.walks[expr.walk()].table;
    if (table == Walk::no_table) {
      expr = Expr::make_read(work_, expr.base() + way, expr.walk(), expr.type());
      return;
    }
    // Other arrays may be walked through the same table.
    const auto [entry, is_new] = moved_walks_.try_emplace(expr.walk());
    if (is_new) {
      const auto [its, is_new_table] = moved_tables_.try_emplace({table, way});
      if (is_new_table) {
        std::vector<std::uint32_t> places(program_.tables[table].begin(), program_.tables[table].end());
        for (std::uint32_t& place : places) place += way;
        its->second = program_.tables.add(places);
      }
      entry->second = program_.walks.add({program_.walks[expr.walk()].steps, its->second});
    }
    expr = Expr::make_read(work_, expr.base(), entry->second, expr.type());
  }

  Program& program_;
  Id<Buffer> work_;
  std::map<Id<Walk>, Id<Walk>> moved_walks_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> moved_tables_;  // by table and way
  std::vector<std::uint32_t> region_of_;                                           // of each number of the work array
  std::vector<Region> regions_;
  std::uint32_t length_ = 0;  // of the work array, in the end
};

}  // namespace

Program assign_storage(Program program) {
  Storage storage(program);
  storage.run();
  return storage.has_moved_tables() ? Copier(program).run() : std::move(program);  // without the tables as they were
}

}  // namespace mg::program
