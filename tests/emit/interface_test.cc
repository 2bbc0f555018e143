// The generated text as a user compiles it: warnings, signatures, names, memory, several models and several files.

#include <gtest/gtest.h>

#include "compiled.h"
#include "graphs.h"
#include "mg/core/graph.h"
#include "mg/emit/header.h"
#include "mg/emit/literal.h"
#include "mg/text/reader.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

using test::shell;
using test::strict;
using test::TemporaryFolder;

/// A name with every byte but 0, and what C++ makes of strings: trigraphs, escapes, comments, digits after escapes.
std::string odd_name() {
  std::string name = "\"quoted\" \\ back\\slash ?\?/ ?\?= \n7 // /* %s ";
  for (int byte = 1; byte < 256; ++byte) name += static_cast<char>(byte);
  return name + "\\";
}

std::string bytes_of(const std::string& text) {
  std::string list;
  for (const char c : text) list += std::to_string(static_cast<unsigned char>(c)) + ", ";
  return "{" + list + "0}";
}

struct Case {
  const char* graph;
  Options options;
};

/// One of each kind; the names are the namespaces.
std::vector<Case> cases() {
  const auto argument = Parameters::Argument;
  return {
      {test::neuron, {.name = "baked"}},
      {test::neuron, {.name = "baked_inputs", .wrt = Wrt::Inputs}},
      {test::neuron, {.name = "baked_parameters", .wrt = Wrt::Parameters}},
      {test::neuron, {.name = "baked_all", .wrt = Wrt::All}},
      {test::neuron, {.name = "baked_forward", .backward = false}},
      {test::neuron, {.name = "argument", .parameters = argument}},
      {test::neuron, {.name = "argument_inputs", .parameters = argument, .wrt = Wrt::Inputs}},
      {test::neuron, {.name = "argument_parameters", .parameters = argument, .wrt = Wrt::Parameters}},
      {test::neuron, {.name = "argument_all", .parameters = argument, .wrt = Wrt::All}},
      {test::neuron, {.name = "argument_forward", .parameters = argument, .backward = false}},
      {test::only_constants, {.name = "only_constants"}},
      {test::only_constants, {.name = "only_constants_argument", .parameters = argument}},
      {test::only_parameters, {.name = "only_parameters_baked"}},
      {test::only_parameters, {.name = "only_parameters_argument", .parameters = argument}},
      {test::odd_outputs, {.name = "odd_outputs"}},
      {test::micrograd, {.name = "micrograd"}},
      {test::micrograd, {.name = "micrograd_pieces", .function_size = 3}},
      {test::micrograd, {.name = "micrograd_backward_pieces", .function_size = 30}},
      {test::neuron, {.name = "neuron_pieces", .parameters = argument, .function_size = 1}},
  };
}

constexpr const char* user = R"(
#include <cstdio>
#include <cstring>

template <class M> auto has_backward(int) -> decltype(&M::backward, true) { return true; }
template <class M> bool has_backward(long) { return false; }
template <class M> auto has_guards(int) -> decltype(&M::guards, true) { return true; }
template <class M> bool has_guards(long) { return false; }

