#include "mg/text/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "mg/base/error.h"
#include "mg/base/temporary.h"
#include "mg/core/graph.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class File : public testing::Test {
 protected:
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(File, WritesAndReads) {
  const std::string bytes = std::string("a\0b\r\n", 5) + std::string(300'000, 'x');
  write_whole(folder_ / "f", bytes);
  EXPECT_EQ(read_whole(folder_ / "f"), bytes);
  write_whole(folder_ / "f", "shorter");
  EXPECT_EQ(read_whole(folder_ / "f"), "shorter");
  write_whole(folder_ / "f", "");
  EXPECT_EQ(read_whole(folder_ / "f"), "");
  EXPECT_EQ(files(), 1u) << "nothing is left beside it";
}

TEST_F(File, AGraph) {
  Graph g;
  g.output("y", -g.input("x", 0.1));
  write_file(folder_ / "g.graph", g);
  EXPECT_EQ(write(read_file(folder_ / "g.graph")), write(g));
}

TEST_F(File, AnErrorNamesTheFile) {
  write_whole(folder_ / "g.graph", "mg-graph 1\n");
  try {
    read_file(folder_ / "g.graph");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_EQ(error.file, (folder_ / "g.graph").string());
  }
}

TEST_F(File, WhatCannotBeReadIsAUsageError) {
  EXPECT_THROW(read_whole(folder_ / "missing"), UsageError);
  EXPECT_THROW(read_whole(folder_), UsageError);
}

TEST_F(File, WhatCannotBeWrittenLeavesNothingBehind) {
  EXPECT_THROW(write_whole(folder_ / "missing" / "f", "x"), SystemError);
  EXPECT_THROW(write_whole(folder_, "x"), SystemError);
  EXPECT_THROW(write_whole("", "x"), SystemError);
  EXPECT_THROW(write_whole("/dev/full", std::string(100'000, 'x')), SystemError);
  EXPECT_EQ(files(), 0u);
}

TEST_F(File, WhatIsReadOnlyIsLeftAlone) {
  write_whole(folder_ / "f", "old");
  ASSERT_EQ(::chmod((folder_ / "f").c_str(), 0444), 0);
  ASSERT_EQ(::chmod(folder_.c_str(), 0777), 0);
  // As nobody in particular: who is root may write to every file.
  constexpr int no_such_user = 9, refused = 1, other = 2;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(no_such_user);
    int code = 0;
    try {
      write_whole(folder_ / "f", "new");
    } catch (const SystemError& error) {
      code = error.what() == (folder_ / "f").string() + ": cannot write: Permission denied" ? refused : other;
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WEXITSTATUS(status) == no_such_user) GTEST_SKIP() << "root cannot become another user here";
  EXPECT_EQ(WEXITSTATUS(status), refused);
  EXPECT_EQ(read_whole(folder_ / "f"), "old");
  EXPECT_EQ(files(), 1u);
}

TEST_F(File, ASignalLeavesNothingHalfWritten) {
  const std::string bytes(std::size_t{200} << 20, 'x');
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    write_whole(folder_ / "large", bytes);
    ::_exit(0);
  }
  // Told to end as soon as there is a file to write to.
  int status = 0;
  while (std::filesystem::is_empty(folder_) && ::waitpid(child, &status, WNOHANG) == 0) std::this_thread::yield();
  ::kill(child, SIGTERM);
  ::waitpid(child, &status, 0);
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) files.push_back(file.path().filename());
  EXPECT_EQ(files, std::vector<std::string>{"large"});
  EXPECT_EQ(std::filesystem::file_size(folder_ / "large"), bytes.size());
}

TEST_F(File, KeepsPermissionsAndLinks) {
  write_whole(folder_ / "f", "old");
  ASSERT_EQ(::chmod((folder_ / "f").c_str(), 0640), 0);
  fs::create_symlink(folder_ / "f", folder_ / "link");
  write_whole(folder_ / "link", "new");
  EXPECT_EQ(read_whole(folder_ / "f"), "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "f").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777u, 0640u);
}

TEST_F(File, ALinkToWhatIsNotThereYetGetsItMade) {
  fs::create_directories(folder_ / "links" / "far");
  fs::create_directory(folder_ / "files");
  // A relative link starts from the folder that it is in.
  fs::create_symlink("../files/f", folder_ / "links" / "link");
  fs::create_symlink("far/second", folder_ / "links" / "first");
  fs::create_symlink(folder_ / "files" / "g", folder_ / "links" / "far" / "second");
  fs::create_directory_symlink("links/far", folder_ / "shortcut");
  fs::create_symlink("../../files/h", folder_ / "links" / "far" / "third");
  const struct {
    const char* link;
    const char* file;
  } rows[] = {{"links/link", "files/f"}, {"links/first", "files/g"}, {"shortcut/third", "files/h"}};
  for (const auto& row : rows) {
    write_whole(folder_ / row.link, row.file);
    EXPECT_TRUE(fs::is_symlink(folder_ / row.link)) << row.link;
    EXPECT_FALSE(fs::is_symlink(folder_ / row.file)) << row.file;
    EXPECT_EQ(read_whole(folder_ / row.file), row.file);
    write_whole(folder_ / row.link, "again");
    EXPECT_TRUE(fs::is_symlink(folder_ / row.link)) << row.link;
    EXPECT_EQ(read_whole(folder_ / row.file), "again");
  }
  EXPECT_TRUE(fs::is_symlink(folder_ / "links" / "far" / "second"));
}

TEST_F(File, ALinkThatLeadsNowhereIsAnErrorAndStays) {
  fs::create_symlink("missing/f", folder_ / "dangling");
  fs::create_symlink("loop", folder_ / "loop");
  fs::create_symlink("there", folder_ / "here");
  fs::create_symlink("here", folder_ / "there");
  const std::size_t before = files();
  const std::string at = folder_.string();
  const struct {
    const char* link;
    std::string message;
  } rows[] = {
      {"dangling", at + "/dangling: cannot write " + at + "/missing/f, where it leads: No such file or directory"},
      {"loop", at + "/loop: cannot write: Too many levels of symbolic links"},
      {"here", at + "/here: cannot write: Too many levels of symbolic links"},
  };
  for (const auto& row : rows) {
    try {
      write_whole(folder_ / row.link, "x");
      ADD_FAILURE() << row.link << " was written";
    } catch (const SystemError& error) {
      EXPECT_EQ(std::string(error.what()), row.message);
    }
    EXPECT_TRUE(fs::is_symlink(folder_ / row.link)) << row.link;
  }
  EXPECT_EQ(files(), before);
}

TEST_F(File, WhatHasNoPathIsWrittenToByTheLinkThatOpensIt) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const fs::path link = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(ends[1]);
  if (!fs::exists(link)) GTEST_SKIP() << "no /proc";
  write_whole(link, "abc");
  ::close(ends[1]);
  EXPECT_EQ(read_whole(ends[0], "pipe"), "abc");
  ::close(ends[0]);
}

TEST_F(File, WhatIsOpenIsWrittenToByItsNumber) {
  const fs::path path = folder_ / "f";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  write_whole(file, "a", "f");
  fs::create_symlink("/dev/fd/" + std::to_string(file), folder_ / "link");
  write_whole("/dev/fd/" + std::to_string(file), "b");
  write_whole("/proc/self/fd/" + std::to_string(file), "c");
  write_whole(folder_ / "link", "d");
  write_whole(file, "e", "f");
  ::close(file);
  EXPECT_EQ(read_whole(path), "abcde");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_THROW(write_whole("/dev/fd/" + std::to_string(file), "x"), SystemError);
  EXPECT_THROW(write_whole("/dev/fd/99999999999999999999", "x"), SystemError);
}

TEST_F(File, ANewFileHasTheUsualPermissions) {
  const mode_t before = ::umask(027);
  write_whole(folder_ / "f", "x");
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "f").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777u, 0640u);
}

TEST_F(File, WritesToAPipeDirectly) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string read_back;
  std::thread reader([&] { read_back = read_whole(pipe); });
  write_whole(pipe, std::string(200'000, 'p'));
  reader.join();
  EXPECT_EQ(read_back, std::string(200'000, 'p'));
  EXPECT_TRUE(fs::is_fifo(pipe));
}

}  // namespace
}  // namespace mg
