#include "mg/base/process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "mg/base/descriptor.h"
#include "mg/base/temporary.h"

namespace mg {
namespace {

/// All that comes out of a pipe.
std::string text_from(const Descriptor& end) {
  std::string text;
  char c = 0;
  while (::read(end.number(), &c, 1) == 1) text += c;
  return text;
}

TEST(Process, ACopyEndsWithItsStatus) {
  const pid_t child = start_copy();
  if (child == 0) ::_exit(7);
  const int status = wait_for(child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Process, ACopyWritesNothingASecondTime) {
  Pipe pipe;
  FILE* const stream = ::fdopen(::dup(pipe.write.number()), "w");
  std::fputs("once", stream);
  const pid_t child = start_copy();
  if (child == 0) {
    std::fflush(stream);
    ::_exit(0);
  }
  wait_for(child);
  std::fclose(stream);
  pipe.write.close();
  EXPECT_EQ(text_from(pipe.read), "once");
}

TEST(Process, WaitingGoesOnAfterASignal) {
  struct sigaction action {
  }, before{};
  action.sa_handler = [](int) {};  // without SA_RESTART: waitpid is interrupted
  ::sigaction(SIGUSR1, &action, &before);
  const pid_t parent = ::getpid();
  const pid_t child = start_copy();
  if (child == 0) {
    ::usleep(10'000);
    ::kill(parent, SIGUSR1);
    ::usleep(10'000);
    ::_exit(3);
  }
  EXPECT_EQ(WEXITSTATUS(wait_for(child)), 3);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(Process, ASignalByItsNumberAndName) { EXPECT_EQ(signal_text(SIGKILL), "signal 9 (Killed)"); }

bool is_open(int number) { return ::lseek(number, 0, SEEK_CUR) >= 0; }

TEST(Descriptor, OwnsWhatIsOpen) {
  FILE* const file = std::tmpfile();
  const int number = ::dup(::fileno(file));
  std::fclose(file);
  Descriptor first(number);
  Descriptor second(std::move(first));
  EXPECT_FALSE(first.is_open());
  {
    Descriptor third;
    EXPECT_FALSE(third.is_open());
    third = std::move(second);
    EXPECT_EQ(third.number(), number);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, ClosingTellsOfFailure) {
  Pipe pipe;
  EXPECT_TRUE(pipe.read.close());
  EXPECT_FALSE(pipe.read.is_open());
  EXPECT_FALSE(pipe.read.close());
}

TEST(TemporaryFolder, GoesWithAllThatIsInIt) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder, another;
    path = folder.path();
    EXPECT_NE(path, another.path());
    EXPECT_TRUE(path.is_absolute() && std::filesystem::is_empty(path));
    std::filesystem::create_directory(path / "inner");
    std::ofstream(path / "inner" / "file") << "text";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace mg
