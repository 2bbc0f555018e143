#include "mg/base/counted.h"

#include <gtest/gtest.h>

namespace mg {
namespace {

TEST(Counted, OnlyOneHasNoPlural) {
  EXPECT_EQ(counted(0, "node"), "0 nodes");
  EXPECT_EQ(counted(1, "node"), "1 node");
  EXPECT_EQ(counted(12, "node"), "12 nodes");
}

}  // namespace
}  // namespace mg
