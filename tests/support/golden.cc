#include "support/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace mg::test {

void expect_golden(std::string_view name, const std::string& text) {
  const auto path = std::filesystem::path(MG_GOLDEN_DIR) / name;
  if (const char* accept = std::getenv("MG_ACCEPT"); accept && std::string_view(accept) == "1") {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; MG_ACCEPT=1 writes it";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << "differs from " << path << "; MG_ACCEPT=1 accepts the new text";
}

}  // namespace mg::test
