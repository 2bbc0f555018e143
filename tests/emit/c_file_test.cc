// Files in C: for strict compilers of C and of C++, in several files of one program, with functions of their own.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiled.h"
#include "graphs.h"
#include "mg/core/graph.h"
#include "mg/core/value.h"
#include "mg/emit/header.h"
#include "mg/nn/mlp.h"
#include "mg/text/reader.h"
#include "support/golden.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

using test::installed;
using test::shell;
using test::TemporaryFolder;

constexpr const char* warnings =
    " -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wstrict-prototypes -Wmissing-prototypes -Werror ";
constexpr const char* cplusplus_warnings =
    " -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wold-style-cast -Wzero-as-null-pointer-constant -Werror ";

/// Those of gcc and clang that are installed.
std::vector<std::string> c_compilers() {
  std::vector<std::string> found;
  for (const char* compiler : {"gcc", "clang"}) {
    if (installed(compiler)) found.emplace_back(compiler);
  }
  return found;
}

Options in_c(std::string name, Options options = {}) {
  options.language = Language::C;
  options.name = std::move(name);
  return options;
}

/// A net over many inputs: loops, arrays of constants, tables, names that repeat.
Graph net() {
  Graph g;
  nn::Mlp mlp(g, 6, {12, 12, 3}, 1);
  std::vector<Value> x;
  for (int i = 0; i < 6; ++i) x.push_back(g.input("x" + std::to_string(i), 0.1 * i));
  const auto y = mlp(x);
  for (const Value& value : y) g.output("y", tanh(value));
  return g;
}

/// Numbers and functions that have no name in the language.
Graph odd() {
  Graph g;
  const Value x = g.input("*/ \"x\"\n\\", 0.5), w = g.parameter("?\?/", 2.0);
  const double inf = std::numeric_limits<double>::infinity();
  g.output("a", select(lt(x, w), x * inf, w / std::nan("")));
  g.output("b", floor(x * 10.0) + sqrt(abs(x - w)) + sigmoid(x) + softplus(w) - inf);
  g.output("c", hypot(x, w) + atan2(x, w) + pow(x, w) + cbrt(x));
  return g;
}

/// More than an int of 16 bits can count.
Graph long_row() {
  Graph g;
  for (int i = 0; i < 40000; ++i) g.output("y", g.input("x", 1.0) * 2.0);
  return g;
}

TEST(CFile, Golden) {
  test::expect_golden("neuron_c.h", header(read(test::neuron), in_c("neuron", {.source = "neuron.graph"})));
}

TEST(CFile, IsQuietUnderStrictCompilersOfCAndOfCplusplus) {
  const TemporaryFolder folder;
  std::string source;
  const auto add = [&](const Graph& g, const Options& options) {
    folder.write(options.name + ".h", header(g, options));
    source += "#include \"" + options.name + ".h\"\n#include \"" + options.name + ".h\"\n";
  };
  add(read(test::neuron), in_c("neuron"));
  add(read(test::micrograd), in_c("pieces", {.function_size = 4}));
  add(net(), in_c("net", {.parameters = Parameters::Argument}));
  add(net(), in_c("baked", {.wrt = Wrt::All}));
  add(odd(), in_c("odd", {.source = "*/ int x; /* ?\?/\n"}));
  add(long_row(), in_c("row"));
  add(test::random_graph(3, {.nodes = 200, .wild = true}), in_c("wild"));
  folder.write("a.c", source +
                          "int main(void) { static net_model m; static double x[net_inputs], y[net_outputs];\n"
                          "static const double p[net_parameters];\n"
                          "net_forward(&m, x, p, y); return y[0] != 0.0; }\n");
  folder.write("b.c", source + "int other_file(void);\nint other_file(void) { return net_outputs; }\n");
  folder.write("a.cc", source + "int main() {}\n");
  for (const std::string& compiler : c_compilers()) {
    for (const char* mode : {"-std=c99 -O0", "-std=c99 -O2 -trigraphs", "-std=c11 -O2", "-std=gnu17 -O0"}) {
      const auto built = shell(compiler + warnings + mode + " a.c b.c -o program -lm", folder);
      EXPECT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
      EXPECT_EQ(shell("./program", folder).code, 0) << compiler << ' ' << mode;
    }
  }
  for (const std::string& compiler : test::compilers()) {
    for (const char* mode : {"-std=c++11 -O0", "-std=c++20 -O2"}) {
      const auto built = shell(compiler + cplusplus_warnings + mode + " a.cc -c", folder);
      EXPECT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
    }
  }
}

TEST(CFile, SaysWhatItNeedsWhereACompilerIsOlder) {
  const TemporaryFolder folder;
  folder.write("neuron.h", header(read(test::neuron), in_c("neuron")));
  folder.write("a.c", "#include \"neuron.h\"\n");
  folder.write("a.cc", "#include \"neuron.h\"\n");
  for (const std::string& compiler : c_compilers()) {
    const auto built = shell(compiler + " -std=c90 -pedantic -fsyntax-only a.c", folder);
    EXPECT_NE(built.err.find("needs C99 or later: compile with -std=c99"), std::string::npos) << built.err;
    EXPECT_EQ(built.err.find("error:", built.err.find("error:") + 1), std::string::npos) << "and nothing else";
  }
  for (const std::string& compiler : test::compilers()) {
    const auto built = shell(compiler + " -std=c++98 -fsyntax-only a.cc", folder);
    EXPECT_NE(built.err.find("needs C++11 or later, or C99"), std::string::npos) << built.err;
  }
}

