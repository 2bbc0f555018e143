// Built with fused multiply-add allowed: what a program records must not depend on how it was compiled.

#include <gtest/gtest.h>

#include <cmath>

#include "mg/core/graph.h"

namespace mg {
namespace {

bool machine_has_fma() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") != 0;
#else
  return true;
#endif
}

TEST(Contraction, OfAMultiplicationAndAnAdditionDoesNotHappen) {
  if (!machine_has_fma()) GTEST_SKIP() << "the machine has no fused multiply-add";
  // (1 + 2^-30)² = 1 + 2^-29 + 2^-60: rounded, the last term is lost; fused, subtracting the others leaves it.
  Graph g;
  const Value x = g.input("x", 1.0 + 0x1p-30), c = g.input("c", -(1.0 + 0x1p-29));
  const Value sum = x * x + c;
  EXPECT_EQ(sum.data(), 0.0);
  EXPECT_EQ((c + x * x).data(), 0.0);
  EXPECT_EQ((x * x - (-c)).data(), 0.0);
  EXPECT_EQ(std::fma(x.data(), x.data(), c.data()), 0x1p-60);
}

}  // namespace
}  // namespace mg
