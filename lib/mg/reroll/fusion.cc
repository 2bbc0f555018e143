#include "mg/reroll/fusion.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace mg {
namespace {

constexpr std::uint32_t none = 0xffffffff;

}  // namespace

Fusion::Fusion(const Cells& cells, const Nests& nests, const Layout& layout, std::uint32_t most_statements)
    : cells_(cells),
      nests_(nests),
      most_statements_(most_statements),
      maker_(nests.memory, none),
      made_in_turn_(nests.memory, 0) {
  for (const Nest& nest : nests.nests) {
    origins_.push_back(mg::origin(cells, nests, nest, layout));
    patterns_.push_back(&nests.patterns[nest.pattern]);
  }
}

std::int32_t Fusion::origin_step(std::uint32_t nest, std::size_t k, const Repeat* repeat) const {
  if (!repeat) return 0;
  return static_cast<std::int32_t>(origins_[nest + repeat->period][k] - origins_[nest][k]);
}

std::vector<Fused> Fusion::fuse(const std::vector<std::uint32_t>& nests, const Repeat* repeat) {
  repeat_ = repeat;
  std::vector<Fused> result;
  for (const std::uint32_t nest : nests) {
    const std::uint32_t last = last_read(nest);
    const std::uint32_t statements = cells_.shapes[pattern(nest).shape].statements;
    if (last != none && !result[last].counts.empty() && result[last].statements + statements <= most_statements_ &&
        share_loops(nest, result[last]) && can_join(nest, result[last], last)) {
      result[last].nests.push_back(nest);
      result[last].statements += statements;
      made(nest, last);
    } else {
      result.push_back({{nest}, pattern(nest).counts, statements});
      made(nest, static_cast<std::uint32_t>(result.size() - 1));
    }
  }
  for (const std::uint32_t nest : nests) made(nest, none);  // it is just there, for those to come
  return result;
}

/// Notes which of the fused nests at hand makes the places of a nest.
void Fusion::made(std::uint32_t nest, std::uint32_t by) {
  if (pattern(nest).target != Space::Work) return;
  for (std::uint32_t turn = 0; turn < turns(); ++turn) {
    const Nest& it = in_turn(nest, turn);
    for (std::uint32_t m = it.first; m < it.first + it.count; ++m) {
      const std::uint32_t place = nests_.address[cells_.cells[nests_.members[m]].node.index];
      maker_[place] = by;
      made_in_turn_[place] = turn;
    }
  }
}

/// Calls `each` with the maker of each place that a nest reads, if that is made in the same turn.
template <class Each> void Fusion::for_each_maker(std::uint32_t nest, Each&& each) const {
  for (std::uint32_t turn = 0; turn < turns(); ++turn) {
    const Nest& it = in_turn(nest, turn);
    for (std::uint32_t m = it.first; m < it.first + it.count; ++m) {
      for (const NodeId node : cells_.reads_of(nests_.members[m])) {
        if (cells_.cell_of[node.index] == no_cell) continue;
        const std::uint32_t place = nests_.address[node.index];
        if (maker_[place] != none && made_in_turn_[place] == turn) each(maker_[place]);
      }
    }
  }
}

std::uint32_t Fusion::last_read(std::uint32_t nest) const {
  std::uint32_t last = none;
  for_each_maker(nest, [&](std::uint32_t maker) { last = last == none ? maker : std::max(last, maker); });
  return last;
}

/// Brings a nest and those it may join to the same loops: a single loop can be written as several.
bool Fusion::share_loops(std::uint32_t nest, Fused& fused) {
  const auto turns = [](const std::vector<std::uint32_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{1}, std::multiplies<>());
  };
  const std::vector<std::uint32_t> mine = pattern(nest).counts;
  if (mine == fused.counts) return true;
  if (turns(mine) != turns(fused.counts)) return false;
  if (mine.size() == 1) {
    split_loop(nest, fused.counts);
    return true;
  }
  if (fused.counts.size() != 1) return false;
  for (const std::uint32_t there : fused.nests) split_loop(there, mine);
  fused.counts = mine;
  return true;
}

void Fusion::split_loop(std::uint32_t nest, const std::vector<std::uint32_t>& counts) {
  Pattern split = pattern(nest);
  split.counts = counts;
  split.steps.clear();
  for (std::size_t k = 0; k <= split.accesses.size(); ++k) {
    const std::int32_t* steps = pattern(nest).steps_of(k);
    std::int32_t step = steps[0];
    const auto begin = static_cast<std::ptrdiff_t>(split.steps.size());
    for (std::size_t a = counts.size(); a-- > 0;) {
      split.steps.insert(split.steps.begin() + begin, step);
      step *= static_cast<std::int32_t>(counts[a]);
    }
    if (k < split.accesses.size()) split.steps.insert(split.steps.end(), {steps[1], steps[2]});
  }
  patterns_[nest] = &split_patterns_.emplace_back(std::move(split));
}

/// Whether all that `nest` reads from `fused` is what the same turn of the loops has just made.
bool Fusion::can_join(std::uint32_t nest, const Fused& fused, std::uint32_t index) const {
  const Pattern& mine = pattern(nest);
  const std::size_t axes = mine.counts.size();
  std::uint64_t handed_on = 0;  // reads
  for (std::size_t k = 0; k < mine.accesses.size(); ++k) {
    const Access& access = mine.accesses[k];
    if (access.space != Space::Work || access.stretch != no_run || access.irregular) continue;
    for (const std::uint32_t maker : fused.nests) {
      const Pattern& its = pattern(maker);
      if (its.target != Space::Work || origins_[maker].back() != origins_[nest][k]) continue;
      if (origin_step(maker, its.accesses.size(), repeat_) == origin_step(nest, k, repeat_) &&
          std::equal(mine.steps_of(k), mine.steps_of(k) + axes, its.target_steps()))
        handed_on += std::uint64_t{nests_.nests[nest].count} * turns();
    }
  }
  for_each_maker(nest, [&](std::uint32_t maker) { handed_on -= maker == index; });
  return handed_on == 0;
}

}  // namespace mg
