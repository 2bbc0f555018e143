#include "mg/draw/structure/unit_classes.h"

#include <unordered_map>

#include "mg/base/hash.h"

namespace mg::draw {

UnitClasses unit_classes(const Units& units, const std::vector<std::uint32_t>& cluster_of) {
  UnitClasses classes;
  classes.of.resize(units.size());
  std::unordered_map<std::uint64_t, std::uint32_t> by_key;
  by_key.reserve(units.size());
  for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
    const std::uint64_t key = mix(units.shapes().any_parameters[units.roots(unit).front().index], cluster_of[unit]);
    const auto [entry, is_new] = by_key.try_emplace(key, static_cast<std::uint32_t>(classes.sizes.size()));
    if (is_new) classes.sizes.push_back(0);
    classes.of[unit] = entry->second;
    ++classes.sizes[entry->second];
  }
  return classes;
}

}  // namespace mg::draw
