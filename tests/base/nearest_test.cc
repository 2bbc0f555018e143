// What a misspelled word was most likely to be.

#include "mg/base/nearest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mg {
namespace {

TEST(Nearest, IsTheOneWithTheFewestLettersWrong) {
  const struct {
    std::string word;
    std::vector<std::string_view> candidates;
    std::string nearest;
  } rows[] = {
      {"los", {"cost", "loss"}, "loss"},
      {"lsos", {"loss"}, "loss"},
      {"lossy", {"loss"}, "loss"},
      {"gain", {"loss"}, ""},
      {"x", {"y"}, ""},
      {"xy", {"x"}, "x"},
      {"loss", {}, ""},
      // Whatever the case,
      {"X0", {"x1", "x0"}, "x0"},
      {"X", {"y", "x"}, "x"},
      {"LOSS", {"Cost", "Loss"}, "Loss"},
      {"SVG", {"svg", "png"}, "svg"},
      {"lr", {"LR", "TB"}, "LR"},
      {"LSOS", {"loss"}, "loss"},
      // unless that leaves two.
      {"loSs", {"LOSS", "loss"}, "loss"},
      {"Lss", {"loss", "Loss"}, "Loss"},
      {"LOSS", {"Boss", "loss"}, "loss"},
  };
  for (const auto& [word, candidates, expected] : rows) EXPECT_EQ(nearest(word, candidates), expected) << word;
}

TEST(Nearest, IsNotLookedForInWhatIsLong) {
  const std::string long_word(65, 'x');
  EXPECT_EQ(nearest(long_word, std::vector<std::string_view>{long_word}), "");
}

}  // namespace
}  // namespace mg
