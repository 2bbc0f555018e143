#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mg {

/// Finds numbers below `most` by keys that the caller has: a hash table that is kind to memory. Keys come with a number
/// that they are near to; those that are near to each other stand in one cache line while it has room, and where their
/// hash says otherwise. Nothing is taken out, and each find() takes constant time whatever is near to what.
class NearTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  explicit NearTable(std::size_t most) : lines_(most / used + 1), most_(most + 1) {}

  /// The number of a key: of those that `same(number)` is asked for, the one that it says yes to; else `none`.
  template <class Same> std::uint32_t find(std::uint32_t near, std::uint64_t hash, Same&& same) const {
    const Place place = look_for(near, hash, same);
    return lines_[place.line].numbers[place.slot];
  }
  /// The same, but where there is none, `number` is from now on.
  template <class Same>
  std::uint32_t find_or_add(std::uint32_t near, std::uint64_t hash, std::uint32_t number, Same&& same) {
    const Place place = look_for(near, hash, same);
    Line& line = lines_[place.line];
    if (line.numbers[place.slot] == none) line.numbers[place.slot] = number, line.tags[place.slot] = tag(hash);
    return line.numbers[place.slot];
  }
  /// Asks for the memory that will be looked at first.
  void prefetch(std::uint32_t near) const { __builtin_prefetch(&lines_[line_of(near)]); }

 private:
  static constexpr std::size_t slots = 8;  // of a line
  static constexpr std::size_t used = 5;   // of these, on average, at most
  struct Line {
    std::array<std::uint32_t, slots> numbers;
    std::array<std::uint32_t, slots> tags;  // what of their hashes tells most keys apart
    Line() { numbers.fill(none); }
  };
  struct Place {
    std::size_t line, slot;
  };

  static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
  std::size_t line_of(std::uint32_t near) const {
    const auto line = static_cast<std::size_t>(std::uint64_t{near} * lines_.size() / most_);
    return std::min(line, lines_.size() - 1);
  }

  /// Where a key's number is, or has room.
  template <class Same> Place look_for(std::uint32_t near, std::uint64_t hash, Same&& same) const {
    const auto look = [&](Place& place) {
      const Line& line = lines_[place.line];
      for (place.slot = 0; place.slot < slots; ++place.slot) {
        const std::uint32_t number = line.numbers[place.slot];
        if (number == none || (line.tags[place.slot] == tag(hash) && same(number))) return true;
      }
      return false;
    };
    Place place{line_of(near), 0};
    if (look(place)) return place;
    place.line = static_cast<std::size_t>((hash & 0xffffffff) * lines_.size() >> 32);
    while (!look(place)) place.line = place.line + 1 < lines_.size() ? place.line + 1 : 0;
    return place;
  }

  std::vector<Line> lines_;
  std::uint64_t most_;
};

}  // namespace mg
