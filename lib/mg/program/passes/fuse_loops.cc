#include "mg/program/passes/fuse_loops.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "mg/program/copier.h"
#include "mg/program/items.h"
#include "mg/program/places.h"

namespace mg::program {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Items that run in the same loops.
struct Group {
  std::vector<std::size_t> items;     // in the order in which they run
  std::vector<std::uint32_t> counts;  // of the loops, outermost first
  std::uint32_t size = 0;             // operations
};

class FuseLoops : public Copier {
 public:
  FuseLoops(const Program& program, std::uint32_t most_operations)
      : Copier(program), most_operations_(most_operations) {
    for (const Buffer& buffer : program.buffers) {
      if (buffer.role == Role::Work) maker_.resize(buffer.length, none);
    }
    made_in_turn_.resize(maker_.size(), 0);
  }

 private:
  void function(const Function& function) override { level(function.begin, function.end, {}); }

  /// Fuses the items of a function, or of a serial loop, but none across a serial loop among them.
  void level(std::uint32_t begin, std::uint32_t end, Id<Loop> around) {
    std::vector<Item> items = items_of(from(), begin, end);
    for (std::size_t first = 0, i = 0; i <= items.size(); ++i) {
      if (i < items.size() && !items[i].is_serial_loop) continue;
      fuse(std::span(items).subspan(first, i - first), around);
      if (i < items.size()) serial_loop(items[i]);
      first = i + 1;
    }
  }

  void serial_loop(const Item& item) {
    const Id<Loop> loop = from().statements[item.begin].loop();
    const Id<Loop> copy = to().loop(from().loops[loop].count);
    map_loop(loop, {{copy, 1}});
    to().begin_loop(copy);
    level(item.body_begin, item.body_end, loop);
    to().end_loop();
  }

  void fuse(std::span<Item> items, Id<Loop> around) {
    items_ = items, around_ = around;
    turns_ = around ? from().loops[around].count : 1;
    counts_.clear();
    for (const Item& item : items) {
      counts_.emplace_back();
      for (const Id<Loop> axis : item.axes) counts_.back().push_back(from().loops[axis].count);
    }
    std::vector<Group> groups;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::uint32_t last = last_read(items[i]);
      if (last != none && !groups[last].counts.empty() && groups[last].size + items[i].size <= most_operations_ &&
          share_loops(i, groups[last]) && can_join(i, groups[last], last)) {
        groups[last].items.push_back(i);
        groups[last].size += items[i].size;
        made(items[i], last);
      } else {
        groups.push_back({{i}, counts_[i], items[i].size});
        made(items[i], static_cast<std::uint32_t>(groups.size() - 1));
      }
    }
    for (const Item& item : items) made(item, none);  // it is just there, for those to come
    for (const Group& group : groups) write(group);
  }

  void write(const Group& group) {
    std::vector<Id<Loop>> loops;
    for (const std::uint32_t count : group.counts) {
      loops.push_back(to().loop(count, Loop::Parallel));
      to().begin_loop(loops.back());
    }
    for (const std::size_t i : group.items) {
      const Item& item = items_[i];
      if (item.axes.size() == loops.size()) {
        for (std::size_t a = 0; a < loops.size(); ++a) map_loop(item.axes[a], {{loops[a], 1}});
      } else {
        std::vector<Step> steps;
        std::int32_t stride = 1;
        for (std::size_t a = loops.size(); a-- > 0; stride *= static_cast<std::int32_t>(group.counts[a])) {
          steps.insert(steps.begin(), {loops[a], stride});
        }
        map_loop(item.axes[0], std::move(steps));
      }
      statements(item.body_begin, item.body_end);
    }
    for (std::size_t a = 0; a < loops.size(); ++a) to().end_loop();
  }

  // --- who makes what ---

  /// Calls `each` with the places that a place walks in a turn of the serial loop around.
  template <class Each> void for_each_place(const Expr& place, std::uint32_t turn, Each&& each) {
    steps_.clear();
    std::int64_t first = place.base();
    for (const Step& step : from().steps_of(place.walk())) {
      if (step.loop == around_)
        first += std::int64_t{step.step} * turn;
      else
        steps_.push_back(step);
    }
    program::for_each_place(from(), static_cast<std::uint32_t>(first), steps_, from().table_of(place.walk()), each);
  }

  bool is_work(const Expr& place) const { return from().buffers[place.buffer()].role == Role::Work; }

