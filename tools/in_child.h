#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mg::cli {

/// What a command has done.
struct Result {
  int exit_code = 0;
  std::optional<std::string> text = {};  ///< to write; nothing where an exception was reported
};

/// Runs `body` in a copy of this process, with an empty folder for its temporary files. The copy may crash, or be ended
/// by code that it has loaded: that is a SystemError here. A signal that would end this process ends the copy and all
/// that it has started, and is Interrupted here. Exceptions of `body` are reported by the copy, for `command`. The
/// folder is gone when this returns or throws.
Result in_child(std::string_view command, const std::function<Result(const std::filesystem::path& folder)>& body);

}  // namespace mg::cli
