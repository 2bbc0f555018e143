#include "mg/base/post_order.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mg {
namespace {

/// A graph of letters, by what each depends on.
struct Letters {
  std::string arguments[26];
  std::string order;  // those that were left

  void visit(char root) {
    walk.visit(
        root,
        [&](char node, std::size_t k) {
          const std::string& all = arguments[node - 'a'];
          return k < all.size() ? std::optional(all[k]) : std::nullopt;
        },
        [&](char node) { return order.find(node) != std::string::npos; }, [&](char node) { order += node; });
  }

  PostOrder<char> walk;
};

TEST(PostOrder, ArgumentsComeFirstFromTheLeftAndOnce) {
  // d(b(a, a), c(b, a))
  Letters letters{.arguments = {"", "aa", "ba", "bc"}, .order = {}, .walk = {}};
  letters.visit('d');
  EXPECT_EQ(letters.order, "abcd");
  letters.visit('d');
  EXPECT_EQ(letters.order, "abcd") << "again";
}

TEST(PostOrder, GoesOnFromWhatIsDone) {
  Letters letters{.arguments = {"", "", "ab", "c", "da"}, .order = "c", .walk = {}};
  letters.visit('e');
  EXPECT_EQ(letters.order, "cdae") << "what only c depends on is not visited";
}

TEST(PostOrder, AChainOfTenMillionNodes) {
  constexpr std::uint32_t last = 10'000'000;
  std::uint32_t count = 0;
  PostOrder<std::uint32_t>().visit(
      last,
      [](std::uint32_t node, std::size_t k) { return node > 0 && k == 0 ? std::optional(node - 1) : std::nullopt; },
      [&](std::uint32_t node) { return node < count; },
      [&](std::uint32_t node) {
        EXPECT_EQ(node, count);
        ++count;
      });
  EXPECT_EQ(count, last + 1);
}

}  // namespace
}  // namespace mg