  /// Notes which of the groups at hand makes the places of an item.
  void made(const Item& item, std::uint32_t by) {
    for (const Id<Expr> store : item.stores) {
      const Expr& place = from().exprs[store];
      if (!is_work(place)) continue;
      for (std::uint32_t turn = 0; turn < turns_; ++turn) {
        for_each_place(place, turn, [&](std::uint32_t at) { maker_[at] = by, made_in_turn_[at] = turn; });
      }
    }
  }

  /// Calls `each` with the maker of each place that is read, if that is made in the same turn.
  template <class Each> void for_each_maker(const Access& access, Each&& each) {
    const Expr& place = from().exprs[access.read];
    if (!is_work(place)) return;
    for (std::uint32_t turn = 0; turn < turns_; ++turn) {
      for_each_place(place, turn, [&](std::uint32_t at) {
        if (maker_[at] != none && made_in_turn_[at] == turn) each(maker_[at]);
      });
    }
  }

  std::uint32_t last_read(const Item& item) {
    std::uint32_t last = none;
    for (const Access& access : item.reads) {
      for_each_maker(access, [&](std::uint32_t maker) { last = last == none ? maker : std::max(last, maker); });
    }
    return last;
  }

  // --- whether an item may join others ---

  /// Brings an item and those that it may join to the same loops: a single loop can be written as several.
  bool share_loops(std::size_t item, Group& group) {
    const auto turns = [](const std::vector<std::uint32_t>& counts) {
      return std::accumulate(counts.begin(), counts.end(), std::uint64_t{1}, std::multiplies<>());
    };
    std::vector<std::uint32_t>& mine = counts_[item];
    if (mine == group.counts) return true;
    if (mine.empty() || turns(mine) != turns(group.counts)) return false;
    if (mine.size() == 1) {
      mine = group.counts;
      return true;
    }
    if (group.counts.size() != 1) return false;
    for (const std::size_t there : group.items) counts_[there] = mine;
    group.counts = mine;
    return true;
  }

  /// How far a place of an item moves in a turn of one of the loops that it may be in.
  std::int32_t step(std::size_t item, const Expr& place, std::size_t axis) const {
    const Item& it = items_[item];
    if (it.axes.size() == counts_[item].size()) return step_along(from(), place, it.axes[axis]);
    std::int32_t stride = step_along(from(), place, it.axes[0]);
    for (std::size_t a = counts_[item].size(); a-- > axis + 1;) stride *= static_cast<std::int32_t>(counts_[item][a]);
    return stride;
  }

  /// Whether all that an item reads from a group is what the same turn of the loops has just made.
  bool can_join(std::size_t item, const Group& group, std::uint32_t index) {
    return std::ranges::all_of(items_[item].reads, [&](const Access& access) {
      if (is_handed_on(item, access, group)) return true;
      bool is_made = false;
      for_each_maker(access, [&](std::uint32_t maker) { is_made |= maker == index; });
      return !is_made;
    });
  }

  bool is_handed_on(std::size_t item, const Access& access, const Group& group) const {
    const Expr& read = from().exprs[access.read];
    if (!is_work(read) || access.in_loop || !from().table_of(read.walk()).empty()) return false;
    const auto is_same = [&](std::size_t maker, const Expr& store) {
      if (!is_work(store) || store.base() != read.base()) return false;
      if (around_ && step_along(from(), store, around_) != step_along(from(), read, around_)) return false;
      for (std::size_t a = 0; a < counts_[item].size(); ++a) {
        if (step(item, read, a) != step(maker, store, a)) return false;
      }
      return true;
    };
    return std::ranges::any_of(group.items, [&](std::size_t maker) {
      return std::ranges::any_of(items_[maker].stores,
                                 [&](Id<Expr> store) { return is_same(maker, from().exprs[store]); });
    });
  }

  const std::uint32_t most_operations_;
  // Of each place of the work array, while it is made by one of those being fused:
  std::vector<std::uint32_t> maker_;  // which of the groups
  std::vector<std::uint32_t> made_in_turn_;
  // What is being fused:
  std::span<Item> items_;
  std::vector<std::vector<std::uint32_t>> counts_;  // of the loops of each item, which may have been split
  Id<Loop> around_;                                 // the serial loop
  std::uint32_t turns_ = 1;                         // its turns
  std::vector<Step> steps_;
};

}  // namespace

Program fuse_loops(const Program& program, std::uint32_t most_operations) {
  return FuseLoops(program, most_operations).run();
}

}  // namespace mg::program
