#include "run_command.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mg::test {
namespace {

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("run_command: ") + what + " failed");
}

int open_output(Invocation::Output output, const std::filesystem::path& captured) {
  switch (output) {
    case Invocation::Captured:
      return ::open(captured.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    case Invocation::FullDisk:
      return ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    case Invocation::ClosedPipe:
      break;
  }
  int ends[2];
  check(::pipe2(ends, O_CLOEXEC) == 0, "pipe");
  ::close(ends[0]);
  return ends[1];
}

}  // namespace

Outcome run_command(const Invocation& invocation) {
  // Through files, so that no side has to wait for the other.
  const TemporaryFolder streams;
  streams.write("in", invocation.input);
  const int in = ::open((streams.path() / "in").c_str(), O_RDONLY | O_CLOEXEC);
  const int out = open_output(invocation.output, streams.path() / "out");
  const int err = open_output(Invocation::Captured, streams.path() / "err");
  check(in >= 0 && out >= 0 && err >= 0, "open");

  std::vector<char*> arguments;
  for (const std::string& argument : invocation.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  check(child >= 0, "fork");
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    const bool there = invocation.folder.empty() || ::chdir(invocation.folder.c_str()) == 0;
    if (there && ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2) {
      ::execv(arguments[0], arguments.data());
    }
    ::_exit(127);
  }
  for (const int descriptor : {in, out, err}) ::close(descriptor);
  int status = 0;
  check(::waitpid(child, &status, 0) == child, "waitpid");
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  const bool captured = invocation.output == Invocation::Captured;
  return {code, captured ? streams.read("out") : std::string(), streams.read("err")};
}

std::string command_path(std::string_view name) {
  const char* const folder = std::getenv("MG_TOOLS");
  if (!folder) throw std::runtime_error("MG_TOOLS does not name the folder with the commands; meson test sets it");
  return (std::filesystem::path(folder) / name).string();
}

void TemporaryFolder::write(std::string_view name, std::string_view text) const {
  std::ofstream file(path() / name, std::ios::binary);
  file << text;
  check(file.good(), "write");
}

std::string TemporaryFolder::read(std::string_view name) const {
  std::ifstream file(path() / name, std::ios::binary);
  check(file.good(), "read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> TemporaryFolder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path())) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace mg::test
