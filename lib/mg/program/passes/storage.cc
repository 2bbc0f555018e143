#include "mg/program/passes/storage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
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
  std::uint32_t first_item, last_item;  // from the first to the last statement or loop that uses it
  std::uint32_t moved_to = 0;
};

/// Stretches of the work array that nothing uses, by their sizes; of one size, the one that has been free for longest
/// is taken first.
class FreeStretches {
 public:
  void add(std::uint32_t size, std::uint32_t begin) { begins_[size].push(begin); }

  /// Takes `size` from the smallest that holds it, or gives nothing.
  std::optional<std::uint32_t> take(std::uint32_t size) {
    const auto found = begins_.lower_bound(size);
    if (found == begins_.end()) return std::nullopt;
    const std::uint32_t rest = found->first - size, begin = found->second.front();
    found->second.pop();
    if (found->second.empty()) begins_.erase(found);
    if (rest > 0) add(rest, begin + size);
    return begin;
  }

 private:
  std::map<std::uint32_t, std::queue<std::uint32_t>> begins_;  // by size
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
  template <class Each> void for_each_work(Each&& each) {
    std::vector<std::uint32_t> items(program_.statements.size());
    std::uint32_t end_of_loop = 0;
    for (std::uint32_t s = 0; s < items.size(); ++s) {
      const Statement& statement = program_.statements[s];
      items[s] = items_ += s >= end_of_loop;
      if (statement.kind() == Statement::For) end_of_loop = std::max(end_of_loop, statement.end());
      if (statement.kind() != Statement::Store) continue;
      const Expr& target = program_.exprs[statement.target()];
      if (is_work(target)) each(target, items_);
    }
    for_each_operand(program_, [&](std::uint32_t s, Id<Expr> id) {
      if (is_work(program_.exprs[id])) each(program_.exprs[id], items[s]);
    });
  }

  /// From the least to the greatest place.
  std::pair<std::uint32_t, std::uint32_t> bounds(const Expr& place) const {
    if (place.walk() == stays) return {place.base(), place.base()};
    if (const auto table = program_.table_of(place.walk()); !table.empty()) {
      const auto [least, greatest] = std::ranges::minmax(table);
      return {least, greatest};
    }
    const Reach its = reach(program_, place);
    return {static_cast<std::uint32_t>(its.least), static_cast<std::uint32_t>(its.greatest)};
  }

  void find_regions() {
    // Of each number: what begins there.
    struct Uses {
      std::uint32_t first_item = none, last_item = 0;
      std::int32_t goes_on = 0;  // how many more places go on from it to the next number than from the one before
    };
    std::vector<Uses> uses(program_.buffers[work_].length);
    for_each_work([&](const Expr& place, std::uint32_t item) {
      const auto [least, greatest] = bounds(place);
      Uses& its = uses[least];
      its.first_item = std::min(its.first_item, item), its.last_item = std::max(its.last_item, item);
      ++its.goes_on, --uses[greatest].goes_on;
    });
    region_of_.assign(uses.size(), none);
    std::int32_t open = 0;
    for (std::uint32_t i = 0; i < uses.size(); ++i) {
      if (open == 0 && uses[i].first_item == none) continue;
      if (open == 0) regions_.push_back({i, 0, none, 0});
      Region& region = regions_.back();
      ++region.size;
      region.first_item = std::min(region.first_item, uses[i].first_item);
      region.last_item = std::max(region.last_item, uses[i].last_item);
      region_of_[i] = static_cast<std::uint32_t>(regions_.size() - 1);
      open += uses[i].goes_on;
    }
  }

  /// The regions by their first item, or by their last.
  std::vector<std::uint32_t> order_by(std::uint32_t Region::*item) const {
    std::vector<std::uint32_t> ends(items_ + 1, 0), order(regions_.size());
    for (const Region& region : regions_) ++ends[region.*item];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    for (auto r = static_cast<std::uint32_t>(order.size()); r-- > 0;) order[--ends[regions_[r].*item]] = r;
    return order;
  }

  /// Each region takes the smallest free stretch that holds it, in the order in which they come to life.
  void place_regions() {
    FreeStretches free;
    const std::vector<std::uint32_t> by_death = order_by(&Region::last_item);
    auto next_dead = by_death.begin();
    for (const std::uint32_t r : order_by(&Region::first_item)) {
      Region& region = regions_[r];
      // Those that come to life from here on, this one among them, die later.
      for (; regions_[*next_dead].last_item < region.first_item; ++next_dead) {
        free.add(room_for(regions_[*next_dead]), regions_[*next_dead].moved_to);
      }
      const std::uint32_t room = room_for(region);
      if (const auto begin = free.take(room)) {
        region.moved_to = *begin;
      } else {
        region.moved_to = length_;
        length_ += room;
      }
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
  std::uint32_t items_ = 0;
  std::uint32_t length_ = 0;  // of the work array, in the end
};

}  // namespace

Program assign_storage(Program program) {
  Storage storage(program);
  storage.run();
  return storage.has_moved_tables() ? Copier(program).run() : std::move(program);  // without the tables as they were
}

}  // namespace mg::program
