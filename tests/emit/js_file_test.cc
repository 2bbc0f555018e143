// Modules of JavaScript, run by node.

#include "mg/emit/js_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "compiled.h"
#include "graphs.h"
#include "mg/core/bits.h"
#include "mg/core/graph.h"
#include "mg/core/value.h"
#include "mg/emit/header.h"
#include "mg/emit/literal.h"
#include "mg/exec/replay.h"
#include "mg/text/reader.h"
#include "support/golden.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

using test::installed;
using test::shell;
using test::TemporaryFolder;

constexpr double infinity = std::numeric_limits<double>::infinity();

Options in_js(Options options = {}) {
  options.language = Language::Js;
  return options;
}

TEST(JsFile, Golden) {
  test::expect_golden("neuron.mjs", header(read(test::neuron), in_js({.name = "neuron", .source = "neuron.graph"})));
}

/// Nothing that a content security policy forbids, nothing from elsewhere.
TEST(JsFile, NeedsNothingAndEvaluatesNothing) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::string text = header(test::random_graph(seed, {.nodes = 200, .wild = true}), in_js());
    for (const char* word :
         {"eval", "Function", "import", "require", "fetch", "setTimeout", "MG_", "void", "double "}) {
      EXPECT_EQ(text.find(word), std::string::npos) << word;
    }
  }
}

TEST(JsFile, TextIsAsciiAndGoodInAPage) {
  EXPECT_EQ(js_string_literal("plain 'text' `${x}`"), "\"plain 'text' `${x}`\"");
  EXPECT_EQ(js_string_literal("\"\\\n"), R"("\"\\\u{a}")");
  EXPECT_EQ(js_string_literal("</script>"), R"("\u{3c}/script>")");
  EXPECT_EQ(js_string_literal("\xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x98\x80"), R"("\u{e9} \u{2028} \u{1f600}")");
  EXPECT_EQ(js_string_literal("\xff\x7f"), R"("\u{fffd}\u{7f}")");
}

class JsInNode : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("node")) GTEST_SKIP() << "not installed: node";
  }

  /// What a program prints that can use the module as `model`.
  std::string run(const Graph& g, const Options& options, const std::string& program) const {
    folder_.write("model.mjs", header(g, in_js(options)));
    folder_.write("program.mjs",
                  "import * as model from './model.mjs';\n"
                  "const bits = (a) => [...a].map((x) => x !== x ? 'nan' : "
                  "new BigUint64Array(new Float64Array([x]).buffer)[0].toString(16)).join(' ');\n" +
                      program);
    const auto outcome = shell("node program.mjs", folder_);
    EXPECT_EQ(outcome.code, 0) << outcome.err.substr(0, 2000);
    return outcome.out;
  }

  TemporaryFolder folder_;
};

std::string bits(std::span<const double> numbers) {
  std::string text;
  for (const double number : numbers) {
    text += text.empty() ? "" : " ";
    text += number != number ? "nan" : fmt::format("{:x}", std::bit_cast<std::uint64_t>(number));
  }
  return text;
}

TEST_F(JsInNode, Names) {
  Graph g;
  const Value x = g.input("*/ \"x\"\n\\ </script> \xe2\x80\xa8 \xc3\xa9", 0.5), y = g.input("", 2.0);
  g.output("${y}", x * y);
  EXPECT_EQ(run(g, {.source = "*/ \n${x} \xe2\x80\xa8"},
                "console.log(JSON.stringify([-1, 0, 1, 2].map((i) => [model.input_name(i), model.parameter_name(i), "
                "model.output_name(i)])), model.inputs, model.parameters, model.outputs);"),
            "[[null,null,null],[\"*/ \\\"x\\\"\\n\\\\ </script> \xe2\x80\xa8 \xc3\xa9\",null,\"${y}\"],"
            "[\"\",null,null],[null,null,null]] 2 0 1\n");
}

TEST_F(JsInNode, NamesThatRepeat) {
  Graph g;
  Value sum;
  std::string expected;
  for (int neuron = 0; neuron < 40; ++neuron) {
    for (const std::string name : {"w1", "w2", neuron == 7 ? "other" : "w3", "b"}) {
      sum = sum + g.parameter(name, 0.5);
      expected += name + "\n";
    }
  }
  g.output("y", sum);
  EXPECT_EQ(run(g, {}, "for (let i = 0; i < model.parameters; ++i) console.log(model.parameter_name(i));"), expected);
}

/// Infinities, NaN and zeros with a sign, in data and at inputs; choices; guards.
Graph odd() {
  Graph g;
  const Value x = g.input("x", 0.5), w = g.parameter("w", 2.0);
  g.output("a", select(lt(x, w), x * infinity, w / std::nan("")));
  g.output("b", floor(x * 10.0) + sqrt(abs(x - w)) - relu(x * w, 0.25));
  g.output("c", x * -0.0);
  g.output("d", -(-x) - -3.0 + sign(x) * min(x, w) / max(-x, 1e-310));
  if (x < w) g.output("e", x * x * x - infinity);
  return g;
}

