#include "errors.h"

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <new>
#include <string>

#include "mg/base/process.h"
#include "mg/base/quote.h"

namespace mg::cli {

Interrupted::Interrupted(int number)
    : SystemError(fmt::format("interrupted by {}", signal_text(number))), signal(number) {}

void say(std::string_view command, std::string_view message) {
  const std::string line = fmt::format("{}: {}\n", command, shown_lines(message));
  std::fwrite(line.data(), 1, line.size(), stderr);
}

int report_exception(std::string_view command) {
  const auto error = [&](std::string_view message) { say(command, fmt::format("error: {}", message)); };
  try {
    throw;
  } catch (const CommandLineError& e) {
    error(fmt::format("{}\nTry {} --help.", e.what(), command));
    return wrong;
  } catch (const ParseError& e) {
    say(command, e.what());  // FILE:LINE:COLUMN: error: …
    return wrong;
  } catch (const UsageError& e) {
    error(e.what());
    return wrong;
  } catch (const Interrupted& e) {
    error(e.what());
    ::signal(e.signal, SIG_DFL);
    raise(e.signal);
    return failed;  // where it does not end us
  } catch (const std::bad_alloc&) {
    error("out of memory");
    return failed;
  } catch (const std::exception& e) {
    error(e.what());
    return failed;
  }
}

}  // namespace mg::cli
