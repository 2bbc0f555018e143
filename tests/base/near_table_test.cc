#include "mg/base/near_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "mg/base/hash.h"

namespace mg {
namespace {

/// Keys that are their own, near to what `near` says, beside a map that is right.
template <class Near> void compare_with_a_map(std::uint32_t count, std::uint32_t keys, Near&& near) {
  std::mt19937 random(1);
  NearTable table(count);
  std::vector<std::uint32_t> key_of;
  std::map<std::uint32_t, std::uint32_t> known;
  while (key_of.size() < count) {
    const std::uint32_t key = static_cast<std::uint32_t>(random()) % keys;
    const auto same = [&](std::uint32_t number) { return key_of.at(number) == key; };
    const auto number = static_cast<std::uint32_t>(key_of.size());
    const auto entry = known.find(key);
    ASSERT_EQ(table.find(near(key), spread(key), same), entry == known.end() ? NearTable::none : entry->second);
    const std::uint32_t got = table.find_or_add(near(key), spread(key), number, same);
    ASSERT_EQ(got, entry == known.end() ? number : entry->second);
    if (got != number && known.size() < keys) continue;
    if (got != number) break;
    known[key] = number;
    key_of.push_back(key);
  }
}

TEST(NearTable, FindsWhatWasAdded) {
  compare_with_a_map(5000, 5000, [](std::uint32_t key) { return key; });
  compare_with_a_map(5000, 50000, [](std::uint32_t key) { return key / 10; });
}

TEST(NearTable, WhereAllAreNearToOne) {
  compare_with_a_map(5000, 50000, [](std::uint32_t) { return 7u; });
  compare_with_a_map(5000, 50000, [](std::uint32_t) { return 0xffffffffu; });
}

TEST(NearTable, OfNothingAndOfOne) {
  EXPECT_EQ(NearTable(0).find(0, 0, [](std::uint32_t) { return true; }), NearTable::none);
  NearTable table(1);
  EXPECT_EQ(table.find_or_add(0, 5, 0, [](std::uint32_t) { return false; }), 0u);
  EXPECT_EQ(table.find(0, 5, [](std::uint32_t) { return true; }), 0u);
  EXPECT_EQ(table.find(0, 5, [](std::uint32_t) { return false; }), NearTable::none) << "a hash is no key";
}

/// However many keys are near to one, none takes long: a million would not come to an end.
TEST(NearTable, IsLinear) {
  constexpr std::uint32_t count = 1'000'000;
  NearTable table(count);
  std::uint64_t asked = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    table.find_or_add(i % 3, spread(i), i, [&](std::uint32_t number) {
      ++asked;
      return number == i;
    });
  }
  EXPECT_LT(asked, count / 100) << "most of what is not meant is not asked for";
}

}  // namespace
}  // namespace mg
