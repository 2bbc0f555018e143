#pragma once

#include <filesystem>

namespace mg {

/// A new and empty folder, where $TMPDIR says or in /tmp; removed with all that is in it at the end. SystemError where
/// there can be none.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace mg
