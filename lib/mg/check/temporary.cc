#include "mg/check/temporary.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>

#include "mg/core/error.h"

namespace mg::check {

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) throw SystemError(fmt::format("no directory for temporary files: {}", error.message()));
  std::string pattern = (parent / "mg-XXXXXX").string();
  if (!mkdtemp(pattern.data())) {
    throw SystemError(fmt::format("cannot make a directory in {}: {}", parent.string(), std::strerror(errno)));
  }
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace mg::check
