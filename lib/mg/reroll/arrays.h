#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mg/program/old_program.h"

namespace mg {

// Arrays of numbers, or of places, that loops walk: how they are laid out.

/// A loop that an array is walked by.
struct Dimension {
  std::uint32_t count;
  std::uint32_t loop;  ///< in the function
};

/// Leaves out the dimensions along which nothing changes.
template <class Number> void drop_invariant(std::vector<Number>& numbers, std::vector<Dimension>& dimensions) {
  std::size_t inner = 1;
  for (std::size_t d = dimensions.size(); d-- > 0;) {
    const std::size_t block = inner * dimensions[d].count;
    bool same = true;
    for (std::size_t i = 0; i < numbers.size() && same; ++i) {
      const std::size_t in_block = i % block;
      // By their bits: 0 is not -0 here. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
      if (in_block >= inner) same = std::memcmp(&numbers[i], &numbers[i - inner], sizeof(Number)) == 0;
    }
    if (!same) {
      inner = block;
      continue;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i % block < inner) numbers[kept++] = numbers[i];
    }
    numbers.resize(kept);
    dimensions.erase(dimensions.begin() + static_cast<std::ptrdiff_t>(d));
  }
}

/// Row by row in the order of the loops, so that the lanes lie side by side.
inline Walk row_by_row(const std::vector<Dimension>& dimensions) {
  Walk walk;
  std::int32_t stride = 1;
  for (std::size_t d = dimensions.size(); d-- > 0;) {
    walk.steps.insert(walk.steps.begin(), {dimensions[d].loop, stride});
    stride *= static_cast<std::int32_t>(dimensions[d].count);
  }
  return walk;
}

/// Keeps equal arrays once.
template <class Number> class Keeper {
 public:
  /// The place of `numbers` among `all`, to which only this adds.
  std::uint32_t keep(std::vector<std::vector<Number>>& all, std::vector<Number> numbers) {
    const std::size_t size = numbers.size() * sizeof(Number);
    const std::uint64_t hash = std::hash<std::string_view>{}({reinterpret_cast<const char*>(numbers.data()), size});
    const auto [begin, end] = known_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
      const auto& there = all[it->second];
      if (there.size() == numbers.size() && std::memcmp(there.data(), numbers.data(), size) == 0) return it->second;
    }
    const auto next = static_cast<std::uint32_t>(all.size());
    known_.emplace(hash, next);
    all.push_back(std::move(numbers));
    return next;
  }

 private:
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
};

}  // namespace mg
