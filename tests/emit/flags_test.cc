// Flags that change what floating-point code computes: the bits stay, or the file refuses, or it names the flag.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <sstream>

#include "compiled.h"
#include "mg/core/graph.h"
#include "mg/core/value.h"
#include "mg/emit/header.h"
#include "mg/exec/replay.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

using test::installed;
using test::shell;
using test::TemporaryFolder;

/// What each of the flags is known to change: sums and products in an order, division and multiplication by a
/// reciprocal, zeros with a sign, choices where there is NaN, roots, functions, and loops over lanes.
Graph of_every_kind() {
  Graph g;
  const Value a = g.input("a", 0.1), b = g.input("b", 0.3), c = g.input("c", 0.03), d = g.input("d", -0.7);
  const auto out = [&](const Value& value) { g.output("y", value); };
  out(a + b + c + d);
  out(a + b - a);
  out(a - a);
  out(a * 0.1 * 0.3);
  out(a / b + c / b);
  out(a / 3.0);
  out(a * b - c);
  out(a + 0.0);
  out(a * 0.0);
  out(0.0 - a);
  out(-(a - b));
  out(min(a, b));
  out(max(a, b));
  out(min(a, 0.0));
  out(max(a, 0.0));
  out(max(-a, a));
  out(select(lt(a, 0.0), -a, a));
  out(select(eq(a, a), b, c));
  out(select(le(a, b), a * c, b * d));
  out(relu(a, 0.0));
  out(abs(a));
  out(sign(a));
  out(floor(a * 10.0));
  out(sqrt(a) * sqrt(a));
  out(b / sqrt(a));
  out(exp(a) * exp(b));
  out(log(exp(a)));
  out(sin(a) / cos(a));
  out(tanh(d) + sigmoid(a) + softplus(b));
  out(pow(b, 2.5));
  std::vector<Value> x, h;
  for (int i = 0; i < 8; ++i) x.push_back(g.input("x", 0.1 * i));
  test::Random random(1);
  for (int j = 0; j < 8; ++j) {
    Value sum = random.uniform(-1, 1) * x[0];
    for (std::size_t i = 1; i < 8; ++i) sum += random.uniform(-1, 1) * x[i];
    h.push_back(max(exp(relu(sum / (abs(sum) + b), 0.0)), b));
  }
  Value sum = h[0] / a;
  for (std::size_t i = 1; i < 8; ++i) sum += h[i] / a;
  out(sum);
  return g;
}

std::vector<std::vector<double>> points(std::size_t inputs) {
  std::vector<std::vector<double>> points;
  test::Random random(2);
  for (int k = 0; k < 60; ++k) {
    points.emplace_back();
    for (std::size_t i = 0; i < inputs; ++i) {
      points.back().push_back(k % 2 == 0 ? random.uniform(-1, 1) : random.number(true));
    }
  }
  return points;
}

/// The bits of a number, in decimal; of every NaN the same.
std::uint64_t bits(double x) { return std::isnan(x) ? 0x7ff8000000000000 : std::bit_cast<std::uint64_t>(x); }

/// Prints the values of `forward`, and what `backward` gives, at all points, a line each; computes nothing itself.
constexpr const char* program = R"(
#include "loops.h"
#include "straight.h"
#include <cstdint>
#include <cstdio>
#include <cstring>

template <int n> void show(const double (&numbers)[n]) {
  for (double x : numbers) {
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof x);
    if ((bits & 0x7fffffffffffffff) > 0x7ff0000000000000) bits = 0x7ff8000000000000;
    std::printf("%llu\n", static_cast<unsigned long long>(bits));
  }
}

template <class M> void show_all() {
  static M m;
  for (const auto& point : points) {
    double x[M::inputs], y[M::outputs], x_bar[M::inputs];
    std::memcpy(x, point, sizeof x);
    m.forward(x, y);
    show(y);
    m.backward(x, y, nullptr, x_bar);
    show(y);
    show(x_bar);
  }
}

int main() {
  show_all<loops::Model>();
  show_all<straight::Model>();
}
)";

/// The same in C.
constexpr const char* c_program = R"(
#include "loops.h"
#include "straight.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void show(const double* numbers, int n) {
  for (int i = 0; i < n; ++i) {
    uint64_t bits;
    memcpy(&bits, &numbers[i], sizeof bits);
    if ((bits & 0x7fffffffffffffff) > 0x7ff0000000000000) bits = 0x7ff8000000000000;
    printf("%llu\n", (unsigned long long)bits);
  }
}

