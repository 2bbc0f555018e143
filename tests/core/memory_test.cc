// What happens at the end of the memory: an exception, and a graph that is as it was. Each test is a process of its
// own, because it limits its memory.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "mg/base/error.h"
#include "mg/core/graph.h"
#include "support/sanitizer.h"

namespace mg {
namespace {

/// Lets the process have so much more address space than it has; false where that cannot be said.
bool limit_memory(std::size_t more) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  if (pages == 0) return false;
  const rlim_t limit = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + more;
  const rlimit both{limit, limit};
  return setrlimit(RLIMIT_AS, &both) == 0;
}

/// Ends the process: with success if `holds`, else with a message.
void leave_if(bool holds, const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::_Exit(holds ? 0 : 1);
}

void record_until_full() {
  if (!limit_memory(100'000'000)) leave_if(false, "cannot limit the memory");
  Graph g;
  const Value x = g.input("x", 1.0);
  Value y = x;
  std::string message;
  try {
    while (true) y = -y;
  } catch (const CapacityError& error) {
    message = error.what();
  }
  // 17 of the 25 bytes a node; far more than what doubling alone would have used.
  const bool is_filled = g.size() > 4'500'000;
  const bool is_good = y.data() == (g.size() % 2 == 1 ? 1.0 : -1.0) && y.id().index + 1 == g.size();
  leave_if(is_filled && is_good, message + ", " + std::to_string(g.size()));
}

/// Records until there is no memory for more, and checks that the last attempt has left nothing.
template <class Record> void repeat_until_full(const char* what, Record&& record) {
  if (!limit_memory(50'000'000)) leave_if(false, "cannot limit the memory");
  Graph g;
  const Value x = g.input("x", 1.0);
  const auto counts = [&] {
    return std::array{std::size_t{g.size()}, g.inputs().size(), g.guards().size(), g.outputs().size()};
  };
  auto before = counts();
  std::array<char, 200> message{};
  try {
    for (int i = 0;; ++i) {
      record(g, x, i);
      before = counts();
    }
  } catch (const CapacityError& error) {
    std::snprintf(message.data(), message.size(), "%s: %s", what, error.what());
  }
  const bool is_good = counts() == before && g.size() > 100'000 && x.data() == 1.0;
  { const Graph freed = std::move(g); }
  leave_if(is_good, message.data());
}

void sweep_without_memory() {
  Graph g;
  const Value x = g.input("x", 1.0);
  Value y = x;
  while (g.size() < 4'000'000) y = -y;
  if (!limit_memory(10'000'000)) leave_if(false, "cannot limit the memory");
  std::string message;
  try {
    g.backward(y);
  } catch (const CapacityError& error) {
    message = error.what();
  }
  leave_if(x.grad() == 0.0 && y.data() == -1.0, message);
}

class Memory : public testing::Test {
  void SetUp() override {
    if (test::sanitized) GTEST_SKIP() << "the sanitizer has reserved its address space beforehand";
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
};

TEST_F(Memory, RecordingThatRunsOutThrowsAndKeepsTheGraph) {
  EXPECT_EXIT(record_until_full(), testing::ExitedWithCode(0), "no memory for a graph of more than [0-9]+ nodes");
}

// The tables beside the nodes grow, too, and may be the first for which there is no memory.
TEST_F(Memory, SideTablesThatRunOutLeaveTheGraphAsItWas) {
  const auto expect = [](const char* what, auto&& record) {
    EXPECT_EXIT(repeat_until_full(what, record), testing::ExitedWithCode(0), std::string(what) + ": no memory for a ");
  };
  expect("pairs", [](Graph&, const Value& x, int) { static_cast<void>(select(x, x, x)); });
  expect("pairs and constants", [](Graph&, const Value& x, int) { static_cast<void>(select(x, 2.0, x)); });
  expect("attributes", [](Graph&, const Value& x, int i) { static_cast<void>(relu(x, 1e-6 * i)); });
  expect("guards", [](Graph&, const Value& x, int) { static_cast<void>(x < 2.0 ? 1 : 2); });
  expect("names",
         [](Graph& g, const Value&, int i) { g.input("an input of its own name: " + std::to_string(i), 1.0); });
  expect("inputs", [](Graph& g, const Value&, int) { g.input({}, 1.0); });
  expect("outputs", [](Graph& g, const Value&, int i) { g.output("y", 1.0 * i); });
}

TEST_F(Memory, ASweepThatRunsOutThrowsAndKeepsTheGraph) {
  EXPECT_EXIT(sweep_without_memory(), testing::ExitedWithCode(0), "no memory for the adjoints of 4000000 nodes");
}

}  // namespace
}  // namespace mg
