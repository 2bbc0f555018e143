// A frame keeps its memory: once a training loop has gone round, another round allocates nothing. A program of its own,
// because it replaces operator new.

#include <gtest/gtest.h>
#include <malloc.h>

#include <array>
#include <cstdlib>
#include <new>

#include "mg/core/graph.h"

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

namespace mg {
namespace {

/// Bytes handed out by malloc, for the arrays that grow by realloc.
std::size_t bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// One step of everything that a step may record.
void step(Graph& g, std::array<Value, 2>& parameters) {
  auto frame = g.frame();
  auto scope = g.scope("step");
  const Value x = g.input("x", 0.5);
  Value y = parameters[0];
  for (int i = 0; i < 2000; ++i) {
    auto layer = g.scope("layer");
    y = relu(y * x + parameters[1], i % 2 ? 0.01 : 0.1);
    if (y > 1e6) y = y / 2.0;
    y = select(y < 0.0, x, min(y, 3.0));
    g.name(y, "y");
  }
  g.output("loss", y);
  {
    auto inner = g.frame();
    g.backward(y * 1.0);
  }
  g.zero_grad();
  g.backward(std::array{y, y * x}, std::array{1.0, 0.5});
  for (Value& parameter : parameters) parameter.set_data(parameter.data() - 1e-3 * parameter.grad());
}

TEST(Allocations, NoneInTheSteadyStateOfATrainingLoop) {
  Graph g;
  std::array<Value, 2> parameters{g.parameter("w", 0.5), g.parameter("b", 0.25)};
  for (int i = 0; i < 3; ++i) step(g, parameters);
  const std::size_t news_before = news;
  const std::size_t bytes_before = bytes_in_use();
  ASSERT_GT(news_before, 0u) << "operator new is not the one above";
  for (int i = 0; i < 100; ++i) step(g, parameters);
  EXPECT_EQ(news, news_before);
  EXPECT_EQ(bytes_in_use(), bytes_before);
  EXPECT_EQ(g.size(), 2u);
}

TEST(Allocations, LargeGraphsCostAtMost26BytesANode) {
  const std::size_t bytes_before = bytes_in_use();
  Graph g;
  Value y = g.input("x", 1.0);
  while (g.size() < (1u << 20)) y = sin(y);
  g.backward(y);
  // Measured at a full block, as growing doubles.
  EXPECT_LE(static_cast<double>(bytes_in_use() - bytes_before) / g.size(), 26.0);
}

TEST(Allocations, AllIsGivenBackWithTheGraph) {
  const auto live_and_die = [] {
    Graph g;
    std::array<Value, 2> parameters{g.parameter("w", 0.5), g.parameter("b", 0.25)};
    step(g, parameters);
    Value y = parameters[0];
    while (g.size() < 20'000) y = sin(y);
    g.backward(y);
  };
  live_and_die();
  const std::size_t bytes_before = bytes_in_use();
  for (int i = 0; i < 500; ++i) live_and_die();
  // malloc may cut a block a little larger than before; but that is less than 16 bytes, its least, a life.
  EXPECT_LT(bytes_in_use(), bytes_before + 500 * 8);
}

}  // namespace
}  // namespace mg
