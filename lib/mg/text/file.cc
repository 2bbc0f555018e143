#include "mg/text/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "mg/core/error.h"

namespace mg {
namespace {

constexpr std::size_t least_at_once = std::size_t{1} << 16;
constexpr std::size_t most_at_once = std::size_t{1} << 30;  // the kernel transfers less than 2 GiB a call

std::string reason() { return std::strerror(errno); }

[[noreturn]] void report_unwritable(const std::filesystem::path& path) {
  throw SystemError(fmt::format("{}: cannot write: {}", path.string(), reason()));
}

/// Owns an open file.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (is_open()) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// False where not all that was written has arrived: some file systems tell of a full disk only now.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// A new file beside `target`, gone in the end unless it has taken the target's place.
class Replacement {
 public:
  explicit Replacement(std::filesystem::path target) : target_(std::move(target)), file_(create()) {}
  ~Replacement() {
    if (!placed_) ::unlink(path_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  int number() const { return file_.number(); }
  void place() {
    if (!file_.close() || ::rename(path_.c_str(), target_.c_str()) != 0) report_unwritable(target_);
    placed_ = true;
  }

 private:
  /// Opened with the mode that the umask leaves; never over a file that is there.
  Descriptor create() {
    for (int attempt = 0;; ++attempt) {
      // The name does not contain the target's, which may be as long as a name can be.
      path_ = target_.parent_path() / fmt::format(".mg-{}-{}.tmp", ::getpid(), attempt);
      Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file.is_open()) return file;
      if (errno != EEXIST) report_unwritable(target_);
    }
  }

  std::filesystem::path target_;
  std::filesystem::path path_;
  Descriptor file_;
  bool placed_ = false;
};

/// Where a symbolic link leads; any other path as it is.
std::filesystem::path behind_link(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? path : real;
}

}  // namespace

std::string read_whole(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw UsageError(fmt::format("{}: cannot read: {}", path.string(), reason()));
  struct stat status {};
  if (::fstat(file.number(), &status) == 0 && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    throw UsageError(fmt::format("{}: cannot read: {}", path.string(), reason()));
  }
  return read_whole(file.number(), path.string());
}

std::string read_whole(int descriptor, std::string_view name) {
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
      size += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      throw SystemError(fmt::format("{}: cannot read: {}", name, reason()));
    }
  }
  bytes.resize(size);
  return bytes;
}

void write_whole(const std::filesystem::path& path, std::string_view bytes) {
  // These name what is open already, even where that is a regular file: it is written to, not replaced.
  if (path == "/dev/stdout") return write_whole(STDOUT_FILENO, bytes, path.string());
  if (path == "/dev/stderr") return write_whole(STDERR_FILENO, bytes, path.string());
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) report_unwritable(path);
    write_whole(file.number(), bytes, path.string());
    if (!file.close()) report_unwritable(path);
    return;
  }
  Replacement file(behind_link(path));
  write_whole(file.number(), bytes, path.string());
  if (exists && ::fchmod(file.number(), status.st_mode & 07777) != 0) report_unwritable(path);
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
