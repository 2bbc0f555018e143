#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mg {

/// 2^64 divided by the golden ratio: multiples of it lie far apart.
inline constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15;

/// A bijection that spreads every bit over the word (the finaliser of SplitMix64).
constexpr std::uint64_t spread(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58'476d'1ce4'e5b9;
  x ^= x >> 27;
  x *= 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}

/// The hash of what `hash` is that of, followed by `next`: to begin with, the first word itself. Good enough that equal
/// hashes may be taken for equal things.
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t next) { return spread(hash * golden + next + 1); }

/// Of a text: the same on every machine.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    const std::string_view some = text.substr(0, 8);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < some.size(); ++i) word |= std::uint64_t{static_cast<unsigned char>(some[i])} << 8 * i;
    hash = mix(hash, word);
    text.remove_prefix(some.size());
  }
  return hash;
}

}  // namespace mg
