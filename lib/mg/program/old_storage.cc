#include "mg/program/old_storage.h"

#include <algorithm>
#include <map>
#include <queue>

#include "mg/core/ops.h"
#include "mg/program/places.h"

namespace mg {
namespace {

constexpr std::uint32_t cache_line = 8;  // numbers
constexpr std::uint32_t none = 0xffffffff;

/// A stretch of the work array that is moved as one: what some operand walks is never torn apart.
struct Region {
  std::uint32_t begin, size;
  std::uint32_t first_item = none, last_item = 0;  // from the first to the last statement or loop that uses it
  std::uint32_t moved_to = 0;
};

class Storage {
 public:
  explicit Storage(Program& program) : program_(program), read_(program.work) {}

  void run() {
    for_each_operand([&](const Function& function, const Operand& operand, bool writes, std::uint32_t) {
      if (!writes) for_each_place(function, operand, [&](std::uint32_t place) { read_[place] = true; });
    });
    drop_stores();
    find_regions();
    place_regions();
    move_operands();
  }

 private:
  /// Calls `each(function, operand, writes, item)` for the operands in the work array; an item is a statement outside
  /// of loops, or an outermost loop.
  template <class Each> void for_each_operand(Each&& each) {
    std::uint32_t item = 0;
    for (Function& function : program_.functions) {
      std::uint32_t depth = 0;
      for (Statement& statement : function.statements) {
        if (statement.does == Does::End) --depth;
        if (statement.does == Does::Loop) ++depth;
        if (statement.does == Does::Compute || statement.does == Does::Copy) {
          const int arguments = statement.does == Does::Copy ? 1 : info(statement.op).arity;
          for (int k = 0; k < arguments; ++k) {
            if (statement.arguments[k].space == Space::Work) each(function, statement.arguments[k], false, item);
          }
          if (statement.target.space == Space::Work) each(function, statement.target, true, item);
        }
        item += depth == 0;
      }
    }
  }

  template <class Each> void for_each_place(const Function& function, const Operand& operand, Each&& each) const {
    const Walk& walk = program_.walks[operand.walk];
    if (walk.table != no_table) {
      for (const std::uint32_t place : program_.tables[walk.table]) each(place);
      return;
    }
    mg::for_each_place(function, operand.index, walk.steps, each);
  }

  /// From the least to the greatest place of an operand.
  std::pair<std::uint32_t, std::uint32_t> bounds(const Function& function, const Operand& operand) const {
    const Walk& walk = program_.walks[operand.walk];
    if (walk.table != no_table) {
      const auto [least, most] = std::ranges::minmax(program_.tables[walk.table]);
      return {least, most};
    }
    std::int64_t least = operand.index, most = operand.index;
    for (const Walk::Step& step : walk.steps) {
      const std::int64_t way = std::int64_t{step.step} * (function.loops[step.loop].count - 1);
      (way < 0 ? least : most) += way;
    }
    return {static_cast<std::uint32_t>(least), static_cast<std::uint32_t>(most)};
  }

  void drop_stores() {
    for (Function& function : program_.functions) {
      std::erase_if(function.statements, [&](const Statement& statement) {
        if (statement.does != Does::Copy || statement.target.space != Space::Work) return false;
        bool wanted = false;
        for_each_place(function, statement.target, [&](std::uint32_t place) { wanted |= read_[place]; });
        return !wanted;
      });
    }
  }

  void find_regions() {
    // How many operands go on from a place to the next, as differences; and which places are used at all.
    std::vector<std::int32_t> goes_on(program_.work + 1, 0);
    std::vector<bool> begins(program_.work);
    for_each_operand([&](const Function& function, const Operand& operand, bool, std::uint32_t) {
      const auto [least, most] = bounds(function, operand);
      begins[least] = true;
      ++goes_on[least], --goes_on[most];
    });
    region_of_.assign(program_.work, none);
    std::int32_t open = 0;
    for (std::uint32_t place = 0; place < program_.work; ++place) {
      if (open > 0)
        ++regions_.back().size;
      else if (begins[place])
        regions_.push_back({.begin = place, .size = 1});
      if (open > 0 || begins[place]) region_of_[place] = static_cast<std::uint32_t>(regions_.size() - 1);
      open += goes_on[place];
    }
    for_each_operand([&](const Function& function, const Operand& operand, bool, std::uint32_t item) {
      Region& region = regions_[region_of_[bounds(function, operand).first]];
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
    std::uint32_t end = 0;
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
        region->moved_to = end;
        end += room;
      }
      alive.push(region);
    }
    program_.work = end;
  }

  /// Arrays begin with a cache line.
  static std::uint32_t room_for(const Region& region) {
    return region.size < cache_line ? region.size : (region.size + cache_line - 1) / cache_line * cache_line;
  }

  void move_operands() {
    std::map<std::uint32_t, std::uint32_t> moved_tables, moved_walks;
    for_each_operand([&](const Function& function, Operand& operand, bool, std::uint32_t) {
      const Region& region = regions_[region_of_[bounds(function, operand).first]];
      const std::uint32_t way = region.moved_to - region.begin;
      const std::uint32_t table = program_.walks[operand.walk].table;
      if (table == no_table) {
        operand.index += way;
        return;
      }
      // Other arrays may be walked through the same table.
      const auto [entry, is_new] = moved_walks.try_emplace(operand.walk, program_.walks.size());
      if (is_new) {
        Walk walk = program_.walks[operand.walk];
        const auto [its, is_new_table] = moved_tables.try_emplace(table, program_.tables.size());
        if (is_new_table) {
          auto places = program_.tables[table];
          for (std::uint32_t& place : places) place += way;
          program_.tables.push_back(std::move(places));
        }
        walk.table = its->second;
        program_.walks.push_back(std::move(walk));
      }
      operand.walk = entry->second;
    });
    drop_unused_tables();
  }

  void drop_unused_tables() {
    std::vector<std::uint32_t> number(program_.tables.size(), none);
    std::vector<bool> used(program_.walks.size());
    for (const Function& function : program_.functions) {
      for (const Statement& statement : function.statements) {
        for (const Operand& operand : statement.arguments) used[operand.walk] = true;
      }
    }
    std::vector<std::vector<std::uint32_t>> kept;
    for (std::size_t w = 0; w < program_.walks.size(); ++w) {
      std::uint32_t& table = program_.walks[w].table;
      if (table == no_table) continue;
      if (!used[w]) {
        table = no_table;
        continue;
      }
      if (number[table] == none) {
        number[table] = static_cast<std::uint32_t>(kept.size());
        kept.push_back(std::move(program_.tables[table]));
      }
      table = number[table];
    }
    program_.tables = std::move(kept);
  }

  Program& program_;
  std::vector<bool> read_;  // of each place of the work array
  std::vector<std::uint32_t> region_of_;
  std::vector<Region> regions_;
};

}  // namespace

void assign_storage(Program& program) { Storage(program).run(); }

}  // namespace mg
