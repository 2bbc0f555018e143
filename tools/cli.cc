#include "cli.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "command_line.h"
#include "graph_warnings.h"
#include "mg/base/error.h"
#include "mg/base/quote.h"
#include "mg/text/file.h"
#include "mg/text/reader.h"

namespace mg::cli {
namespace {

/// A standard stream that is closed leaves its number to the next file or pipe that is opened, and what is meant for
/// the stream ends up there. /dev/null takes the number instead, opened such that reading or writing it is the error
/// that it is of a closed one.
void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

/// Tells regular files apart, whatever they are called: by device and number.
struct FileId {
  dev_t device;
  ino_t number;
  friend bool operator==(const FileId&, const FileId&) = default;
};

/// The regular file that is called `path`, or that the standard stream `descriptor` is, where the path is `-`. Pipes,
/// terminals and the like are none: reading from and writing to one of them at once does no harm.
std::optional<FileId> regular_file(const std::string& path, int descriptor) {
  struct stat status {};
  const int failed = path == "-" ? ::fstat(descriptor, &status) : ::stat(path.c_str(), &status);
  if (failed != 0 || !S_ISREG(status.st_mode)) return {};
  return FileId{status.st_dev, status.st_ino};
}

/// A user who draws a trained model onto itself has lost it.
void require_output_of_its_own(const std::string& output, const std::vector<ReadFile>& read) {
  const auto written = regular_file(output, STDOUT_FILENO);
  if (!written) return;
  for (const auto& [what, file] : read) {
    if (regular_file(file.path, STDIN_FILENO) != written) continue;
    throw UsageError(fmt::format(
        "{} is the file that is read as {}",
        output == "-" ? std::string("standard output") : fmt::format("--output: {}", quoted_briefly(output)),
        file.is_standard_input() ? std::string("standard input") : quoted_briefly(file.path)));
  }
}

void require_one_standard_input(const std::vector<ReadFile>& read) {
  const ReadFile* first = nullptr;
  for (const ReadFile& one : read) {
    if (!one.file.is_standard_input()) continue;
    if (first) {
      throw UsageError(fmt::format("{} and {} cannot both come from standard input", first->what, one.what));
    }
    first = &one;
  }
}

int run_unguarded(const Command& command, int argc, char** argv, const std::function<int(Session&)>& body) {
  CommandLine line = parse_command_line(command, argc, argv);
  if (line.help || line.version) {
    const Session session(command.name, {});
    session.write(line.help ? help_text(command) : fmt::format("{} {}\n", command.name, MG_VERSION));
    return done;
  }
  require_one_standard_input(line.read);
  require_output_of_its_own(line.paths.output, line.read);
  // With -o, what commands write besides goes there.
  if (line.paths.output != "-") require_output_of_its_own("-", line.read);
  Session session(command.name, std::move(line.paths));
  return body(session);
}

}  // namespace

std::string InputFile::read() const {
  return is_standard_input() ? read_text(STDIN_FILENO, "standard input") : read_text(std::filesystem::path(path));
}

std::string Session::ending() const {
  std::string ending = std::filesystem::path(output()).extension().string();
  if (!ending.empty()) ending.erase(0, 1);  // the dot
  for (char& c : ending) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return ending;
}

Graph Session::read_graph() const {
  const std::string text = paths_.input.read();
  if (text.empty() && !paths_.missing.empty()) return read_file(paths_.missing);  // and report that it is not there
  Graph graph = read(text, paths_.input.name());
  if (const auto warning = warning_of_constants(graph)) warn(*warning);
  return graph;
}

void Session::warn_of_equal_names(const Graph& graph) const {
  for (const std::string& warning : warnings_of_equal_names(graph)) warn(warning);
}

void Session::write(std::string_view bytes) const {
  if (output() == "-") {
    write_whole(STDOUT_FILENO, bytes, "standard output");
  } else {
    write_whole(std::filesystem::path(output()), bytes);
  }
}

void Session::warn(std::string_view message) const { say(command_, fmt::format("warning: {}", message)); }

int run(const Command& command, int argc, char** argv, const std::function<int(Session&)>& body) {
  occupy_closed_streams();
  // A closed pipe and a file size limit are errors of write(2), and get a message.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run_unguarded(command, argc, argv, body);
  } catch (...) {
    return report_exception(command.name);
  }
}

Progress::Progress(std::string_view what, std::size_t total)
    : what_(what),
      total_(total),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::at(std::size_t count) {
  if (!on_terminal_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  shown_ = true;
  fmt::print(stderr, "\r\x1b[K{} {} of {} ({}%)", what_, count, total_, total_ == 0 ? 100 : count * 100 / total_);
  std::fflush(stderr);
}

}  // namespace mg::cli
