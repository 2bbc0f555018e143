#include "compiled.h"

namespace mg::test {

bool installed(const std::string& command) { return shell("command -v " + command, TemporaryFolder()).code == 0; }

std::vector<std::string> compilers() {
  std::vector<std::string> found;
  for (const char* compiler : {"g++", "clang++"}) {
    if (installed(compiler)) found.emplace_back(compiler);
  }
  return found;
}

Outcome shell(const std::string& command_line, const TemporaryFolder& folder) {
  return run_command({{"/bin/sh", "-c", command_line}, {}, folder.path()});
}

}  // namespace mg::test