#define SHOW_ALL(NAME)                                                \
  for (unsigned k = 0; k < sizeof points / sizeof points[0]; ++k) {   \
    static NAME##_model m;                                            \
    double x[NAME##_inputs], y[NAME##_outputs], x_bar[NAME##_inputs]; \
    memcpy(x, points[k], sizeof x);                                   \
    NAME##_forward(&m, x, y);                                         \
    show(y, NAME##_outputs);                                          \
    NAME##_backward(&m, x, y, 0, x_bar);                              \
    show(y, NAME##_outputs);                                          \
    show(x_bar, NAME##_inputs);                                       \
  }

int main(void) {
  SHOW_ALL(loops)
  SHOW_ALL(straight)
  return 0;
}
)";

/// A folder with a program, and what it is to print.
struct Built {
  explicit Built(Language language = Language::Cplusplus) : is_c(language == Language::C) {
    const Graph g = of_every_kind();
    // As a program may have them before the file.
    folder.write("fast.h", "#pragma GCC optimize(\"fast-math\")\n");
    folder.write("finite.h", "#pragma GCC optimize(\"finite-math-only\")\n");
    folder.write("loops.h", header(g, {.language = language, .name = "loops"}));
    folder.write("straight.h",
                 header(g, {.language = language, .name = "straight", .loops = Loops::Off, .function_size = 60}));
    const auto at = points(g.inputs().size());
    std::ostringstream source;
    source << "static const unsigned long long points[][" << g.inputs().size() << "] = {";
    for (const auto& point : at) {
      source << '{';
      for (const double x : point) source << bits(x) << "u, ";
      source << "},\n";
    }
    source << "};\n" << (is_c ? c_program : program);
    folder.write(is_c ? "program.c" : "program.cc", source.str());

    exec::Replay engine(g);
    std::vector<double> y(g.outputs().size()), x_bar(g.inputs().size());
    std::ostringstream lines;
    for (const auto& point : at) {
      engine.forward(point, {}, y);
      engine.backward({}, x_bar);
      for (const auto* numbers : {&y, &y, &x_bar}) {
        for (const double x : *numbers) lines << bits(x) << '\n';
      }
    }
    expected = lines.str() + lines.str();
  }

  /// "refused", "kept" or else what is wrong, of a compiler and its flags. The flags are not for linking: some would
  /// have all programs flush to zero, whatever is compiled how.
  std::string fate(const std::string& compiler, const std::string& flags) const {
    const std::string file = is_c ? " -std=c99 -w -c program.c " : " -std=c++11 -w -c program.cc ";
    const auto compiled = shell(compiler + file + flags + " -o program.o", folder);
    if (compiled.code != 0) {
      for (const char* reason : {"changes its results", "they change results", "excess precision", "IEEE type",
                                 "compile_without_fsingle_precision_constant"}) {
        if (compiled.err.find(reason) != std::string::npos) return "refused";
      }
      return compiled.err.substr(0, 1500);
    }
    const auto linked =
        shell(compiler + (flags.find("-flto") != flags.npos ? " -flto" : "") + " program.o -o program -lm", folder);
    if (linked.code != 0) return linked.err.substr(0, 1500);
    return shell("./program", folder).out == expected ? "kept" : "changed";
  }

  const bool is_c;
  TemporaryFolder folder;
  std::string expected;
};

struct Flags {
  const char* flags;
  const char* fate;
};

constexpr Flags gcc_flags[] = {
    {"", "kept"},
    {"-ffast-math", "refused"},
    {"-funsafe-math-optimizations", "refused"},
    {"-funsafe-math-optimizations -fno-associative-math -fno-reciprocal-math -fsigned-zeros", "kept"},
    {"-fassociative-math -fno-signed-zeros -fno-trapping-math", "refused"},
    {"-fassociative-math", "kept"},
    {"-freciprocal-math", "refused"},
    {"-fno-signed-zeros", "refused"},
    {"-ffinite-math-only", "refused"},
    {"-fsingle-precision-constant", "refused"},
    {"-fno-trapping-math -fno-math-errno", "kept"},
    {"-frounding-math -fsignaling-nans", "kept"},
    {"-fexcess-precision=fast", "kept"}};

constexpr Flags clang_flags[] = {{"", "kept"},
                                 {"-ffast-math", "refused"},
                                 {"-ffp-model=fast", "refused"},
                                 {"-funsafe-math-optimizations", "refused"},
                                 {"-fassociative-math -fno-signed-zeros -fno-trapping-math", "refused"},
                                 {"-freciprocal-math", "refused"},
                                 {"-fno-signed-zeros", "refused"},
                                 {"-ffinite-math-only", "refused"},
                                 {"-ffp-model=strict", "kept"},
                                 {"-fno-trapping-math -fno-math-errno", "kept"}};

constexpr const char* levels[] = {" -O2 ", " -O3 "};

void expect_fates(const Built& built, const std::string& compiler, std::span<const Flags> rows) {
  for (const char* level : levels) {
    for (const auto& [flags, fate] : rows)
      EXPECT_EQ(built.fate(compiler, level + std::string(flags)), fate) << compiler << level << flags;
  }
  EXPECT_EQ(built.fate(compiler, "-Ofast"), "refused") << compiler;
}

bool is_x86() {
#if defined(__x86_64__)
  return true;
#else
  return false;
#endif
}

bool has_fused_multiply_add() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

TEST(Flags, GccKeepsTheBitsOrIsRefused) {
  if (!installed("g++")) GTEST_SKIP() << "g++ is not installed";
  const Built built;
  expect_fates(built, "g++", gcc_flags);
  for (const char* before : {"-O2 -include fast.h", "-O3 -include finite.h"})
    EXPECT_EQ(built.fate("g++", before), "kept");
}

TEST(Flags, OfCInGcc) {
  if (!installed("gcc")) GTEST_SKIP() << "gcc is not installed";
  const Built built(Language::C);
  expect_fates(built, "gcc", gcc_flags);
  // In C, the pragma defines the macros.
  for (const char* before : {"-O2 -include fast.h", "-O3 -include finite.h"}) {
    EXPECT_EQ(built.fate("gcc", before), "refused");
  }
}

/// Also by files that do not include <cmath>, which has the names NAN and INFINITY.
TEST(Flags, ClangFrom18OnKeepsNanAndInfinity) {
  const TemporaryFolder folder;
  if (!installed("clang++")) GTEST_SKIP() << "clang++ is not installed";
  if (std::stoi(shell("clang++ -dumpversion", folder).out) < 18) GTEST_SKIP() << "clang++ is older, and says nothing";
  Graph g;
  const Value x = g.input("x", 1.0);
  g.output("y", x * x);
  folder.write("alone.cc", header(g, {}));
  g.output("z", sqrt(x));
  folder.write("with_cmath.cc", header(g, {}));
  for (const char* file : {"alone.cc", "with_cmath.cc"}) {
    const auto compiled = [&](const std::string& flags) {
      return shell("clang++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only " + flags + " -include " + file +
                       " -x c++ /dev/null",
                   folder);
    };
    EXPECT_EQ(compiled("").code, 0) << compiled("").err;
    for (const char* flag : {"-fno-honor-nans", "-fno-honor-infinities"}) {
      EXPECT_NE(compiled(flag).err.find("-fno-honor-infinities: likewise"), std::string::npos) << file << ' ' << flag;
    }
  }
}

/// Recording is compiled in line: what its flags change, the graph would not know of.
TEST(Flags, ThoseOfARecordingProgramAreRefusedToo) {
  const TemporaryFolder folder;
  folder.write("record.cc", "#include \"mg/mg.h\"\n");
  for (const std::string& compiler : test::compilers()) {
    const std::string command = compiler + " -std=c++20 -fsyntax-only -w -I" MG_LIB " record.cc ";
    EXPECT_EQ(shell(command, folder).code, 0) << compiler;
    for (const char* flag : {"-ffast-math", "-Ofast", "-ffinite-math-only"}) {
      const auto compiled = shell(command + flag, folder);
      EXPECT_NE(compiled.err.find("without -ffast-math"), std::string::npos) << compiler << ' ' << flag;
    }
  }
}

TEST(Flags, ExcessPrecisionIsRefused) {
  if (!is_x86()) GTEST_SKIP() << "only x86 has two units for doubles";
  if (!installed("g++")) GTEST_SKIP() << "g++ is not installed";
  const Built built;
  EXPECT_EQ(built.fate("g++", "-O2 -mfpmath=387"), "refused");
  EXPECT_EQ(built.fate("g++", "-O2 -mfpmath=both"), "refused");
}

TEST(Flags, ContractionIsSwitchedOff) {
  if (!has_fused_multiply_add()) GTEST_SKIP() << "this machine has no fused multiply-add";
  const Built built, in_c(Language::C);
  for (const std::string& compiler : test::compilers()) {
    std::vector<std::string> rows = {"-O2", "-O3", "-O3 -ffp-contract=on", "-O2 -flto", "-Os"};
    // Nothing in a file can tell clang otherwise, or see that it was given.
    if (compiler == "g++") rows.insert(rows.end(), {"-O2 -ffp-contract=fast", "-O3 -ffp-contract=fast -flto"});
    if (compiler == "clang++") rows.emplace_back("-O2 -Xclang -ffp-contract=fast-honor-pragmas");
    for (const std::string& flags : rows) {
      EXPECT_EQ(built.fate(compiler, "-march=x86-64-v3 " + flags), "kept") << compiler << ' ' << flags;
      const std::string of_c = compiler == "g++" ? "gcc" : "clang";
      EXPECT_EQ(in_c.fate(of_c, "-march=x86-64-v3 " + flags), "kept") << of_c << ' ' << flags;
    }
  }
}

TEST(Flags, ClangKeepsTheBitsOrIsRefused) {
  if (!installed("clang++")) GTEST_SKIP() << "clang++ is not installed";
  if (!is_x86()) GTEST_SKIP() << "clang does not know float_control for each processor in each version";
  expect_fates(Built(), "clang++", clang_flags);
}

TEST(Flags, OfCInClang) {
  if (!installed("clang")) GTEST_SKIP() << "clang is not installed";
  if (!is_x86()) GTEST_SKIP() << "clang does not know float_control for each processor in each version";
  expect_fates(Built(Language::C), "clang", clang_flags);
}

TEST(Flags, ThoseThatCannotBeSeenAreNamed) {
  std::istringstream lines(header(of_every_kind(), {}));
  std::string head;
  for (std::string line; std::getline(lines, line) && line.starts_with("//");) head += line.substr(2);
  for (const char* flag : {"-ffp-contract=fast", "-fveclib", "-fno-honor-nans", "-fno-honor-infinities",
                           "-funsafe-math-optimizations", "AArch64", "fpmath=387", "-mdaz-ftz"}) {
    EXPECT_NE(head.find(flag), std::string::npos) << flag;
  }
}

TEST(Flags, DoublesOfFourBytesAreRefused) {
  if (!installed("avr-g++")) GTEST_SKIP() << "avr-g++ is not installed";
  EXPECT_EQ(Built().fate("avr-g++", "-mmcu=atmega328p"), "refused");
  EXPECT_EQ(Built(Language::C).fate("avr-gcc", "-mmcu=atmega328p"), "refused");
}

/// The code after the file, which includes it, is compiled as it would be without: contracted, where that is asked for.
TEST(Flags, TheCodeOfTheUserIsLeftAlone) {
  if (!is_x86()) GTEST_SKIP() << "the instructions are those of x86";
  const TemporaryFolder folder;
  folder.write("model.h", header(of_every_kind(), {.name = "model"}));
  const std::string code = "double user(double a, double b, double c) { return a * b + c; }\n";
  folder.write("with.cc", "#include \"model.h\"\n" + code);
  folder.write("without.cc", code);
  for (const std::string& compiler : test::compilers()) {
    // Lines that begin with a tab and no point.
    const auto instructions = [&](const std::string& name) {
      const auto built =
          shell(compiler + " -std=c++11 -O2 -march=x86-64-v3 -ffp-contract=fast -S -o - " + name, folder);
      EXPECT_EQ(built.code, 0) << built.err.substr(0, 1500);
      std::istringstream lines(built.out);
      std::string text;
      for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('\t') && !line.starts_with("\t.")) text += line + '\n';
      }
      return text;
    };
    const std::string without = instructions("without.cc");
    EXPECT_NE(without.find("vfmadd"), without.npos) << "else contraction is nothing to be switched off";
    EXPECT_EQ(instructions("with.cc"), without) << compiler;
  }
}

}  // namespace
}  // namespace mg::emit
