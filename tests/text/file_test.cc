#include "mg/text/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "mg/core/error.h"
#include "mg/core/graph.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace mg {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "mg-file-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
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
