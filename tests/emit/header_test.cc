#include "mg/emit/header.h"

#include <gtest/gtest.h>

#include "graphs.h"
#include "mg/base/error.h"
#include "mg/emit/listing.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"
#include "support/golden.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

/// The line of `text` that begins with `beginning`.
std::string line_with(const std::string& text, const std::string& beginning) {
  const std::size_t begin = text.find("\n" + beginning);
  if (begin == std::string::npos) return "none";
  return text.substr(begin + 1, text.find('\n', begin + 1) - begin - 1);
}

TEST(Header, Goldens) {
  test::expect_golden("micrograd.h", header(read(test::micrograd), {.name = "micrograd", .source = "micrograd.graph"}));
  test::expect_golden("neuron.h", header(read(test::neuron), {.name = "neuron", .source = "neuron.graph"}));
  test::expect_golden(
      "neuron_argument.h",
      header(read(test::neuron), {.name = "neuron", .source = "neuron.graph", .parameters = Parameters::Argument}));
  test::expect_golden(
      "several_functions.h",
      header(read(test::micrograd), {.name = "several_functions", .source = "micrograd.graph", .function_size = 12}));
}

TEST(Header, IsTheSameTextForTheSameGraph) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 200, .outputs = 3, .wild = seed % 2 == 1});
    const Options options{.function_size = seed % 3 == 0 ? 20u : 400u};
    const std::string text = header(g, options);
    ASSERT_EQ(header(g, options), text) << "seed " << seed;
    ASSERT_EQ(header(read(write(g)), options), text) << "seed " << seed;
  }
}

TEST(Header, IsAsciiOfLinesThatFitAScreen) {
  Graph g = test::random_graph(1, {.nodes = 300, .inputs = 100, .outputs = 40});
  g.append_leaf(Op::Input, 1.0, "grüße");
  const std::string text = header(g, {.source = "grüße.graph"});
  std::size_t longest = 0, begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const bool is_comment = text.compare(begin, 2, "//") == 0;
    if (!is_comment) longest = std::max(longest, end - begin);
  }
  EXPECT_EQ(begin, text.size()) << "the last line ends, too";
  EXPECT_LE(longest, 240u);
  for (const char c : text) ASSERT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
}

TEST(Header, FirstLineSaysWhatItIs) {
  const auto first_line = [](const char* graph, const char* source) {
    const std::string text = header(read(graph), {.source = source});
    const std::size_t from = text.find(" from ");
    return text.substr(from + 1, text.find('\n') - from - 1);
  };
  EXPECT_EQ(first_line(test::neuron, "neuron.graph"),
            "from neuron.graph: 1 input, 1 parameter, 1 output, 7 nodes. Do not edit.");
  EXPECT_EQ(first_line(test::micrograd, "two\nlines\\"),
            "from two lines : 2 inputs, 0 parameters, 1 output, 31 nodes. Do not edit.");
}

TEST(Header, NeedsNoLibrary) {
  const std::string text = header(read(test::micrograd), {});
  for (const char* word : {"new ", "malloc", "throw", "printf", "std::vector", "std::string", "virtual"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
}

TEST(Header, CountsWhatItCosts) {
  // 3 operations: mul, add, relu. Work: what one function leaves to the next.
  const std::string text = header(read(test::neuron), {});
  EXPECT_EQ(line_with(text, "// forward"), "// forward   3 operations (1 add, 1 mul, 1 relu), 0 calls into libm");
  const std::string constants = header(read(test::only_constants), {});
  EXPECT_EQ(line_with(constants, "// forward"), "// forward   0 operations, 0 calls into libm") << "folded";
  const std::string pow = header(read(test::only_parameters), {.parameters = Parameters::Argument, .backward = false});
  EXPECT_EQ(line_with(pow, "// forward"), "// forward   1 operation (1 pow), 1 call into libm");
  EXPECT_EQ(line_with(pow, "// backward"), "none");
  Graph both;
  const Value x = both.input("x", 1.5);
  both.output("y", mg::pow(x, 2.5) + mg::pow(x, x) + mg::pow(x, 2));  // x * x is no call
  EXPECT_EQ(line_with(header(both, {}), "// forward"), "// forward   5 operations (2 add, 3 pow), 2 calls into libm");
}

TEST(Header, SaysWhichFunctionsItsBitsDependOn) {
  EXPECT_EQ(line_with(header(read(test::neuron), {}), "// bits"),
            "// bits      Every result has the bits of the engine that recorded the graph, on every machine.");
  Graph g;
  const Value x = g.input("x", 1.5);
  g.output("y", sqrt(x) + floor(x) + abs(x));  // IEEE 754 says what these are
  EXPECT_EQ(line_with(header(g, {}), "// bits"),
            "// bits      Every result has the bits of the engine that recorded the graph, on every machine.");
  g.output("z", softplus(x) + tanh(x));
  const std::string text = header(g, {});
  EXPECT_EQ(line_with(text, "// bits"),
            "// bits      Every result has the bits of the engine that recorded the graph, with the same math library "
            "on the same");
  EXPECT_EQ(line_with(text, "//           kind of"),
            "//           kind of processor. Taken from the library: exp, log1p, tanh.");
}

TEST(Header, CarriesNoObligation) {
  EXPECT_EQ(line_with(header(read(test::neuron), {}), "// license"),
            "// license   What is generated carries no obligation: use it as you like.");
}

TEST(Header, RefusesWhatItCannotGenerate) {
  const auto message = [](const Graph& g, const Options& options) -> std::string {
    try {
      header(g, options);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  EXPECT_EQ(message(read(test::neuron), {.name = "1x"}), "\"1x\" cannot be the name of a namespace");
  EXPECT_EQ(message(read(test::neuron), {.name = "class"}), "\"class\" cannot be the name of a namespace");
  EXPECT_EQ(message(read(test::neuron), {.name = ""}), "\"\" cannot be the name of a namespace");
  Graph without_outputs;
  without_outputs.input("x", 1.0);
  EXPECT_EQ(message(without_outputs, {}), "the graph has no output: g.output(\"y\", y) declares one");
  const std::string no_size = "function_size is 0: a function has at least one operation";
  for (const Loops loops : {Loops::Auto, Loops::Off}) {
    EXPECT_EQ(message(read(test::neuron), {.loops = loops, .function_size = 0}), no_size);
  }
  EXPECT_THROW(listing(read(test::neuron), {.function_size = 0}), UsageError);
  Graph moved = read(test::neuron);
  const Graph there = std::move(moved);
  EXPECT_EQ(message(moved, {}),
            "the graph has been moved from: its nodes and Values are those of the graph that it was moved to");
}

}  // namespace
}  // namespace mg::emit
