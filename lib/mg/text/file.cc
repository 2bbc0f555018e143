#include "mg/text/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "mg/base/descriptor.h"
#include "mg/base/error.h"
#include "mg/base/utf8.h"

namespace mg {
namespace {

constexpr std::size_t least_at_once = std::size_t{1} << 16;
constexpr std::size_t most_at_once = std::size_t{1} << 30;  // the kernel transfers less than 2 GiB a call
constexpr int most_links = 40;                              // as many as the kernel follows

std::string reason() { return std::strerror(errno); }

/// Where a path that a user gave leads: symbolic links followed to what is none, there or not.
struct Destination {
  std::filesystem::path given;
  std::filesystem::path real;
};

[[noreturn]] void report_unwritable(const Destination& destination) {
  const std::string why = reason();
  const std::string where = destination.real == destination.given
                                ? std::string()
                                : fmt::format(" {}, where it leads", destination.real.string());
  throw SystemError(fmt::format("{}: cannot write{}: {}", destination.given.string(), where, why));
}

/// Keeps signals waiting, so that none that ends this process leaves a file half-written beside the one to replace.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

/// A new file beside the one to replace, gone in the end unless it has taken its place.
class Replacement {
 public:
  explicit Replacement(Destination destination) : destination_(std::move(destination)), file_(create()) {}
  ~Replacement() {
    if (!placed_) ::unlink(path_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  int number() const { return file_.number(); }
  void place() {
    if (!file_.close() || ::rename(path_.c_str(), destination_.real.c_str()) != 0) report_unwritable(destination_);
    placed_ = true;
  }

 private:
  /// Opened with the mode that the umask leaves; never over a file that is there.
  Descriptor create() {
    for (int attempt = 0;; ++attempt) {
      // The name does not contain the other's, which may be as long as a name can be.
      path_ = destination_.real.parent_path() / fmt::format(".mg-{}-{}.tmp", ::getpid(), attempt);
      Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file.is_open()) return file;
      if (errno != EEXIST) report_unwritable(destination_);
    }
  }

  SignalsHeld signals_;
  Destination destination_;
  std::filesystem::path path_;
  Descriptor file_;
  bool placed_ = false;
};

/// The number in `/dev/fd/1`, which names what is open already.
std::optional<int> descriptor_in(const std::filesystem::path& path) {
  if (path.parent_path() != "/dev/fd" && path.parent_path() != "/proc/self/fd") return {};
  const std::string name = path.filename().string();
  int number = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || stop != name.data() + name.size()) return {};
  return number;
}

/// Follows symbolic links, to a file that is not there yet as well.
Destination destination_of(const std::filesystem::path& path) {
  Destination destination{path, path};
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error);
  for (int links = 0; std::filesystem::is_symlink(destination.real, error) && !descriptor_in(destination.real);
       ++links) {
    if (links == most_links) {
      errno = ELOOP;
      report_unwritable({path, path});
    }
    // A relative link starts from the folder that it is in; an absolute one replaces the path.
    const std::filesystem::path target = std::filesystem::read_symlink(destination.real, error);
    if (error) break;
    const std::filesystem::path next = destination.real.parent_path() / target;
    // A link below /proc may lead to what has no path, and can be opened all the same: `pipe:[4711]`.
    if (exists && !std::filesystem::exists(next, error)) break;
    destination.real = next;
  }
  return destination;
}

Descriptor open_to_read(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw UsageError(fmt::format("{}: cannot read: {}", path.string(), reason()));
  struct stat status {};
  if (::fstat(file.number(), &status) == 0 && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    throw UsageError(fmt::format("{}: cannot read: {}", path.string(), reason()));
  }
  return file;
}

bool is_text(std::string_view bytes) {
  return std::ranges::none_of(bytes, [](char c) { return is_control(c) && c != '\n' && c != '\r' && c != '\t'; });
}

/// To the end, or to where `goes_on` says no of the bytes that came last.
std::string read_all(int descriptor, std::string_view name, auto&& goes_on) {
  struct stat status {};
  const bool sized = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  // One byte more than the file has, so that its end shows without growing.
  std::string bytes(sized ? static_cast<std::size_t>(status.st_size) + 1 : least_at_once, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == bytes.size()) bytes.resize(size * 2);
    const ssize_t count = ::read(descriptor, bytes.data() + size, std::min(bytes.size() - size, most_at_once));
    if (count == 0) break;
    if (count > 0) {
      const std::string_view last(bytes.data() + size, static_cast<std::size_t>(count));
      size += last.size();
      if (!sized && !goes_on(last)) break;
    } else if (errno != EINTR) {
      throw SystemError(fmt::format("{}: cannot read: {}", name, reason()));
    }
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string read_whole(const std::filesystem::path& path) {
  return read_all(open_to_read(path).number(), path.string(), [](std::string_view) { return true; });
}

std::string read_whole(int descriptor, std::string_view name) {
  return read_all(descriptor, name, [](std::string_view) { return true; });
}

std::string read_text(const std::filesystem::path& path) {
  return read_all(open_to_read(path).number(), path.string(), is_text);
}

std::string read_text(int descriptor, std::string_view name) { return read_all(descriptor, name, is_text); }

void write_whole(const std::filesystem::path& path, std::string_view bytes) {
  const Destination destination = destination_of(path);
  // Even where it is a regular file: others write to it, too, such as the shell of `(a; b -o /dev/stdout) > both`.
  if (const auto number = descriptor_in(destination.real)) return write_whole(*number, bytes, path.string());
  struct stat status {};
  const bool exists = ::stat(destination.real.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    Descriptor file(::open(destination.real.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) report_unwritable(destination);
    write_whole(file.number(), bytes, path.string());
    if (!file.close()) report_unwritable(destination);
    return;
  }
  // To replace it takes no more than to write to its folder; but that it may not be written says to leave it alone.
  if (exists && ::faccessat(AT_FDCWD, destination.real.c_str(), W_OK, AT_EACCESS) != 0) report_unwritable(destination);
  Replacement file(destination);
  write_whole(file.number(), bytes, path.string());
  if (exists && ::fchmod(file.number(), status.st_mode & 07777) != 0) report_unwritable(destination);
  file.place();
}

void write_whole(int descriptor, std::string_view bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), std::min(bytes.size(), most_at_once));
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw SystemError(fmt::format("{}: cannot write: {}", name, reason()));
    }
  }
}

}  // namespace mg
