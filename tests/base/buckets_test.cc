#include "mg/base/buckets.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace mg {
namespace {

TEST(Buckets, KeepTheOrderOfWhatComes) {
  const std::pair<std::uint32_t, char> all[] = {{2, 'a'}, {0, 'b'}, {2, 'c'}, {3, 'd'}, {2, 'a'}};
  const Buckets<char> buckets(5, [&](auto&& put) {
    for (const auto& [bucket, thing] : all) put(bucket, thing);
  });
  const auto text = [&](std::uint32_t bucket) { return std::string(buckets[bucket].begin(), buckets[bucket].end()); };
  EXPECT_EQ(text(0), "b");
  EXPECT_EQ(text(1), "");
  EXPECT_EQ(text(2), "aca");
  EXPECT_EQ(text(3), "d");
  EXPECT_EQ(text(4), "");
}

TEST(Buckets, MayBeNone) {
  const Buckets<int> buckets(0, [](auto&&) {});
}

}  // namespace
}  // namespace mg
