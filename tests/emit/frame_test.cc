// What surrounds the model in a generated file: what it includes, warnings, constants, and who may compile it.

#include "mg/emit/frame.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "compiled.h"
#include "graphs.h"
#include "mg/core/value.h"
#include "mg/emit/header.h"
#include "mg/text/reader.h"

namespace mg::emit {
namespace {

using test::installed;
using test::shell;
using test::TemporaryFolder;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

using Function = Value (*)(const Value&);

Graph graph_of(Function function) {
  Graph g;
  g.output("y", function(g.input("x", 0.5)));
  return g;
}

/// Loops over lanes, with comparisons, choices and a function of the library in them.
Graph layer() {
  Graph g;
  std::vector<Value> x;
  for (int i = 0; i < 6; ++i) x.push_back(g.input("x", 0.25 * i));
  Value sum = 0.0;
  for (int j = 0; j < 8; ++j) {
    Value z = g.parameter("b", 0.5);
    for (int i = 0; i < 6; ++i) z += g.parameter("w", 0.125 * ((7 * j + i) % 11) - 0.5) * x[i];
    sum += select(eq(z, 0.0), exp(z), max(relu(z, 0.1), 0.25));
  }
  g.output("loss", sum);
  return g;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Includes, AreThoseThatAreUsed) {
  const std::string none, always = "#include <cmath>\n",
                          without_names = "#if !(defined(__GNUC__) && defined(__ELF__))\n#include <cmath>\n#endif\n";
  const struct {
    const char* what;
    Function function;
    std::string includes;
  } rows[] = {
      {"arithmetic", [](const Value& x) { return (x + 1.0) * x / (x - 2.0) - -x; }, none},
      {"powers", [](const Value& x) { return pow(x, 2) + pow(x, 3) + pow(x, -1); }, none},
      {"pieces", [](const Value& x) { return min(x, 1.0) + max(x, 2.0) + sign(x) + relu(x, 0.1); }, none},
      {"choices", [](const Value& x) { return select(lt(x, 1.0), select(eq(x, 2.0), x, 3.0), le(x, 2.0)); }, none},
      {"sqrt", [](const Value& x) { return sqrt(x); }, always},
      {"pow(x, 0.5)", [](const Value& x) { return pow(x, 0.5); }, always},
      {"abs", [](const Value& x) { return abs(x); }, always},
      {"floor", [](const Value& x) { return floor(x); }, always},
      {"softplus", [](const Value& x) { return softplus(x); }, always},
      {"exp", [](const Value& x) { return exp(x); }, without_names},
      {"sigmoid", [](const Value& x) { return sigmoid(x); }, always},
      {"pow(x, 2.5)", [](const Value& x) { return pow(x, 2.5); }, without_names},
      {"sqrt and exp", [](const Value& x) { return sqrt(exp(x)); }, always},
      {"infinity", [](const Value& x) { return min(x, infinity); }, always},
      {"NaN", [](const Value& x) { return max(x, std::numeric_limits<double>::quiet_NaN()); }, always},
      {"an infinite attribute", [](const Value& x) { return relu(x, infinity); }, always},
      {"an infinite exponent", [](const Value& x) { return pow(x, infinity); }, always},
      {"infinity that is folded", [](const Value& x) { return x * exp(Value(-infinity)); }, none},
  };
  for (const auto& row : rows) {
    const std::string text = header(graph_of(row.function), {.backward = false});
    EXPECT_EQ(count(text, "#include"), row.includes.empty() ? 0u : 1u) << row.what;
    EXPECT_NE(text.find("\n#endif\n\n" + row.includes), std::string::npos) << row.what << '\n' << text;
    EXPECT_EQ(count(text, without_names), row.includes == without_names ? 1u : 0u) << row.what;
  }
}

/// Baked into arrays that loops read.
TEST(Includes, OfNumbersInArrays) {
  const auto text_with = [](double last) {
    Graph g;
    Value sum = 0.0;
    for (int i = 0; i < 64; ++i) sum += g.input("x", 1.0) * (i < 63 ? 0.5 + i : last);
    g.output("y", sum);
    return header(g, {.backward = false});
  };
  ASSERT_NE(text_with(1.5).find("Data<0>"), std::string::npos);
  EXPECT_EQ(count(text_with(1.5), "#include"), 0u);
  EXPECT_EQ(count(text_with(infinity), "#include <cmath>\n"), 1u);
}

/// As on a machine that has a compiler and nothing else.
TEST(Includes, NoneAreMissing) {
  const TemporaryFolder folder;
  folder.write("a.h", header(read(test::micrograd), {.name = "a"}));
  folder.write("b.h", header(read(test::neuron), {.name = "b", .parameters = Parameters::Argument}));
  folder.write("c.h", header(layer(), {.name = "c", .parameters = Parameters::Argument}));
  folder.write("all.cc",
               "#include \"a.h\"\n#include \"b.h\"\n#include \"c.h\"\na::Model one; b::Model two; c::Model three;\n");
  for (const std::string& compiler : test::compilers()) {
    const auto built = shell(compiler + " -std=c++11 -O1 -ffreestanding -nostdinc -nostdinc++ -c all.cc", folder);
    EXPECT_EQ(built.code, 0) << compiler << '\n' << built.err.substr(0, 1500);
  }
}

TEST(Counts, AreUsableInEveryWay) {
  const TemporaryFolder folder;
  folder.write("a.h", header(read(test::micrograd), {.name = "a"}));
  folder.write("b.h", header(read(test::neuron), {.name = "b"}));
  const std::string includes = "#include \"a.h\"\n#include \"b.h\"\nconst int* other_file();\n";
  folder.write("one.cc", includes + R"(
#include <algorithm>
template <int n> struct Box { static const int size = n; };
enum { parameters = b::Model::parameters };
static int by_reference(const int& n) { return n; }
int main() {
  static_assert(a::Model::inputs == 2 && a::Model::parameters == 0 && b::Model::inputs == 1, "constants");
  double x[a::Model::inputs] = {1.0, 2.0};
  const int* const pointers[] = {&a::Model::inputs, &a::Model::parameters, &a::Model::outputs, &b::Model::inputs};
  const int& reference = a::Model::inputs;
  const bool flag = x[0] < x[1];
  if (std::max(a::Model::inputs, 1) != 2 || std::min(b::Model::outputs, b::Model::inputs) != 1) return 1;
  if (by_reference(a::Model::outputs) != 1 || (flag ? a::Model::inputs : b::Model::inputs) != 2) return 2;
  if (Box<a::Model::inputs>::size != 2 || parameters != 1 || *pointers[1] != 0 || *pointers[3] != 1) return 3;
  const a::Model model = a::Model();
  if (model.inputs != 2 || sizeof model != 1) return 4;
  return other_file() == &reference ? 0 : 5;  // they are there once
}
)");
  folder.write("two.cc", includes + "const int* other_file() { return &a::Model::inputs; }\n");
  for (const std::string& compiler : test::compilers()) {
    for (const char* mode :
         {"-O0", "-O2", "-O0 -std=c++14", "-O0 -std=c++17 -Wdeprecated", "-O0 -std=c++20 -Wdeprecated"}) {
      const auto built = shell(compiler + " " + test::strict + " " + mode + " one.cc two.cc -o program", folder);
      ASSERT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
      EXPECT_EQ(shell("./program", folder).code, 0) << compiler << ' ' << mode;
    }
  }
}

/// Flags that some people turn on, and that code may be right to ignore.
TEST(Warnings, NoneUnderFlagsOfTheCareful) {
  const TemporaryFolder folder;
  folder.write("guarded.h", header(read(test::neuron), {.name = "guarded"}));
  folder.write("plain.h", header(read(test::micrograd), {.name = "plain", .function_size = 12}));
  folder.write("loops.h", header(layer(), {.name = "loops", .parameters = Parameters::Argument}));
  folder.write("baked.h", header(layer(), {.name = "baked"}));
  const auto every = [](const Value& x) {
    return select(eq(x, 1.0), select(x, 2.0, x), le(x, sign(x))) + sqrt(softplus(abs(x))) + floor(min(x, infinity));
  };
  folder.write("every.h", header(graph_of(every), {.name = "every"}));
  const std::string source = R"(
#include "guarded.h"
#include "plain.h"
#include "loops.h"
#include "baked.h"
#include "every.h"
void use(const double* x, double* y);
void use(const double* x, double* y) {
  guarded::Model().backward(x, y, x, y);
  plain::Model().backward(x, y, x, y);
  loops::Model().backward(x, x, y, x, y, y);
  baked::Model().backward(x, y, x, y);
  every::Model().backward(x, y, x, y);
  y[0] = guarded::Model().guards(x);
}
)";
  folder.write("a.cc", source);
  folder.write("b.cc", source + "bool same(double a, double b);\nbool same(double a, double b) { return a == b; }\n");
  const std::string careful = std::string(test::strict) + " -Wundef -Wfloat-equal -c ";
  for (const std::string& compiler : test::compilers()) {
    std::vector<const char*> modes = {"-O2 ", "-O0 -std=c++20 ", "-O0 -U__SSE2__ "};  // the last without lanes
#if defined(__x86_64__)
    modes.push_back("-O0 -mavx512f ");
#endif
    for (const char* mode : modes) {
      const auto built = shell(compiler + " " + careful + mode + "a.cc", folder);
      EXPECT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
    }
    const auto own = shell(compiler + " " + careful + "b.cc", folder);
    EXPECT_NE(own.err.find("float-equal"), std::string::npos) << "the user's own code is warned of as before";
    EXPECT_NE(own.code, 0);
  }
}

/// One message, which says what to do, and nothing after it.
TEST(AnotherLanguage, IsToldOnce) {
  const std::string is_cpp =
      "this file is C++: include it in one that a C++ compiler compiles, as C++11 or later; for C, have that one "
      "define functions that are extern \"C\"";
  const std::string is_old = "this file needs C++11 or later: compile with -std=c++11";
  const std::string is_small =
      "double is not the IEEE type of 64 bits here, which this file needs; avr-gcc has it from version 10 on, with "
      "-mdouble=64";
  const TemporaryFolder folder;
  folder.write("model.h", header(layer(), {.name = "model"}));
  folder.write("user.c", "#include \"model.h\"\n#include \"model.h\"\nint main(void) { return 0; }\n");
  folder.write("user.cc", "#include \"model.h\"\nint main() { return 0; }\n");
  const struct {
    const char* compiler;
    std::string arguments, message;
    std::size_t times;
  } rows[] = {
      {"gcc", "-c user.c", is_cpp, 2},
      {"gcc", "-std=c99 -Wall -Wundef -c user.c", is_cpp, 2},
      {"gcc", "-c model.h -o model.gch", is_cpp, 1},
      {"clang", "-c user.c", is_cpp, 2},
      {"clang", "-c model.h -o model.pch", is_cpp, 1},
      {"g++", "-std=c++98 -Wundef -c user.cc", is_old, 1},
      {"g++", "-std=gnu++03 -c user.cc", is_old, 1},
      {"clang++", "-std=c++98 -c user.cc", is_old, 1},
      {"avr-g++", "-std=c++11 -c user.cc", is_small, 1},  // without that option, where there is one
  };
  for (const auto& row : rows) {
    if (!installed(row.compiler)) continue;
    SCOPED_TRACE(row.compiler + (" " + row.arguments));
    const auto built = shell(row.compiler + (" " + row.arguments), folder);
    EXPECT_NE(built.code, 0);
    EXPECT_EQ(count(built.err, "error: "), row.times) << built.err.substr(0, 3000);
    EXPECT_EQ(count(built.err, row.message), 2 * row.times) << "in the message, and in the line that is shown\n"
                                                            << built.err.substr(0, 3000);
    EXPECT_EQ(count(built.err, "warning: "), 0u) << built.err.substr(0, 3000);
  }
}

TEST(AnotherLanguage, CanCallWhatTheMessageSays) {
  if (!installed("gcc") || !installed("g++")) GTEST_SKIP() << "gcc is not installed";
  const TemporaryFolder folder;
  folder.write("model.h", header(graph_of([](const Value& x) { return x * 3.0; }), {.name = "model"}));
  folder.write("model.cc",
               "#include \"model.h\"\n"
               "extern \"C\" double evaluate(double x) {\n"
               "  double y;\n"
               "  model::Model().forward(&x, &y);\n"
               "  return y;\n"
               "}\n");
  folder.write("main.c", "double evaluate(double x);\nint main(void) { return evaluate(2.0) == 6.0 ? 0 : 1; }\n");
  const auto built = shell("gcc -c main.c && g++ -std=c++11 -c model.cc && gcc main.o model.o -o program", folder);
  ASSERT_EQ(built.code, 0) << built.err;
  EXPECT_EQ(shell("./program", folder).code, 0);
}

}  // namespace
}  // namespace mg::emit
