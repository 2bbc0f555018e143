#include "in_child.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

#include "errors.h"
#include "mg/base/error.h"
#include "mg/base/process.h"
#include "mg/base/temporary.h"
#include "mg/text/file.h"

namespace mg::cli {
namespace {

// Those of a fault of this process itself cannot wait, those that stop it need not.
constexpr std::array left_alone{SIGSEGV, SIGBUS,  SIGFPE,  SIGILL, SIGTRAP,  SIGSYS,  SIGKILL, SIGSTOP,
                                SIGCONT, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH, SIGPIPE, SIGXFSZ};

/// Keeps the signals that would end or stop this process waiting, so that it can first look after its child.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigemptyset(&set_);
    pthread_sigmask(SIG_BLOCK, nullptr, &before_);
    for (int number = 1; number <= SIGRTMAX; ++number) {
      struct sigaction action {};
      const bool is_ignored = sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;  // by nohup
      const bool is_blocked = sigismember(&before_, number) == 1;
      const bool is_left = std::ranges::find(left_alone, number) != left_alone.end();
      if (!is_ignored && !is_blocked && !is_left) sigaddset(&set_, number);
    }
    sigaddset(&set_, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    on_child_ = signal(SIGCHLD, SIG_DFL);  // ignored, it would never come
  }
  ~SignalsHeld() { release(); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  void release() {
    signal(SIGCHLD, on_child_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  /// The next of them.
  int wait() const {
    int number = 0;
    while (sigwait(&set_, &number) != 0) {
    }
    return number;
  }

 private:
  sigset_t set_, before_;
  void (*on_child_)(int) = SIG_DFL;
};

/// A process in a group of its own, ended with all of its group at the latest when this goes out of scope.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) { setpgid(pid_, pid_); }  // whoever comes first, it or we
  ~Child() { end_group(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Its status as of waitpid. Interrupted where a signal that would end this process comes first.
  int wait(const SignalsHeld& signals) {
    int status = 0;
    while (waitpid(pid_, &status, WNOHANG) != pid_) {
      const int number = signals.wait();
      if (number == SIGTSTP) {
        stop_with_it();
      } else if (number != SIGCHLD) {
        throw Interrupted(number);
      }
    }
    return status;
  }

 private:
  void stop_with_it() const {
    kill(-pid_, SIGSTOP);
    // By itself: where no shell could let it go on, the system does not stop it.
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
    raise(SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    kill(-pid_, SIGCONT);
  }

  void end_group() const {
    kill(-pid_, SIGKILL);
    wait_for(pid_);
    // What it started writes no file any more, once it is gone.
    for (int tries = 0; tries < 1000 && kill(-pid_, 0) == 0; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  pid_t pid_;
};

/// Files by which the copy tells how it has ended.
struct Told {
  std::filesystem::path running;  ///< gone in the end
  std::filesystem::path text;
};

[[noreturn]] void be_child(std::string_view command, const std::function<Result(const std::filesystem::path&)>& body,
                           const std::filesystem::path& folder, const Told& told, SignalsHeld& signals) {
  setpgid(0, 0);
  signals.release();
  signal(SIGCHLD, SIG_DFL);  // ignored, what compilers say of their end would be lost
  signal(SIGTTOU, SIG_IGN);  // messages are written whoever has the terminal
  int exit_code = failed;
  try {
    const Result result = body(folder);
    if (result.text) write_whole(told.text, *result.text);
    exit_code = result.exit_code;
  } catch (...) {
    exit_code = report_exception(command);
  }
  std::fflush(nullptr);
  unlink(told.running.c_str());
  _exit(exit_code);  // no destructors: what there is belongs to the other
}

}  // namespace

Result in_child(std::string_view command, const std::function<Result(const std::filesystem::path&)>& body) {
  SignalsHeld signals;
  const TemporaryFolder ours;
  const std::filesystem::path folder = ours.path() / "work";
  const Told told{ours.path() / "running", ours.path() / "text"};
  std::filesystem::create_directory(folder);
  write_whole(told.running, {});
  const pid_t pid = start_copy();
  if (pid == 0) be_child(command, body, folder, told, signals);
  Child child(pid);
  const int status = child.wait(signals);
  if (WIFSIGNALED(status)) {
    throw SystemError(fmt::format("ended by {}; the compiled code may have crashed", signal_text(WTERMSIG(status))));
  }
  if (std::filesystem::exists(told.running)) {
    throw SystemError("the compiled code has ended the process that was to call it");
  }
  Result result{WEXITSTATUS(status)};
  if (std::filesystem::exists(told.text)) result.text = read_whole(told.text);
  return result;
}

}  // namespace mg::cli
