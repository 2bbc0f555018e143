#include "mg/check/compiler.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "mg/core/error.h"

extern char** environ;

namespace mg::check {
namespace {

constexpr std::size_t longest_message = 4000;  // bytes of the compiler's output

/// Runs a command with its output in `log`; returns its status as of waitpid.
int run(const std::vector<std::string>& command, const std::filesystem::path& log) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  // The compiler gets back the signals that we may ignore ourselves.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw SystemError(fmt::format("cannot run the compiler {}: {}", command[0], std::strerror(error)));

  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw SystemError(fmt::format("waiting for the compiler: {}", std::strerror(errno)));
  }
  return status;
}

std::string beginning_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text(longest_message, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

Library::Library(const std::filesystem::path& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) throw SystemError(fmt::format("cannot load the compiled code: {}", dlerror()));
}

void Library::Close::operator()(void* handle) const { dlclose(handle); }

void* Library::symbol(const char* name) const {
  void* address = dlsym(handle_.get(), name);
  if (!address) throw SystemError(fmt::format("the compiled code lacks {}", name));
  return address;
}

std::vector<std::string> compiler_command() {
  const char* variable = std::getenv("CXX");
  std::istringstream words(variable ? variable : "");
  std::vector<std::string> command;
  for (std::string word; words >> word;) command.push_back(word);
  if (command.empty()) command.push_back("c++");
  return command;
}

void compile_library(const std::filesystem::path& source, const std::filesystem::path& target,
                     const std::vector<std::string>& flags) {
  std::vector<std::string> command = compiler_command();
  command.insert(command.end(), flags.begin(), flags.end());
  for (const char* flag : {"-fPIC", "-shared", "-o"}) command.emplace_back(flag);
  command.push_back(target.string());
  command.push_back(source.string());

  const std::filesystem::path log = target.string() + ".log";
  const int status = run(command, log);
  if (WIFSIGNALED(status)) {
    throw SystemError(fmt::format("the compiler {} was killed by signal {} ({})", command[0], WTERMSIG(status),
                                  strsignal(WTERMSIG(status))));
  }
  if (WEXITSTATUS(status) == 127 && std::filesystem::is_empty(log)) {
    throw SystemError(fmt::format("cannot run the compiler {}", command[0]));
  }
  if (WEXITSTATUS(status) != 0) {
    throw SystemError(fmt::format("the compiler failed: {}\n{}", fmt::join(command, " "), beginning_of(log)));
  }
}

}  // namespace mg::check
