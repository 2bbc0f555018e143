#include "cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>

#include "command_line.h"
#include "mg/core/error.h"
#include "mg/text/file.h"
#include "mg/text/reader.h"

namespace mg::cli {
namespace {

int run_unguarded(const Command& command, int argc, char** argv, const std::function<int(Session&)>& body) {
  CommandLine line = parse_command_line(command, argc, argv);
  if (line.help || line.version) {
    const Session session(command.name, {});
    session.write(line.help ? help_text(command) : fmt::format("{} {}\n", command.name, MG_VERSION));
    return done;
  }
  Session session(command.name, std::move(line.paths));
  return body(session);
}

void say(std::string_view command, std::string_view message) {
  const std::string line = fmt::format("{}: {}\n", command, message);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

Graph Session::read_graph() const {
  if (input() != "-") return read_file(input());
  const std::string text = read_whole(STDIN_FILENO, "standard input");
  if (text.empty() && !paths_.missing.empty()) return read_file(paths_.missing);  // and report that it is not there
  return read(text, "<stdin>");
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
  // A closed pipe and a file size limit are errors of write(2), and get a message.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const auto error = [&](std::string_view message) { say(command.name, fmt::format("error: {}", message)); };
  try {
    return run_unguarded(command, argc, argv, body);
  } catch (const CommandLineError& e) {
    error(fmt::format("{}\nTry {} --help.", e.what(), command.name));
    return wrong;
  } catch (const ParseError& e) {
    say(command.name, e.what());  // FILE:LINE:COLUMN: error: …
    return wrong;
  } catch (const UsageError& e) {
    error(e.what());
    return wrong;
  } catch (const CapacityError& e) {
    error(e.what());
    return wrong;
  } catch (const std::bad_alloc&) {
    error("out of memory");
    return failed;
  } catch (const std::exception& e) {
    error(e.what());
    return failed;
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
