#include "mg/check/runner.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "mg/base/error.h"

namespace mg::check {

void Workshop::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = directory / name;
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  bool is_written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  int error = errno;
  if (file && std::fclose(file) != 0 && is_written) {
    is_written = false;
    error = errno;
  }
  if (!is_written) throw SystemError(fmt::format("cannot write {}: {}", path.string(), std::strerror(error)));
}

}  // namespace mg::check