TEST_F(JsInNode, HasTheBitsOfTheEngine) {
  const Graph g = odd();
  exec::Replay engine(g);
  for (const std::uint32_t function_size : {256u, 1u}) {
    for (const double at : {0.5, -0.0, 3.0, infinity, -infinity, std::nan(""), 5e-324, -1e308}) {
      const std::vector<double> x{at}, p{2.5}, seeds{1.0, -2.0, 0.25, 3.0, infinity};
      std::vector<double> y(5), x_bar(1), p_bar(1);
      std::string expected;
      engine.forward(x, p, y);
      for (const std::span<const double> y_bar : {std::span<const double>(), std::span<const double>(seeds)}) {
        engine.backward(y_bar, x_bar, p_bar);
        expected += bits(y) + "\n" + bits(x_bar) + "\n" + bits(p_bar) + "\n";
      }
      expected += engine.broken_guard() ? "false\n" : "true\n";
      const std::string number = std::isnan(at)   ? "NaN"
                                 : std::isinf(at) ? (at > 0 ? "Infinity" : "-Infinity")
                                                  : fmt::format("{}", at);
      const std::string got =
          run(g, {.parameters = Parameters::Argument, .function_size = function_size},
              "const m = new model.Model(), x = new Float64Array([" + number +
                  "]), p = new Float64Array([2.5]);\n"
                  "const y = new Float64Array(5), x_bar = new Float64Array(1), p_bar = new Float64Array(1);\n"
                  "const show = () => { for (const a of [y, x_bar, p_bar]) { console.log(bits(a)); a.fill(7); } };\n"
                  "m.backward(x, p, y, null, x_bar, p_bar); show();\n"
                  "m.backward(x, p, y, new Float64Array([1, -2, 0.25, 3, Infinity]), x_bar, p_bar); show();\n"
                  "console.log(m.guards(x, p));\n"
                  "m.forward(x, p, y); const before = bits(y);\n"
                  "m.backward(x, p, y, undefined, x_bar, p_bar); if (bits(y) !== before) console.log('differ');\n");
      EXPECT_EQ(got, expected) << number << ", functions of " << function_size;
    }
  }
}

TEST_F(JsInNode, ErfIsThatOfTheLibrary) {
  Graph g;
  g.output("y", erf(g.input("x", 0.5)));
  test::Random random(3);
  std::string rows;
  for (int i = 0; i < 20000; ++i) {
    const double x = i % 3 == 0   ? random.uniform(-6.5, 6.5)
                     : i % 3 == 1 ? random.uniform(-1.6, 1.6)
                                  : std::exp(random.uniform(-700.0, 2.0));
    rows += fmt::format("{}[{}, {}]", i == 0 ? "" : ",\n", x, std::erf(x));
  }
  folder_.write("rows.json", "[" + rows + "]");
  EXPECT_EQ(run(g, {.backward = false}, R"(
import { readFileSync } from 'node:fs';
const m = new model.Model(), y = new Float64Array(1);
const erf = (x) => { m.forward(new Float64Array([x]), y); return y[0]; };
let wrong = 0;
for (const [x, expected] of JSON.parse(readFileSync('rows.json', 'utf8')))
  if (!(Math.abs(erf(x) / expected - 1) < 1.2e-15)) ++wrong;
console.log(wrong, bits([0, -0, NaN, Infinity, -Infinity, 6, -6, 5e-324, -5e-324, 1e308].map(erf)));
)"),
            "0 " + bits(std::vector<double>{0.0, -0.0, std::nan(""), 1, -1, 1, -1, 5e-324, -5e-324, 1}) + "\n");
}

TEST_F(JsInNode, PowIsThatOfTheLibrary) {
  Graph g;
  const Value x = g.input("x", 0.5), n = g.input("n", 0.5);
  g.output("y", pow(x, n));
  const double odd_numbers[] = {0.0, -0.0, 1.0,   -1.0,   0.5,      -0.5,      2.0,         -2.0,
                                3.0, -3.0, 1e300, 5e-324, infinity, -infinity, std::nan("")};
  std::istringstream got(run(g, {.backward = false}, R"(
const m = new model.Model(), y = new Float64Array(1);
const odd = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, 5e-324, Infinity, -Infinity, NaN];
for (const a of odd) for (const b of odd) { m.forward(new Float64Array([a, b]), y); console.log(bits(y)); }
)"));
  for (const double a : odd_numbers) {
    for (const double b : odd_numbers) {
      std::string line;
      ASSERT_TRUE(std::getline(got, line));
      const double expected = std::pow(a, b);
      const double y = line == "nan" ? std::nan("") : std::bit_cast<double>(std::stoull(line, nullptr, 16));
      const bool is_near = std::isfinite(expected) && std::fabs(y - expected) <= 1e-15 * std::fabs(expected);
      EXPECT_TRUE(same_number(y, expected) || (is_near && expected != 0.0))
          << a << " to the power of " << b << ": " << y;
    }
  }
}

}  // namespace
}  // namespace mg::emit
