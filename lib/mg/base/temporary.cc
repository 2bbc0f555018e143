#include "mg/base/temporary.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "mg/base/error.h"
#include "mg/base/quote.h"

namespace mg {

TemporaryFolder::TemporaryFolder() {
  const char* const given = std::getenv("TMPDIR");
  const std::string name = given && *given ? given : "/tmp";
  // A relative path may look like an option.
  std::error_code error;
  std::string pattern = (std::filesystem::absolute(name, error) / "mg-XXXXXX").string();
  if (error) errno = error.value();
  if (error || !mkdtemp(pattern.data())) {
    throw SystemError(fmt::format("cannot make a folder for temporary files in {}{}: {}", quoted_briefly(name),
                                  name == "/tmp" ? "" : ", as $TMPDIR says", std::strerror(errno)));
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace mg
