#include "mg/render/child.h"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "mg/base/descriptor.h"
#include "mg/base/error.h"
#include "mg/base/process.h"

namespace mg::render {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int exit_out_of_memory = 119;
constexpr int exit_exception = 118;
constexpr std::size_t stack_size = std::size_t{64} << 20;  // Graphviz recurses along paths

/// Bytes of address space of this process; 0 where that cannot be known.
std::size_t address_space() {
  unsigned long pages = 0;
  if (FILE* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// --- in the child ---

/// C programs that get no memory go on with a null pointer, or abort. Tells that from other crashes: where even little
/// memory is not to be had, it was the reason.
void on_crash(int signal) {
  constexpr std::size_t little = std::size_t{16} << 20;
  if (::mmap(nullptr, little, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
    ::_exit(exit_out_of_memory);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void handle_signals() {
  static std::array<char, std::size_t{1} << 16> alternate;  // a stack that has overflown is none to stand on
  stack_t stack{};
  stack.ss_sp = alternate.data();
  stack.ss_size = alternate.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction crash {};
  crash.sa_handler = on_crash;
  crash.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT}) ::sigaction(signal, &crash, nullptr);
  // What this process does on these is not for its copy to do.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_DFL);
}

void set_limit(auto resource, rlim_t soft) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return;
  limit.rlim_cur = std::min(soft, limit.rlim_max);
  ::setrlimit(resource, &limit);
}

struct Task {
  const std::function<int(int)>& body;
  int output;
};

[[noreturn]] void do_task(const Task& task) {
  handle_signals();
  int code = exit_exception;
  try {
    code = task.body(task.output);
  } catch (const std::bad_alloc&) {
    code = exit_out_of_memory;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  std::fflush(stderr);
  ::_exit(code);  // no destructors, no buffers of this process written twice
}

[[noreturn]] void be_child(const std::function<int(int)>& body, Pipe& output, Pipe& messages, std::size_t memory) {
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_AS, memory);
  ::dup2(messages.write.number(), STDOUT_FILENO);
  ::dup2(messages.write.number(), STDERR_FILENO);
  // In a thread, whose stack is as large as we say, whatever that of the process may grow to.
  const Task task{body, output.write.number()};
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, stack_size);
#ifdef __GLIBC__
  // Libraries that draw text start threads, too, whose stacks are as small as that of the process if nothing is said.
  ::pthread_setattr_default_np(&attributes);
#endif
  pthread_t thread;
  const auto start = [](void* given) -> void* { do_task(*static_cast<const Task*>(given)); };
  if (::pthread_create(&thread, &attributes, start, const_cast<Task*>(&task)) != 0) ::_exit(exit_out_of_memory);
  for (;;) ::pause();  // until it exits
}

// --- in the parent ---

/// Killed and waited for at the latest when it goes out of scope.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }
  /// The status as of waitpid.
  int wait() { return wait_for(std::exchange(pid_, -1)); }

 private:
  pid_t pid_;
};

struct Stream {
  Descriptor descriptor;
  std::string& text;
};

/// Reads once what there is; closes the descriptor at the end of the file.
void read_some(Stream& stream) {
  std::array<char, std::size_t{1} << 14> buffer;
  const ssize_t count = ::read(stream.descriptor.number(), buffer.data(), buffer.size());
  if (count > 0) {
    stream.text.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    stream.descriptor.close();
  }
}

/// Reads both until their ends. False where `deadline` comes first.
bool read_until(std::array<Stream, 2>& streams, Clock::time_point deadline) {
  while (streams[0].descriptor.is_open() || streams[1].descriptor.is_open()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> waiting{};
    // poll leaves out negative descriptors.
    for (std::size_t i = 0; i < 2; ++i) waiting[i] = {streams[i].descriptor.number(), POLLIN, 0};
    constexpr std::int64_t longest_wait = 3'600'000;
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(std::min<std::int64_t>(left, longest_wait))) < 0) {
      if (errno == EINTR) continue;
      throw SystemError(fmt::format("cannot wait for Graphviz: {}", std::strerror(errno)));
    }
    for (std::size_t i = 0; i < 2; ++i) {
      if (waiting[i].revents != 0) read_some(streams[i]);
    }
  }
  return true;
}

}  // namespace

ChildResult run_in_child(const std::function<int(int output)>& body, const ChildLimits& limits) {
  const auto deadline = Clock::now() + limits.time;
  const std::size_t memory = address_space() + limits.memory + stack_size;
  Pipe output, messages;
  const pid_t pid = start_copy();
  if (pid == 0) be_child(body, output, messages, memory);

  Child child(pid);
  output.write.close();
  messages.write.close();
  ChildResult result;
  std::array<Stream, 2> streams{{{std::move(output.read), result.output}, {std::move(messages.read), result.messages}}};
  if (!read_until(streams, deadline)) {
    return {.end = ChildResult::End::TimedOut, .output = {}, .messages = std::move(result.messages)};
  }
  const int status = child.wait();
  if (WIFSIGNALED(status)) {
    result.end = ChildResult::End::Crashed;
    result.signal = WTERMSIG(status);
  } else {
    result.exit_code = WEXITSTATUS(status);
    if (result.exit_code == exit_out_of_memory) result.end = ChildResult::End::OutOfMemory;
  }
  return result;
}

}  // namespace mg::render
