#include "mg/check/compiler.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <spawn.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "mg/base/error.h"
#include "mg/base/process.h"
#include "mg/base/quote.h"
#include "mg/check/command.h"

namespace mg::check {
namespace {

/// Runs a command with its output in `log` and its temporary files in `folder`; returns its status as of waitpid. The
/// signals that we may ignore ourselves act on it as they do by default.
int run(std::vector<std::string> command, const std::filesystem::path& log, const std::filesystem::path& folder) {
  std::vector<std::string> environment = environment_with(folder);
  const std::vector<char*> arguments = pointers_to(command), variables = pointers_to(environment);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int signal : signals_ignored) sigaddset(&defaults, signal);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), variables.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw SystemError(fmt::format("cannot run the compiler {}: {}", quoted_briefly(command[0]), std::strerror(error)));
  }
  return wait_for(child);
}

}  // namespace

Library::Library(const std::filesystem::path& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_) return;
  const char* const why = dlerror();
  struct statvfs status {};
  const bool is_data_only = statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
  throw SystemError(fmt::format("cannot load the compiled code: {}{}", why,
                                is_data_only ? "; its folder is on a file system that is mounted noexec: have $TMPDIR "
                                               "name another"
                                             : ""));
}

void Library::Close::operator()(void* handle) const { dlclose(handle); }

void* Library::symbol(const char* name) const {
  void* address = dlsym(handle_.get(), name);
  if (!address) throw SystemError(fmt::format("the compiled code lacks {}", name));
  return address;
}

void compile_library(const std::vector<std::string>& compiler, const std::filesystem::path& source,
                     const std::filesystem::path& target, const std::vector<std::string>& flags) {
  std::vector<std::string> command = compiler;
  // What the user asks for wins: of each kind of flag ("-O", "-std=") that is among the words, there is no other. The
  // words may begin with those of another command, as `nice -n 1 c++`.
  for (const std::string& flag : flags) {
    const std::string_view kind = std::string_view(flag).substr(0, flag.starts_with("-O") ? 2 : flag.find('=') + 1);
    if (std::ranges::none_of(compiler, [&](std::string_view word) { return word.starts_with(kind); })) {
      command.push_back(flag);
    }
  }
  for (const char* flag : {"-fPIC", "-shared", "-o"}) command.emplace_back(flag);
  command.push_back(target.string());
  command.push_back(source.string());

  const std::filesystem::path log = target.string() + ".log";
  const int status = run(command, log, target.parent_path());
  const std::string name = quoted_briefly(command[0]);
  if (WIFSIGNALED(status)) {
    throw SystemError(fmt::format("the compiler {} was killed by {}", name, signal_text(WTERMSIG(status))));
  }
  if (WEXITSTATUS(status) == 127 && std::filesystem::is_empty(log)) {
    throw SystemError(fmt::format("cannot run the compiler {}", name));
  }
  if (WEXITSTATUS(status) != 0) {
    throw SystemError(fmt::format("the compiler failed: {}\n{}", fmt::join(command, " "), beginning_of(log)));
  }
}

}  // namespace mg::check
