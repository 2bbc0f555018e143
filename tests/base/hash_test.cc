#include "mg/base/hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace mg {
namespace {

TEST(Hash, IsThatOfSplitMix64) {
  // The first numbers of the published generator, seeded with 0.
  EXPECT_EQ(spread(golden), 0xe220'a839'7b1d'cdafu);
  EXPECT_EQ(spread(2 * golden), 0x6e78'9e6a'a1b9'65f4u);
}

TEST(Hash, OrderAndLengthCount) {
  EXPECT_NE(mix(1, 2), mix(2, 1));
  EXPECT_NE(mix(0, 0), 0u);
  EXPECT_NE(mix(mix(0, 0), 0), mix(0, 0));
}

TEST(Hash, OfATextIsOfEachOfItsBytes) {
  static_assert(hash_of("abc") == mix(3, 0x636261));
  EXPECT_EQ(hash_of("abcdefgh\xff"), mix(mix(9, 0x6867'6665'6463'6261), 0xff));
  EXPECT_NE(hash_of(std::string_view("a\0", 2)), hash_of("a"));
  EXPECT_NE(hash_of(""), hash_of(std::string_view("\0", 1)));
}

TEST(Hash, NeighboursShareNothing) {
  // A table takes the lowest bits; others take the highest.
  std::set<std::uint64_t> all;
  int changed = 0;
  for (std::uint64_t a = 0; a < 64; ++a) {
    for (std::uint64_t b = 0; b < 64; ++b) {
      all.insert(mix(a, b));
      changed += std::popcount(mix(a, b) ^ mix(a, b + 1));
    }
  }
  EXPECT_EQ(all.size(), 64u * 64);
  EXPECT_NEAR(changed / (64.0 * 64), 32.0, 1.0);
}

}  // namespace
}  // namespace mg