// An entry is const exactly where it needs no work.
#define HAS(space, function, result, ...) \
  static_assert(std::is_same<decltype(&space::Model::function), \
                             result (space::Model::*)(__VA_ARGS__) const>::value, #space)
#define WORKS(space, function, result, ...) \
  static_assert(std::is_same<decltype(&space::Model::function), result (space::Model::*)(__VA_ARGS__)>::value, #space)
#define COUNTS(space, i, p, o) \
  static_assert(space::Model::inputs == i && space::Model::parameters == p && space::Model::outputs == o, #space)
#define NAME(space) \
  static_assert(std::is_same<decltype(&space::Model::input_name), const char* (*)(int)>::value, #space); \
  static_assert(std::is_same<decltype(&space::Model::parameter_name), const char* (*)(int)>::value, #space); \
  static_assert(std::is_same<decltype(&space::Model::output_name), const char* (*)(int)>::value, #space)
typedef const double* In;
typedef double* Out;

NAME(baked); NAME(argument); NAME(only_constants); NAME(odd);
COUNTS(baked, 1, 1, 1); COUNTS(argument, 1, 1, 1); COUNTS(only_constants, 0, 0, 2); COUNTS(odd_outputs, 2, 0, 4);
COUNTS(only_parameters_baked, 0, 2, 1); COUNTS(micrograd, 2, 0, 1);

HAS(baked, forward, void, In, Out);
HAS(baked, backward, void, In, Out, In, Out);
HAS(baked, guards, bool, In);
HAS(baked_inputs, backward, void, In, Out, In, Out);
HAS(baked_parameters, backward, void, In, Out, In, Out);
HAS(baked_all, backward, void, In, Out, In, Out, Out);
HAS(baked_forward, forward, void, In, Out);
HAS(argument, forward, void, In, In, Out);
HAS(argument, backward, void, In, In, Out, In, Out, Out);
HAS(argument, guards, bool, In, In);
HAS(argument_inputs, backward, void, In, In, Out, In, Out);
HAS(argument_parameters, backward, void, In, In, Out, In, Out);
HAS(argument_all, backward, void, In, In, Out, In, Out, Out);
HAS(argument_forward, forward, void, In, In, Out);
HAS(only_constants, forward, void, In, Out);
HAS(only_constants, backward, void, In, Out, In, Out);
HAS(only_parameters_argument, backward, void, In, In, Out, In, Out, Out);
HAS(odd_outputs, backward, void, In, Out, In, Out);
HAS(micrograd, backward, void, In, Out, In, Out);
WORKS(micrograd_pieces, forward, void, In, Out);
WORKS(micrograd_pieces, backward, void, In, Out, In, Out);
HAS(micrograd_backward_pieces, forward, void, In, Out);
WORKS(micrograd_backward_pieces, backward, void, In, Out, In, Out);
WORKS(neuron_pieces, guards, bool, In, In);

double other_file(double a, double b);  // in b.cc: micrograd's value by micrograd_pieces

// Keeps what can be worked out from being worked out.
static double hidden(double x) { volatile double v = x; return v; }

#define EXPECT(...) if (!(__VA_ARGS__)) return std::puts(#__VA_ARGS__), 1

int main() {
  const char* const odd_name = reinterpret_cast<const char*>(odd_bytes);
  EXPECT(has_backward<baked::Model>(0) && !has_backward<baked_forward::Model>(0));
  EXPECT(has_backward<argument::Model>(0) && !has_backward<argument_forward::Model>(0));
  EXPECT(has_guards<baked_forward::Model>(0) && !has_guards<micrograd::Model>(0));

  // What is not there has no name.
  EXPECT(!std::strcmp(baked::Model::input_name(0), "x") && !baked::Model::input_name(1) && !baked::Model::input_name(-1));
  EXPECT(!std::strcmp(baked::Model::parameter_name(0), "w") && !baked::Model::parameter_name(1));
  EXPECT(!std::strcmp(baked::Model::output_name(0), "y") && !baked::Model::output_name(2147483647));
  EXPECT(!only_constants::Model::input_name(0) && !only_constants::Model::parameter_name(0));
  EXPECT(!std::strcmp(only_constants::Model::output_name(1), "cube") && !only_constants::Model::output_name(2));
  EXPECT(!std::strcmp(odd::Model::input_name(0), odd_name) && !std::strcmp(odd::Model::parameter_name(0), odd_name));
  EXPECT(!std::strcmp(odd::Model::output_name(0), odd_name) && !std::strcmp(odd::Model::input_name(1), ""));

  // All the memory there is; an empty struct has one byte.
  static_assert(sizeof(baked::Model) == 1 && sizeof(micrograd::Model) == 1, "no work");
  static_assert(sizeof(micrograd_pieces::Model) % sizeof(double) == 0, "only work");
  static_assert(sizeof(micrograd_pieces::Model) > 1 && sizeof(micrograd_pieces::Model) < 400, "work, used again");

  {  // y = relu(3 - 1.25 x), guarded by y < x; the derivative is -1.25, or -0.0125 where it leaks.
    const baked::Model m;
    double x[] = {hidden(2.0)}, y[1], x_bar[1], seed[] = {10.0};
    m.forward(x, y);
    EXPECT(y[0] == 0.5 && m.guards(x));
    m.backward(x, y, nullptr, x_bar);
    EXPECT(y[0] == 0.5 && x_bar[0] == -1.25);
    m.backward(x, y, seed, x_bar);
    EXPECT(x_bar[0] == -12.5);
    x[0] = 1.0;
    EXPECT(!m.guards(x));
    baked_parameters::Model by_w;
    double w_bar[1];
    by_w.backward(x, y, nullptr, w_bar);
    EXPECT(w_bar[0] == 1.0);
    baked_all::Model by_all;
    by_all.backward(x, y, nullptr, x_bar, w_bar);
    EXPECT(x_bar[0] == -1.25 && w_bar[0] == 1.0);
  }
  {  // The same with w given, in one piece and in many.
    argument::Model m;
    neuron_pieces::Model pieces;
    double x[] = {hidden(2.0)}, w[] = {hidden(0.5)}, y[1], x_bar[1], w_bar[1];
    m.backward(x, w, y, nullptr, x_bar, w_bar);
    EXPECT(y[0] == 4.0 && x_bar[0] == 0.5 && w_bar[0] == 2.0 && !m.guards(x, w));
    y[0] = x_bar[0] = w_bar[0] = -1.0;
    pieces.backward(x, w, y, nullptr, x_bar, w_bar);
    EXPECT(y[0] == 4.0 && x_bar[0] == 0.5 && w_bar[0] == 2.0 && !pieces.guards(x, w));
    w[0] = -1.25;
    EXPECT(m.guards(x, w) && pieces.guards(x, w));
  }
  {  // Null is never looked at where there is nothing to look at.
    only_constants::Model m;
    double y[2];
    m.forward(nullptr, y);
    EXPECT(y[0] == 3.0 && y[1] > 20.0855 && y[1] < 20.0856);
    m.backward(nullptr, y, nullptr, nullptr);
    only_parameters_argument::Model power;
    double p[] = {hidden(9.0), hidden(0.5)}, p_bar[2];
    power.backward(nullptr, p, y, nullptr, nullptr, p_bar);
    EXPECT(y[0] == 3.0 && p_bar[0] == 0.5 / 3.0);
  }
  {
    odd_outputs::Model m;
    double x[] = {hidden(3.0), hidden(4.0)}, y[4], x_bar[2], seeds[] = {1.0, 1.0, 10.0, 100.0};
    m.backward(x, y, seeds, x_bar);
    EXPECT(y[0] == 3.0 && y[1] == 0.0 && std::signbit(y[1]) && y[2] == 9.0 && y[3] == 9.0);
    EXPECT(x_bar[0] == 1.0 + 660.0 && x_bar[1] == 0.0);
  }
  // Published in micrograd's README: 24.7041 at (-4, 2), with the gradient (138.8338, 645.5773).
  EXPECT(std::fabs(other_file(-4.0, 2.0) - 24.70408163265306) < 1e-13);
  {
    micrograd::Model m;
    double x[] = {hidden(-4.0), hidden(2.0)}, y[1], x_bar[2];
    m.backward(x, y, nullptr, x_bar);
    EXPECT(std::fabs(x_bar[0] - 138.8338192419825) < 1e-10 && std::fabs(x_bar[1] - 645.5772594752186) < 1e-10);
    EXPECT(y[0] == other_file(-4.0, 2.0));
  }
  return 0;
}
)";

constexpr const char* other = R"(
double other_file(double a, double b);
double other_file(double a, double b) {
  micrograd_pieces::Model m;
  const double x[] = {a, b};
  double y[1];
  m.forward(x, y);
  return y[0];
}
)";

TEST(Interface, OfEveryKindInOneProgramOfTwoFiles) {
  const TemporaryFolder folder;
  std::string includes = "#include <cmath>\n#include <type_traits>\n";
  for (const Case& c : cases()) {
    folder.write(c.options.name + ".h", header(read(c.graph), c.options));
    includes += "#include \"" + c.options.name + ".h\"\n";
  }
  Graph odd;
  const Value x = odd.input(odd_name(), 1.0), nameless = odd.input("", 1.0), w = odd.parameter(odd_name(), 1.0);
  odd.output(odd_name(), sigmoid(x) + softplus(nameless) * w);
  folder.write("odd.h", header(odd, {.name = "odd", .source = odd_name()}));
  includes += "#include \"odd.h\"\n#include \"odd.h\"\n";
  folder.write("a.cc", includes + "static const unsigned char odd_bytes[] = " + bytes_of(odd_name()) + ";\n" + user);
  folder.write("b.cc", includes + other);
  for (const std::string& compiler : test::compilers()) {
    for (const char* mode : {"-O0", "-O2 -trigraphs", "-O0 -std=c++14", "-O0 -std=c++17", "-O2 -std=c++20"}) {
      const auto built = shell(compiler + " " + strict + " " + mode + " a.cc b.cc -o program", folder);
      EXPECT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
      if (built.code != 0) continue;
      const auto result = shell("./program", folder);
      EXPECT_EQ(result.code, 0) << compiler << ' ' << mode << ": " << result.out;
    }
  }
}

/// What the head of the file says of threads.
TEST(Interface, TheFileSaysHowManyThreadsAModelServes) {
  const auto threads = [](const char* graph, const Options& options) {
    const std::string text = header(read(graph), options), label = "\n// threads   ";
    const std::size_t begin = text.find(label) + label.size();
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_EQ(threads(test::neuron, {}), "One Model serves any number of threads.");
  EXPECT_EQ(threads(test::micrograd, {.function_size = 3}), "One Model serves one thread at a time.");
  EXPECT_EQ(threads(test::micrograd, {.function_size = 30}),
            "One Model serves one thread at a time (forward: any number).");
  EXPECT_EQ(threads(test::neuron, {.function_size = 5}),
            "One Model serves one thread at a time (forward, guards: any number).");
}

/// Threads that share a Model: entries that are const, beside one that is not and has a thread of its own.
TEST(Interface, ConstEntriesServeAnyNumberOfThreads) {
  const TemporaryFolder folder;
  folder.write("whole.h", header(read(test::micrograd), {.name = "whole"}));
  folder.write("pieces.h", header(read(test::micrograd), {.name = "pieces", .function_size = 30}));
  folder.write("program.cc", R"(
#include <thread>
#include <vector>
#include "pieces.h"
#include "whole.h"

struct Result { double y, y_again, a, b; };
static bool same(const Result& r, const Result& s) {
  return r.y == s.y && r.y_again == s.y_again && r.a == s.a && r.b == s.b;
}

static pieces::Model shared;  // its forward is const
static Result run(const whole::Model& whole, const pieces::Model& pieces, int i) {
  const double x[] = {0.01 * i - 4.0, 2.0 + 0.003 * i};
  double y[1], y_again[1], x_bar[2];
  whole.backward(x, y, nullptr, x_bar);
  pieces.forward(x, y_again);
  return {y[0], y_again[0], x_bar[0], x_bar[1]};
}

int main() {
  constexpr int points = 500, threads = 8, turns = 20;
  const whole::Model whole;
  std::vector<Result> expected;
  for (int i = 0; i < points; ++i) expected.push_back(run(whole, shared, i));
  std::vector<int> wrong(threads + 1);
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      for (int k = 0; k < turns * points; ++k) wrong[t] += !same(run(whole, shared, k % points), expected[k % points]);
    });
  }
  running.emplace_back([&] {
    for (int k = 0; k < turns * points; ++k) {
      const double x[] = {0.01 * (k % points) - 4.0, 2.0 + 0.003 * (k % points)};
      double y[1], x_bar[2];
      shared.backward(x, y, nullptr, x_bar);
      wrong[threads] += !same({y[0], y[0], x_bar[0], x_bar[1]}, expected[k % points]);
    }
  });
  for (std::thread& thread : running) thread.join();
  for (int count : wrong) if (count != 0) return 1;
  return 0;
}
)");
  for (const std::string& compiler : test::compilers()) {
    const auto built = shell(compiler + " -std=c++11 -O1 -pthread program.cc -o program", folder);
    ASSERT_EQ(built.code, 0) << compiler << '\n' << built.err.substr(0, 1500);
    EXPECT_EQ(shell("./program", folder).code, 0) << compiler;
  }
}

TEST(Interface, NamesThatAreAcceptedCompile) {
  // What people call their models, and what could be in the way: functions, types and macros of the C library.
  const char* const words[] = {
      "loss",    "cost",   "model",    "Model",  "net",    "network",  "system", "random", "select",  "time",
      "clock",   "signal", "index",    "read",   "write",  "open",     "free",   "exit",   "abort",   "rand",
      "j0",      "y1",     "gamma",    "linux",  "unix",   "error",    "step",   "energy", "force",   "plant",
      "state",   "filter", "round",    "sign",   "sinf",   "NAN",      "M_PI",   "EOF",    "NULL",    "uint",
      "link",    "drive",  "motor",    "pricer", "option", "names",    "ones",   "inputs", "sigmoid", "softplus",
      "forward", "x",      "y",        "p",      "work_x", "t0",       "div",    "domain", "FP_NAN",  "I",
      "major",   "minor",  "double_t", "expf",   "logl",   "OVERFLOW", "DOMAIN", "int8_t", "errno",   "uint32_t",
      "my_t",    "assert", "stdout",   "stdin",  "environ"};
  const TemporaryFolder folder;
  const Graph g = test::random_graph(7, {.nodes = 30});
  std::string source = "#include <cassert>\n#include <cerrno>\n#include <cstdint>\n#include <cstdio>\n";
  for (const char* word : words) {
    const std::string name = to_identifier(word);
    folder.write(name + ".h", header(g, {.name = name, .backward = false}));
    source += "#include \"" + name + ".h\"\n";
  }
  folder.write("all.cc", source);
  for (const std::string& compiler : test::compilers()) {
    const auto built = shell(compiler + " -fsyntax-only all.cc", folder);
    EXPECT_EQ(built.code, 0) << compiler << '\n' << built.err.substr(0, 1500);
  }
}

}  // namespace
}  // namespace mg::emit
