// Flags that change what floating-point code computes: the bits stay, or the file refuses.

#include <gtest/gtest.h>

#include <cstdlib>

#include "compiled.h"
#include "mg/core/graph.h"
#include "mg/emit/header.h"
#include "mg/text/reader.h"

namespace mg::emit {
namespace {

using test::shell;
using test::TemporaryFolder;

/// a·b - c and its gradient; where the product is not rounded before the difference, another number comes out.
constexpr const char* sensitive = R"(mg-graph 1
%0 = input 0.1 "a"
%1 = input 0.3 "b"
%2 = input 0.03 "c"
%3 = mul %0 %1
%4 = sub %3 %2
%5 = sigmoid %4
%6 = mul %5 %0
%7 = add %6 %1
output "difference" %4
output "mixed" %7
end 8
)";

/// Prints the bits; and whether this compiler contracts where nothing asks it not to.
constexpr const char* program = R"(
#include "model.h"
#include "pieces.h"
#include <cstdio>
#include <cstdlib>

template <class M> void show(const double* x) {
  M m;
  double y[2], x_bar[3];
  m.forward(x, y);
  std::printf("%a %a", y[0], y[1]);
  m.backward(x, y, nullptr, x_bar);
  std::printf(" %a %a %a %a %a\n", y[0], y[1], x_bar[0], x_bar[1], x_bar[2]);
}

int main(int, char** argument) {
  const double x[] = {std::atof(argument[1]), std::atof(argument[2]), std::atof(argument[3])};
  show<model::Model>(x);
  show<pieces::Model>(x);
  std::fprintf(stderr, "%s", x[0] * x[1] - x[2] == 0.0 ? "rounds" : "contracts");
}
)";

void write_program(const TemporaryFolder& folder) {
  folder.write("model.h", header(read(sensitive), {.name = "model"}));
  folder.write("pieces.h", header(read(sensitive), {.name = "pieces", .function_size = 2}));
  folder.write("program.cc", program);
}

bool has_fused_multiply_add() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

TEST(Flags, ContractionIsSwitchedOffFromInside) {
  if (!has_fused_multiply_add()) GTEST_SKIP() << "this machine has no fused multiply-add";
  const TemporaryFolder folder;
  write_program(folder);
  const auto run = [&](const std::string& compiler, const std::string& flags) {
    const auto built = shell(compiler + " -std=c++11 " + flags + " program.cc -o program", folder);
    EXPECT_EQ(built.code, 0) << compiler << ' ' << flags << '\n' << built.err;
    return shell("./program 0.1 0.3 0.03", folder);
  };
  bool any_contracts = false;
  for (const std::string& compiler : test::compilers()) {
    const std::string expected = run(compiler, "-O0 -ffp-contract=off").out;
    EXPECT_EQ(expected.substr(0, expected.find(' ')), "0x0p+0");
    std::vector<std::string> flags = {"-O2", "-O3", "-O3 -ffp-contract=on", "-O2 -flto", "-Os"};
    // Clang documents that =fast disregards pragmas; nothing in a file can ask it otherwise, or see that it was given.
    if (compiler == "g++") flags.insert(flags.end(), {"-O2 -ffp-contract=fast", "-O3 -ffp-contract=fast -flto"});
    for (const std::string& these : flags) {
      const auto result = run(compiler, "-march=x86-64-v3 " + these);
      EXPECT_EQ(result.out, expected) << compiler << ' ' << these;
      any_contracts = any_contracts || result.err == "contracts";
    }
  }
  EXPECT_TRUE(any_contracts) << "else this proves nothing";
}

TEST(Flags, FastMathIsRefused) {
  const TemporaryFolder folder;
  write_program(folder);
  for (const std::string& compiler : test::compilers()) {
    for (const char* flag : {"-ffast-math", "-Ofast", "-ffinite-math-only"}) {
      const auto built = shell(compiler + " -std=c++11 -fsyntax-only " + flag + " program.cc", folder);
      EXPECT_NE(built.code, 0) << compiler << ' ' << flag;
      EXPECT_NE(built.err.find("compile this file without -ffast-math"), std::string::npos) << built.err;
    }
    const auto precise = shell(compiler + " -std=c++11 -fsyntax-only -O2 -fno-math-errno program.cc", folder);
    EXPECT_EQ(precise.code, 0) << precise.err;
  }
}

}  // namespace
}  // namespace mg::emit
