#include "mg/reroll/lanes.h"

#include <algorithm>

namespace mg {
namespace {

constexpr std::uint64_t least_times_gathered = 4;  // that each number is read
constexpr std::uint64_t most_gathered = 65536;     // numbers

}  // namespace

std::size_t choose_lanes(const Fusion& fusion, const Fused& fused, const Repeat* repeat) {
  const std::size_t axes = fused.counts.size();
  for (const std::uint32_t nest : fused.nests) {
    const Space target = fusion.pattern(nest).target;
    if (target == Space::Held || target == Space::NotHeld) return axes;  // a branch
  }
  std::size_t best = axes;
  double least = 0.0;
  for (std::size_t a = axes; a-- > 0;) {
    if (fused.counts[a] < least_lanes) continue;
    double cost = fused.counts[a] < 2 * least_lanes ? 1.0 : 0.0;
    for (const std::uint32_t nest : fused.nests) {
      const Pattern& it = fusion.pattern(nest);
      for (std::size_t k = 0; k <= it.accesses.size(); ++k) {
        double weight = 1.0;
        if (k < it.accesses.size()) {
          const Access& access = it.accesses[k];
          if (access.space == Space::Constant) continue;
          if (access.stretch != no_run) {
            const auto [outer, inner] = it.stretches[access.stretch].counts;
            weight = static_cast<double>(outer) * inner;
          }
          if (access.irregular) {
            cost += 6.0 * weight;
            continue;
          }
        }
        const std::int32_t step = it.steps_of(k)[a];
        const bool near =
            step == 1 || (k < it.accesses.size() && is_worth_gathering(fusion, fused, repeat, {nest, k, a}));
        cost += weight * (step == 0 ? 0.25 : near ? 1.0 : 4.0);
      }
    }
    if (best == axes || cost < least) best = a, least = cost;
  }
  return best;
}

bool is_worth_gathering(const Fusion& fusion, const Fused& fused, const Repeat* repeat, const LaneAccess& at) {
  const auto [nest, k, lane_axis] = at;
  const Pattern& it = fusion.pattern(nest);
  const Access& access = it.accesses[k];
  if (access.space == Space::Constant || access.irregular) return false;
  const std::int32_t* steps = it.steps_of(k);
  if (steps[lane_axis] == 0 || steps[lane_axis] == 1) return false;
  if (repeat && (access.space == Space::Work || fusion.origin_step(nest, k, repeat) != 0)) return false;
  std::uint64_t times = repeat ? repeat->count : 1, numbers = 1;
  for (std::size_t a = 0; a < it.counts.size(); ++a) (steps[a] == 0 ? times : numbers) *= it.counts[a];
  if (access.stretch != no_run) {
    const auto [outer, inner] = it.stretches[access.stretch].counts;
    numbers *= std::uint64_t{outer} * inner;
  }
  if (times < least_times_gathered || numbers > most_gathered) return false;
  // Not what is made in the same turn.
  const std::uint32_t begin = fusion.origin(nest)[k];
  return std::ranges::none_of(fused.nests, [&](std::uint32_t maker) {
    return fusion.pattern(maker).target == Space::Work && fusion.origin(maker).back() == begin;
  });
}

}  // namespace mg
