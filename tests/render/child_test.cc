#include "mg/render/child.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "render/patient.h"
#include "support/sanitizer.h"

namespace mg::render {
namespace {

constexpr ChildLimits generous{.time = test::patient.time, .memory = std::size_t{1} << 30};

void write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(descriptor, text.data() + done, text.size() - done);
    if (count < 0) return;
    done += static_cast<std::size_t>(count);
  }
}

bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

TEST(Child, HandsOverOutputMessagesAndExitCode) {
  const std::string much(5'000'000, 'x');
  const ChildResult result = run_in_child(
      [&](int output) {
        write_all(output, much);
        std::printf("to standard output\n");
        std::fflush(stdout);
        std::fprintf(stderr, "to standard error\n");
        return 7;
      },
      generous);
  EXPECT_EQ(result.end, ChildResult::End::Exited);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.output, much);
  EXPECT_EQ(result.messages, "to standard output\nto standard error\n");
  EXPECT_FALSE(has_children());
}

TEST(Child, WhatItChangesIsItsOwn) {
  int number = 1;
  run_in_child([&](int) { return number = 2; }, generous);
  EXPECT_EQ(number, 1);
}

TEST(Child, ACrashIsAResult) {
  const ChildResult result = run_in_child([](int) { return std::raise(SIGSEGV); }, generous);
  EXPECT_EQ(result.end, ChildResult::End::Crashed);
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_FALSE(has_children());
}

TEST(Child, AnExceptionIsAFailureWithAMessage) {
  const ChildResult result = run_in_child([](int) -> int { throw std::runtime_error("no luck"); }, generous);
  EXPECT_EQ(result.end, ChildResult::End::Exited);
  EXPECT_NE(result.exit_code, 0);
  EXPECT_EQ(result.messages, "no luck\n");
}

TEST(Child, IsKilledWhenItsTimeIsOver) {
  const ChildResult result = run_in_child([](int) { return static_cast<int>(::sleep(60)); },
                                          {.time = std::chrono::milliseconds(50), .memory = generous.memory});
  EXPECT_EQ(result.end, ChildResult::End::TimedOut);
  EXPECT_FALSE(has_children());
}

TEST(Child, HasNoMoreMemoryThanItIsGiven) {
  if (test::sanitized) GTEST_SKIP() << "the sanitizer has reserved its address space beforehand";
  const auto body = [](int) {
    std::string hoard(std::size_t{256} << 20, 'x');
    return hoard.back() == 'x' ? 0 : 1;
  };
  EXPECT_EQ(run_in_child(body, {.time = generous.time, .memory = std::size_t{64} << 20}).end,
            ChildResult::End::OutOfMemory);
  EXPECT_EQ(run_in_child(body, generous).exit_code, 0);
}

}  // namespace
}  // namespace mg::render
