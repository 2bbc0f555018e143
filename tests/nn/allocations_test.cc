// The optimizers allocate nothing in a step. operator new is replaced for the whole test program, to count.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "mg/core/graph.h"
#include "mg/nn/adam.h"
#include "mg/nn/mlp.h"
#include "mg/nn/sgd.h"

namespace {
std::size_t news = 0;
}

// Not inlined, or compilers see malloc's memory deleted.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++news;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace mg::nn {
namespace {

TEST(Optimizers, AllocateNothingInAStep) {
  Graph g;
  const Mlp mlp{g, 8, {16, 1}, 1};
  Sgd sgd{mlp.parameters(), {.momentum = 0.9}};
  Adam adam{mlp.parameters()};
  ASSERT_GT(news, 0u) << "operator new is not the one above";
  const std::size_t before = news;
  for (int i = 0; i < 10; ++i) {
    sgd.step();
    adam.step();
  }
  EXPECT_EQ(news, before);
}

}  // namespace
}  // namespace mg::nn
