#include "mg/program/passes/choose_lanes.h"

#include <algorithm>

#include "mg/program/copier.h"

namespace mg::program {
namespace {

constexpr std::uint64_t least_times_gathered = 4;  // that each number is read
constexpr std::uint64_t most_gathered = 65536;     // numbers

// What an access costs beside one that is next to that of the lane before.
constexpr double from_a_table = 6.0, from_afar = 4.0, from_the_same_place = 0.25;

class ChooseLanes : public Copier {
 public:
  using Copier::Copier;

 private:
  void function(const Function& function) override { level(function.begin, function.end, {}); }

  void level(std::uint32_t begin, std::uint32_t end, Id<Loop> around) {
    for (const Item& item : items_of(from(), begin, end)) {
      if (item.is_serial_loop)
        serial_loop(item);
      else if (item.axes.empty())
        statements(item.begin, item.end);
      else
        write(item, choose(item, around));
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

  /// The loop that gets the lanes; none.
  Id<Loop> choose(const Item& item, Id<Loop> around) const {
    Id<Loop> best;
    double least = 0.0;
    if (item.has_guard) return best;  // a branch
    for (std::size_t a = item.axes.size(); a-- > 0;) {
      const std::uint32_t count = from().loops[item.axes[a]].count;
      if (count < least_lanes) continue;
      const double its = (count < 2 * least_lanes ? 1.0 : 0.0) + cost(item, item.axes[a], around);
      if (!best || its < least) best = item.axes[a], least = its;
    }
    return best;
  }

  double cost(const Item& item, Id<Loop> lanes, Id<Loop> around) const {
    double sum = 0.0;
    for (const Access& access : item.reads) {
      const Expr& read = from().exprs[access.read];
      if (from().buffers[read.buffer()].role == Role::Data) continue;  // it is laid out as lanes want it
      const std::int32_t step = step_along(from(), read, lanes);
      const auto times = static_cast<double>(access.times);
      if (!from().table_of(read.walk()).empty())
        sum += times * from_a_table;
      else if (step == 0)
        sum += times * from_the_same_place;
      else
        sum += times * (step == 1 || is_worth_gathering(from(), item, access, lanes, around) ? 1.0 : from_afar);
    }
    for (const Id<Expr> store : item.stores) {
      const std::int32_t step = step_along(from(), from().exprs[store], lanes);
      sum += step == 0 ? from_the_same_place : step == 1 ? 1.0 : from_afar;
    }
    return sum;
  }

  void write(const Item& item, Id<Loop> lanes) {
    std::vector<Id<Loop>> order;
    for (const Id<Loop> axis : item.axes) {
      if (axis != lanes) order.push_back(axis);
    }
    if (lanes) order.push_back(lanes);
    for (const Id<Loop> axis : order) {
      const Id<Loop> copy = to().loop(from().loops[axis].count, axis == lanes ? Loop::Lanes : Loop::Parallel);
      map_loop(axis, {{copy, 1}});
      to().begin_loop(copy);
    }
    statements(item.body_begin, item.body_end);
    for (std::size_t a = 0; a < order.size(); ++a) to().end_loop();
  }
};

}  // namespace

Program choose_lanes(const Program& program) { return ChooseLanes(program).run(); }

bool is_worth_gathering(const Program& program, const Item& item, const Access& access, Id<Loop> lanes,
                        Id<Loop> around) {
  const Expr& read = program.exprs[access.read];
  const Role role = program.buffers[read.buffer()].role;
  if (role == Role::Data || !program.table_of(read.walk()).empty()) return false;
  const std::int32_t step = step_along(program, read, lanes);
  if (step == 0 || step == 1) return false;
  if (around && (role == Role::Work || step_along(program, read, around) != 0)) return false;
  std::uint64_t times = around ? program.loops[around].count : 1, numbers = access.times;
  for (const Id<Loop> axis : item.axes) {
    (step_along(program, read, axis) == 0 ? times : numbers) *= program.loops[axis].count;
  }
  if (times < least_times_gathered || numbers > most_gathered) return false;
  // Not what is made in the same turn.
  return std::ranges::none_of(item.stores, [&](Id<Expr> id) {
    const Expr& store = program.exprs[id];
    return store.buffer() == read.buffer() && store.base() == read.base();
  });
}

}  // namespace mg::program