TEST(CFile, AnotherModelOfTheSameNameIsAnError) {
  const TemporaryFolder folder;
  const auto baked = [](double weight) {
    Graph g;
    for (int i = 0; i < 20; ++i) g.output("y", g.input("x", 1.0) * g.constant(weight + i));
    return g;
  };
  folder.write("a.h", header(baked(0.1), in_c("net")));
  folder.write("b.h", header(baked(0.2), in_c("net")));
  Graph renamed = baked(0.1);
  renamed.set_name(renamed.inputs()[0], "other");
  folder.write("renamed.h", header(renamed, in_c("net")));
  folder.write("renamed.c", "#include \"a.h\"\n#include \"renamed.h\"\n");
  folder.write("same.c", "#include \"a.h\"\n#include \"a.h\"\n");
  folder.write("other.c", "#include \"a.h\"\n#include \"b.h\"\n");
  for (const std::string& compiler : c_compilers()) {
    EXPECT_EQ(shell(compiler + " -std=c99 -fsyntax-only same.c", folder).code, 0) << compiler;
    for (const char* file : {"other.c", "renamed.c"}) {
      const auto other = shell(compiler + " -std=c99 -fsyntax-only " + file, folder);
      EXPECT_NE(other.err.find("there is another model called net"), std::string::npos) << compiler << other.err;
    }
  }
}

TEST(CFile, NamesThatWouldBeReservedAreRefused) {
  for (const char* name : {"a_", "class", "1x", "_a"}) EXPECT_THROW(header(net(), in_c(name)), std::exception) << name;
}

/// Whole numbers, halves, the ends of ranges, and random ones of all sizes.
constexpr const char* compare_functions = R"(
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "odd.h"

static int differ(double a, double b) { return memcmp(&a, &b, sizeof a) != 0 && !(a != a && b != b); }

static unsigned long compare(double x) {
  return (unsigned long)(differ(odd_sqrt(x), sqrt(x)) + differ(odd_floor(x), floor(x)) + differ(odd_abs(x), fabs(x)));
}

int main(void) {
  uint64_t state = 1;
  unsigned long wrong = 0, compared = 0;
  for (int i = 0; i < 2000000; ++i) {
    double x;
    uint64_t bits = state;
    state = state * 6364136223846793005u + 1442695040888963407u;
    bits ^= bits >> 33;
    if (i % 4 == 1) bits &= 0xfff0000000000000u;                                          // powers of 2
    if (i % 4 == 2) bits = (bits & 0x803fffffffffffffu) | 0x4000000000000000u;            // from 2 to 2^5, or near
    if (i % 4 == 3) bits &= (uint64_t)-1 << (i / 4 % 64);                                 // few digits
    memcpy(&x, &bits, sizeof x);
    wrong += compare(x) + compare(x * x) + compare((double)(i / 4) * 0.5) + compare(i % 2 ? 5e-324 * i : -0.5 * i);
    ++compared;
  }
  wrong += compare(0.0) + compare(-0.0) + compare(1.0 / 0.0) + compare(-1.0 / 0.0) + compare(0.0 / 0.0);
  wrong += compare(4503599627370495.5) + compare(-4503599627370495.5) + compare(4503599627370496.0);
  wrong += compare(1.7976931348623157e308) + compare(2.2250738585072014e-308) + compare(-0.3) + compare(0.3);
  printf("%lu of %lu\n", wrong, compared);
  return wrong != 0;
}
)";

TEST(CFile, ItsFunctionsAreThoseOfTheLibrary) {
  const TemporaryFolder folder;
  folder.write("odd.h", header(odd(), in_c("odd")));
  folder.write("a.c", compare_functions);
  for (const std::string& compiler : c_compilers()) {
    for (const char* mode : {"-O0", "-O2", "-O2 -DMG_OWN_SQRT", "-O3 -DMG_OWN_SQRT"}) {
      const auto built = shell(compiler + " -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wno-div-by-zero -Werror " +
                                   mode + " a.c -o program -lm",
                               folder);
      ASSERT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
      EXPECT_EQ(shell("./program", folder).out, "0 of 2000000\n") << compiler << ' ' << mode;
    }
  }
}

TEST(CFile, LinksNoLibraryForASquareRoot) {
#if !defined(__SSE2_MATH__) && !defined(__aarch64__)
  GTEST_SKIP() << "this processor has no instruction that the file knows of";
#endif
  const TemporaryFolder folder;
  Graph g;
  g.output("y", sqrt(g.input("x", 2.0)));
  folder.write("root.h", header(g, in_c("root")));
  folder.write("a.c",
               "#include \"root.h\"\nint main(void) { root_model m; double x = 2.25, y;\n"
               "root_forward(&m, &x, &y); return y != 1.5; }\n");
  for (const std::string& compiler : c_compilers()) {
    for (const char* level : {"-O0", "-O2", "-Os"}) {
      const auto built = shell(compiler + " -std=c99 " + level + " a.c -o program", folder);
      ASSERT_EQ(built.code, 0) << compiler << level << built.err;
      EXPECT_EQ(shell("./program", folder).code, 0) << compiler << level;
    }
  }
}

TEST(CFile, IncludesNothingThatItDoesNotUse) {
  EXPECT_EQ(header(read(test::micrograd), in_c("model")).find("#include"), std::string::npos);
  const std::string text = header(odd(), in_c("model"));
  EXPECT_NE(text.find("#include <math.h>\n"), std::string::npos);
}

}  // namespace
}  // namespace mg::emit
