#include "mg/check/compiler.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "mg/core/error.h"

namespace mg::check {
namespace {

constexpr std::size_t longest_message = 4000;  // bytes of the compiler's output

/// Keeps the signals that would end this process waiting, so that whoever runs a command can first end that.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    on_child_ = signal(SIGCHLD, SIG_DFL);  // ignored, it would never come
  }
  ~SignalsHeld() {
    signal(SIGCHLD, on_child_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  const sigset_t& before() const { return before_; }
  /// The next of them.
  int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t set_, before_;
  void (*on_child_)(int) = SIG_DFL;
};

/// Starts a command with its output in `log`, in a process group of its own and with `signals` blocked. The signals
/// that we may ignore ourselves act on it as they do by default.
pid_t start(const std::vector<std::string>& command, const std::filesystem::path& log, const sigset_t& signals) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw SystemError(fmt::format("cannot run the compiler {}: {}", command[0], std::strerror(error)));
  return child;
}

/// Runs a command with its output in `log`; returns its status as of waitpid. A signal that would end this process ends
/// the command and all that it has started, and is a SystemError: what is temporary gets cleaned up.
int run(const std::vector<std::string>& command, const std::filesystem::path& log) {
  const SignalsHeld signals;
  const pid_t child = start(command, log, signals.before());
  int status = 0;
  while (waitpid(child, &status, WNOHANG) != child) {
    const int signal = signals.wait();
    if (signal == SIGCHLD) continue;
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    throw SystemError(fmt::format("interrupted by signal {} ({})", signal, strsignal(signal)));
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
