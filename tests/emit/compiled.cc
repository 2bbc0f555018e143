#include "compiled.h"

namespace mg::test {

std::vector<std::string> compilers() {
  const TemporaryFolder folder;
  std::vector<std::string> found;
  for (const char* compiler : {"g++", "clang++"}) {
    if (shell(std::string("command -v ") + compiler, folder).code == 0) found.push_back(compiler);
  }
  return found;
}

Outcome shell(const std::string& command_line, const TemporaryFolder& folder) {
  return run_command({{"/bin/sh", "-c", command_line}, {}, folder.path()});
}

}  // namespace mg::test
