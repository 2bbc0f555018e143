#include "mg/check/node.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "mg/base/append_format.h"
#include "mg/base/descriptor.h"
#include "mg/base/error.h"
#include "mg/base/process.h"
#include "mg/base/quote.h"
#include "mg/check/command.h"
#include "mg/emit/header.h"

// A call is a request and an answer, numbers in the byte order of the machine that both run on. The request: the
// entry's place, a mask of the arguments that are null, as 32 bits each; then the numbers of the other arguments that
// are read. The answer: `answers`, the result, as 32 bits each; then the numbers of the arguments that are written.

namespace mg::check {
namespace {

constexpr std::uint32_t answers = 0x6d670a00;  // so that what the command prints by itself is told from it
constexpr int patience = 100;                  // milliseconds, before it is asked whether the process still runs

/// What an entry takes, in the order of its arguments.
struct Signature {
  struct Argument {
    program::Role role;
    std::size_t length;
    bool is_written;
  };
  std::vector<Argument> arguments;
  bool checks;
};

Signature signature_of(const Entry& entry) {
  Signature signature{{}, entry.checks};
  for (const Entry::Argument& argument : entry.arguments) {
    signature.arguments.push_back({argument.role, length(entry.program, argument.role), is_written(argument.role)});
  }
  return signature;
}

/// Arrays that are written are NaN before, so that a result that is not is seen.
constexpr std::string_view driver_text = R"(
function transfer(bytes, move) {
  for (let done = 0; done < bytes.length;) {
    const count = move(bytes, done);
    if (count === 0) process.exit();
    done += count;
  }
}
const bytes_of = (array) => new Uint8Array(array.buffer);
const receive = (array) => transfer(bytes_of(array), (bytes, done) => readSync(0, bytes, done, bytes.length - done));
const send = (array) => transfer(bytes_of(array), (bytes, done) => writeSync(1, bytes, done, bytes.length - done));

for (const head = new Uint32Array(2);;) {
  receive(head);
  const [place, nulls] = head;
  const { call, lengths, written } = entries[place];
  const arrays = lengths.map((length, k) => {
    if ((nulls >> k) & 1) return null;
    const array = new Float64Array(length);
    if (written[k]) array.fill(NaN);
    else receive(array);
    return array;
  });
  const result = call(...arrays);
  send(new Uint32Array([answers, result === undefined ? 2 : result === true ? 1 : result === false ? 0 : 3]));
  written.forEach((is, k) => is && send(arrays[k]));
}
)";

std::string driver(const emit::Model& model, std::span<const Signature> signatures, const std::string& module) {
  std::string text = fmt::format(
      "import {{ readSync, writeSync }} from \"node:fs\";\nimport {{ Model }} from \"./{}\";\n\n"
      "const model = new Model(), answers = {};\nconst entries = [\n",
      module, answers);
  for (std::size_t e = 0; e < signatures.size(); ++e) {
    const Entry& entry = model.entries[e];
    std::string lengths, written;
    for (const Signature::Argument& argument : signatures[e].arguments) {
      append_format(lengths, "{}, ", argument.length);
      append_format(written, "{}, ", argument.is_written);
    }
    append_format(text, "  {{ call: (...a) => {}.{}(...a), lengths: [{}], written: [{}] }},\n",
                  entry.copies ? "Model" : "model", entry.name, lengths, written);
  }
  return text + "];\n" + std::string(driver_text);
}

/// A process, and a socket that is its standard input and output.
class Child {
 public:
  Child(std::vector<std::string> command, const std::filesystem::path& folder, std::filesystem::path log)
      : command_(std::move(command)), log_(std::move(log)) {
    std::vector<std::string> environment = environment_with(folder);
    std::vector<std::string> words = command_;
    const std::vector<char*> arguments = pointers_to(words), variables = pointers_to(environment);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
      throw SystemError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    socket_ = Descriptor(ends[0]);
    Descriptor its(ends[1]);
    for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    Pipe failure;
    pid_ = start_copy();
    if (pid_ == 0) become(arguments, variables, its.number(), failure.write.number());
    its.close();
    failure.write.close();
    int error = 0;
    if (::read(failure.read.number(), &error, sizeof error) == sizeof error) {
      wait_for(pid_);
      throw SystemError(fmt::format("cannot run node, {}: {}", quoted_briefly(command_[0]), std::strerror(error)));
    }
  }
  ~Child() {
    if (pid_ == ended) return;
    ::kill(pid_, SIGKILL);
    wait_for(pid_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void send(const void* from, std::size_t size) {
    transfer(POLLOUT, size, [&](std::size_t done) {
      return ::send(socket_.number(), static_cast<const char*>(from) + done, size - done, MSG_DONTWAIT | MSG_NOSIGNAL);
    });
  }
  void receive(void* to, std::size_t size) {
    transfer(POLLIN, size, [&](std::size_t done) {
      return ::recv(socket_.number(), static_cast<char*>(to) + done, size - done, MSG_DONTWAIT);
    });
  }
  /// Reports what is not as it should be, and what the process says of that.
  [[noreturn]] void fail(std::string_view how) const {
    const std::string said = beginning_of(log_);
    throw SystemError(fmt::format("node {}: {}{}{}", how, fmt::join(command_, " "), said.empty() ? "" : "\n", said));
  }

 private:
  static constexpr pid_t ended = -1;

  /// Becomes the command, in the copy of our process.
  [[noreturn]] void become(const std::vector<char*>& arguments, const std::vector<char*>& variables, int socket,
                           int failure) const {
    // Away from those that are about to be others.
    socket = ::fcntl(socket, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    failure = ::fcntl(failure, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ::dup2(log, STDERR_FILENO);
    ::dup2(socket, STDIN_FILENO);
    ::dup2(socket, STDOUT_FILENO);
    for (const int number : signals_ignored) ::signal(number, SIG_DFL);
    environ = const_cast<char**>(variables.data());
    ::execvp(arguments[0], arguments.data());
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(failure, &error, sizeof error);
    ::_exit(127);
  }

  /// All of `size` bytes, as `move` can take them. What the process has started may keep the socket open when it has
  /// ended: so that is looked at, too.
  template <class Move> void transfer(short event, std::size_t size, Move&& move) {
    for (std::size_t done = 0; done < size;) {
      pollfd waiting{socket_.number(), event, 0};
      const bool is_late = ::poll(&waiting, 1, patience) == 0;
      const bool is_over = is_late && has_ended();
      const ssize_t count = move(done);
      if (count > 0) {
        done += static_cast<std::size_t>(count);
      } else if (is_over || count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
        report_end();
      }
    }
  }

  bool has_ended() {
    if (pid_ != ended && ::waitpid(pid_, &status_, WNOHANG) != 0) pid_ = ended;
    return pid_ == ended;
  }

  [[noreturn]] void report_end() {
    // It has closed its end of the socket, and will be gone soon, if it is not yet.
    for (int tries = 0; tries < 20 && !has_ended(); ++tries) ::poll(nullptr, 0, patience / 2);
    if (!has_ended()) fail("does not answer");
    if (WIFSIGNALED(status_)) fail(fmt::format("was killed by {}", signal_text(WTERMSIG(status_))));
    fail(fmt::format("ended with exit status {}", WEXITSTATUS(status_)));
  }

  const std::vector<std::string> command_;
  const std::filesystem::path log_;
  Descriptor socket_;
  pid_t pid_ = ended;
  int status_ = 0;
};

class Node : public Runner {
 public:
  Node(std::vector<Signature> signatures, std::vector<std::string> command, const Workshop& workshop,
       const std::string& name)
      : signatures_(std::move(signatures)),
        child_(std::move(command), workshop.directory, workshop.directory / (name + ".log")) {}

  bool call(std::size_t entry, double* const* arrays) override {
    const Signature& signature = signatures_[entry];
    const auto array = [&](const Signature::Argument& its) { return arrays[static_cast<std::size_t>(its.role)]; };
    std::array<std::uint32_t, 2> head{static_cast<std::uint32_t>(entry), 0};
    for (std::size_t k = 0; k < signature.arguments.size(); ++k) {
      if (const auto& its = signature.arguments[k]; its.length > 0 && !array(its)) head[1] |= std::uint32_t{1} << k;
    }
    child_.send(head.data(), sizeof head);
    for (const Signature::Argument& its : signature.arguments) {
      if (!its.is_written && array(its)) child_.send(array(its), its.length * sizeof(double));
    }
    child_.receive(head.data(), sizeof head);
    if (head[0] != answers) child_.fail("says what it was not asked");
    const bool is_wanted = signature.checks ? head[1] < 2 : head[1] == 2;
    if (!is_wanted) child_.fail(fmt::format("got no result that is one from entry {}", entry));
    for (const Signature::Argument& its : signature.arguments) {
      if (its.is_written) child_.receive(array(its), its.length * sizeof(double));
    }
    return head[1] != 0;
  }
  bool has_the_engines_library() const override { return false; }

 private:
  const std::vector<Signature> signatures_;
  Child child_;
};

}  // namespace

std::unique_ptr<Runner> run_in_node(const emit::Model& model, const emit::Options& options, const Workshop& workshop,
                                    const std::string& name) {
  std::vector<Signature> signatures;
  for (const Entry& entry : model.entries) signatures.push_back(signature_of(entry));
  const std::string module = name + ".mjs", calls = name + "_calls.mjs";
  workshop.write(module, emit::header(model, options));
  workshop.write(calls, driver(model, signatures, module));
  std::vector<std::string> command = workshop.compiler;
  command.push_back((workshop.directory / calls).string());
  return std::make_unique<Node>(std::move(signatures), std::move(command), workshop, name);
}

}  // namespace mg::check
