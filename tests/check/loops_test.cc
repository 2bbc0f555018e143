// Loops in generated code: compiled, loaded, and held against the engine; the same bits, whatever the flags.

#include <gtest/gtest.h>

#include "emit/compiled.h"
#include "loaded.h"
#include "mg/check/check.h"
#include "mg/emit/header.h"
#include "support/computations.h"
#include "support/loop_nests.h"

namespace mg {
namespace {

using test::shell;
using test::TemporaryFolder;

/// How often a text has another in it.
std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

void expect_agrees(const Graph& g, std::uint64_t seed, std::uint32_t function_size,
                   Language language = Language::Cplusplus) {
  const emit::Options code{.language = language, .wrt = Wrt::All, .function_size = function_size};
  const check::Report report = check::check(g, {.points = 6, .seed = seed, .code = code});
  EXPECT_EQ(report.points, 7u);
  const std::string header = emit::header(g, {.parameters = emit::Parameters::Argument, .wrt = Wrt::All});
  const bool packs = language == Language::Cplusplus && header.find(" forward_packed(") != std::string::npos;
  ASSERT_EQ(report.comparisons.size(), g.parameters().empty() ? 1u
                                       : packs                ? 3u
                                                              : 2u)
      << "baked, as arguments, and packed";
  for (const check::Comparison& comparison : report.comparisons) {
    EXPECT_EQ(comparison.differing, 0u) << comparison.name;
    EXPECT_GT(comparison.gradients, 0u);
    for (const check::Mismatch& mismatch : comparison.first) {
      ADD_FAILURE() << comparison.name << ", point " << mismatch.point << ": " << mismatch.what << ": engine "
                    << mismatch.engine << ", generated " << mismatch.generated;
    }
  }
  EXPECT_EQ(report.first_node, "");
}

TEST(Loops, OfRandomNests) {
  std::size_t loops = 0, lanes = 0;
  for (const std::uint64_t seed : {0u, 3u, 5u, 17u, 18u, 57u}) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Graph g = test::loop_nests(seed, {.regular = seed % 2 == 0, .longer = seed % 2 == 0 ? 8u : 2u});
    const std::string text = emit::header(g, {.wrt = Wrt::All});
    loops += count(text, "for (int ");
    lanes += count(text, " over<");
    expect_agrees(g, seed, seed % 3 ? 256 : 20);
    if (HasFailure()) return;
  }
  EXPECT_GT(loops, 50u) << "else this proves little";
  EXPECT_GT(lanes, 6u);
}

constexpr Graph (*computations[])(std::size_t) = {&test::mlp,         &test::convolution, &test::recurrent,
                                                  &test::runge_kutta, &test::bodies,      &test::mixture};

TEST(Loops, OfWhatPeopleWrite) {
  for (const auto record : computations) expect_agrees(record(13), 1, 256);
}

TEST(Loops, InC) {
  for (const auto record : computations) expect_agrees(record(13), 1, 256, Language::C);
  for (const std::uint64_t seed : {0u, 3u, 18u}) {
    const Graph g = test::loop_nests(seed, {.regular = seed % 2 == 0, .longer = seed % 2 == 0 ? 8u : 2u});
    expect_agrees(g, seed, seed % 3 ? 256 : 20, Language::C);
  }
  const std::string text = emit::header(test::mlp(13), {.language = Language::C, .wrt = Wrt::All});
  EXPECT_GT(count(text, "for (int "), 5u);
}

TEST(Loops, InJavaScript) {
  if (!test::installed("node")) GTEST_SKIP() << "not installed: node";
  for (const auto record : computations) expect_agrees(record(13), 1, 256, Language::Js);
  for (std::uint64_t seed = 0; seed < 12 && !HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Graph g = test::loop_nests(seed, {.regular = seed % 2 == 0, .longer = seed % 2 == 0 ? 8u : 2u});
    expect_agrees(g, seed, seed % 3 ? 256 : 20, Language::Js);
  }
  const std::string text = emit::header(test::mlp(13), {.language = Language::Js, .wrt = Wrt::All});
  EXPECT_GT(count(text, "for (let "), 5u);
}

TEST(Loops, CompileWithoutWarnings) {
  const TemporaryFolder folder;
  std::string program;
  std::size_t number = 0;
  const auto add = [&](const Graph& g, emit::Parameters parameters) {
    const std::string name = "model" + std::to_string(number++);
    const std::string text = emit::header(g, {.name = name, .parameters = parameters, .wrt = Wrt::All});
    EXPECT_GT(count(text, "for (int "), 0u) << name;
    folder.write(name + ".h", text);
    program += "#include \"" + name + ".h\"\n";
  };
  for (const auto record : computations) {
    for (const auto parameters : {emit::Parameters::Bake, emit::Parameters::Argument}) add(record(13), parameters);
  }
  for (const std::uint64_t seed : {1u, 5u}) add(test::loop_nests(seed, {.longer = 5}), emit::Parameters::Bake);
  folder.write("program.cc", program + "int main() {}\n");
  ASSERT_FALSE(test::compilers().empty());
  for (const std::string& compiler : test::compilers()) {
    for (const char* standard : {"", " -std=c++20"}) {
      for (const char* machine : {"", " -march=x86-64-v3"}) {
#if !defined(__x86_64__)
        if (*machine) continue;
#endif
        const std::string flags = std::string(test::strict) + standard + machine;
        const auto built = shell(compiler + " " + flags + " -fsyntax-only program.cc", folder);
        EXPECT_EQ(built.code, 0) << compiler << ' ' << flags << '\n' << built.err.substr(0, 2000);
      }
    }
  }
}

bool has_fused_multiply_add() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

/// Points of ordinary numbers, and one of wild ones.
std::vector<std::vector<double>> points(const Graph& g) {
  test::Random random(1);
  std::vector<std::vector<double>> points(3);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t k = 0; k < g.inputs().size() + g.parameters().size(); ++k) {
      points[i].push_back(i == 2 ? random.number(true) : random.uniform(-1.0, 1.0));
    }
  }
  return points;
}

TEST(Loops, KeepTheirBitsUnderFlagsThatContract) {
  if (!has_fused_multiply_add()) GTEST_SKIP() << "this machine has no fused multiply-add";
  for (const Graph& g : {test::recurrent(13), test::convolution(17)}) {
    for (const std::string& compiler : test::compilers()) {
      // Clang documents that =fast disregards pragmas; see tests/emit/flags_test.cc.
      const char* contract = compiler == "g++" ? "-ffp-contract=fast" : "-ffp-contract=on";
      test::expect_same_bits(g, points(g), compiler, {"-O3", "-march=native", contract});
      test::expect_same_bits(g, points(g), compiler, {"-O3", "-march=x86-64-v3", contract});
      if (HasFailure()) return;
    }
  }
}

TEST(Loops, KeepTheirBitsOnAnyMachine) {
  const Graph g = test::batch(13);
  for (const std::string& compiler : test::compilers()) {
    for (const char* level : {"-O0", "-O2", "-Os"}) test::expect_same_bits(g, points(g), compiler, {level});
  }
}

}  // namespace
}  // namespace mg
