// mg-dot from outside: command lines, messages, and what kind of file comes out. What the pictures show is tested in
// tests/draw.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graphs.h"
#include "run_command.h"
#include "support/sanitizer.h"

namespace mg::test {
namespace {

/// A layer of two neurons and one that takes both, in scopes.
constexpr const char* net = R"(mg-graph 1
%0 = input 1 "x"
scope "hidden" {
  scope "n0" {
    %1 = parameter 0.5 "w"
    %2 = parameter 0.1 "b"
    %3 = mul %1 %0
    %4 = add %3 %2
    %5 = tanh %4
  }
  scope "n1" {
    %6 = parameter -0.5 "w"
    %7 = parameter 0.2 "b"
    %8 = mul %6 %0
    %9 = add %8 %7
    %10 = tanh %9
  }
}
%11 = add %5 %10
output "y" %11
end 12
)";

/// Each operation is used by the next two, so that nothing can be taken together.
std::string braid(int count) {
  std::string text = "mg-graph 1\n%0 = input 1\n%1 = input 0.5\n";
  for (int i = 2; i < count; ++i) text += fmt::format("%{} = {} %{} %{}\n", i, i % 2 ? "mul" : "sub", i - 1, i - 2);
  return text + fmt::format("output \"y\" %{}\nend {}\n", count - 1, count);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class MgDot : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("cubic.graph", cubic);
    folder_.write("net.graph", net);
    folder_.write("bad.graph", "mg-graph 1\n%0 = input 1\n%1 = sinn %0\n");
  }

  Outcome run(std::vector<std::string> arguments, Invocation::Output output = Invocation::Captured) const {
    // No test fails because a machine is slow.
    if (std::ranges::find(arguments, "--timeout") == arguments.end()) {
      arguments.insert(arguments.end(), {"--timeout", "86400"});
    }
    arguments.insert(arguments.begin(), command_path("mg-dot"));
    return run_command({std::move(arguments), {}, folder_.path(), output});
  }

  /// Expects exit code 0 and `message`; gives the picture.
  std::string drawn(const std::vector<std::string>& arguments, const std::string& message = {}) const {
    SCOPED_TRACE(testing::PrintToString(arguments));
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, message);
    return outcome.out;
  }

  void expect_refused(const std::vector<std::string>& arguments, const std::string& message) const {
    SCOPED_TRACE(testing::PrintToString(arguments));
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, message);
  }

  TemporaryFolder folder_;
};

TEST_F(MgDot, WritesEachFormat) {
  EXPECT_TRUE(drawn({"cubic.graph"}).starts_with("<?xml"));
  EXPECT_TRUE(drawn({"cubic.graph", "-T", "png"}).starts_with("\x89PNG"));
  EXPECT_TRUE(drawn({"cubic.graph", "-T", "pdf"}).starts_with("%PDF"));
  EXPECT_TRUE(drawn({"cubic.graph", "-T", "dot"}).starts_with("digraph \"cubic\" {"));
  EXPECT_TRUE(drawn({"cubic.graph", "-T", "html"}).starts_with("<!DOCTYPE html>"));
}

TEST_F(MgDot, TheNameOfTheOutputSaysTheFormat) {
  const auto written = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"cubic.graph", "-o", name});
    EXPECT_EQ(drawn(more), "");
    return folder_.read(name);
  };
  EXPECT_TRUE(written("a.png").starts_with("\x89PNG"));
  EXPECT_TRUE(written("a.dot").starts_with("digraph"));
  EXPECT_TRUE(written("a.html").starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(written("a.svg").starts_with("<?xml"));
  EXPECT_TRUE(written("a.PNG").starts_with("\x89PNG"));
  EXPECT_TRUE(written("a.b.Pdf").starts_with("%PDF"));
  EXPECT_TRUE(written("a.gv").starts_with("digraph"));
  EXPECT_TRUE(written("a.htm").starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(written("png").starts_with("<?xml"));
  EXPECT_TRUE(written(".png").starts_with("<?xml")) << "a hidden file without an ending";
  EXPECT_TRUE(written("b.png", {"-T", "dot"}).starts_with("digraph"));
  EXPECT_TRUE(written("a.gif", {"-T", "svg"}).starts_with("<?xml"));
  EXPECT_TRUE(drawn({"cubic.graph", "-o", "/dev/stdout"}).starts_with("<?xml"));
  EXPECT_TRUE(drawn({"cubic.graph", "-o", "-"}).starts_with("<?xml"));

  const auto files = folder_.files();
  for (const std::string name : {"a.jpg", "a.svg.gz", "./a.PNGG", "no/such/a.gif"}) {
    // Before the graph is read.
    expect_refused({"bad.graph", "-o", name},
                   "mg-dot: error: --output: \"" + name +
                       "\" does not end in .svg, .png, .pdf, .dot, .gv, .html or .htm; --type says what to write, "
                       "whatever the name\n");
  }
  EXPECT_EQ(folder_.files(), files);
}

TEST_F(MgDot, OneSvgHasBothThemesUnlessOneIsAskedFor) {
  const std::string dark_background = "#0b1220";
  EXPECT_TRUE(contains(drawn({"cubic.graph"}), "@media (prefers-color-scheme: dark)"));
  const std::string light = drawn({"cubic.graph", "--theme", "light"});
  EXPECT_FALSE(contains(light, "@media"));
  EXPECT_FALSE(contains(light, dark_background));
  const std::string dark = drawn({"cubic.graph", "--theme", "dark"});
  EXPECT_FALSE(contains(dark, "@media"));
  EXPECT_TRUE(contains(dark, dark_background));
}

TEST_F(MgDot, SaysThatAPageHasBothThemes) {
  const std::string note = "mg-dot: --theme: a page has both, and begins with that of its reader's system\n";
  const std::string page = drawn({"cubic.graph", "-T", "html"});
  EXPECT_EQ(drawn({"cubic.graph", "-T", "html", "--theme", "dark"}, note), page);
  EXPECT_EQ(drawn({"cubic.graph", "-T", "html", "--theme", "auto"}), page);
}

TEST_F(MgDot, DrawsEachLevel) {
  const auto boxes = [&](const std::string& level) {
    const std::string dot = drawn({"net.graph", "-T", "dot", "--detail", level});
    std::size_t count = 0;
    for (std::size_t i = dot.find("\", class=\""); i != std::string::npos; i = dot.find("\", class=\"", i + 1)) ++count;
    return count;
  };
  const std::size_t clusters_of_full = 3, clusters_of_neuron = 1;
  EXPECT_EQ(boxes("full"), 12u + clusters_of_full);
  EXPECT_EQ(boxes("fold"), 8u + clusters_of_full);
  EXPECT_EQ(boxes("neuron"), 4u + clusters_of_neuron);
  EXPECT_EQ(boxes("layer"), 3u);
}

TEST_F(MgDot, ReadsAPathOfNamesWithDots) {
  folder_.write("dots.graph",
                "mg-graph 1\n%0 = input 1 \"a..b\"\n%1 = input 1 \"a\"\n%2 = mul %0 %1\noutput \"c.\" %2\nend 3\n");
  const auto path = [&](const std::string& ends) {
    return drawn({"dots.graph", "-T", "dot", "--detail", "full", "--path", ends});
  };
  EXPECT_EQ(path("a..b..c."), path("%0..%2"));
  EXPECT_EQ(path("a..c."), path("%1..%2"));
  expect_refused({"dots.graph", "--path", "a...c."},
                 "mg-dot: error: --path: no node or scope is called \".c.\" (did you mean \"c.\"?)\n");
}

TEST_F(MgDot, OpensAndClosesScopes) {
  EXPECT_TRUE(contains(drawn({"net.graph", "-T", "dot", "--detail", "full", "--collapse", "hidden"}), "<B>hidden</B>"));
  const std::string opened =
      drawn({"net.graph", "-T", "dot", "--detail", "layer", "--expand", "hidden", "--expand", "hidden/n1"});
  EXPECT_TRUE(contains(opened, "<B>n0</B>")) << "a neuron";
  EXPECT_TRUE(contains(opened, "n8 [")) << "an operation of the other";
  EXPECT_FALSE(contains(opened, "n3 ["));
  expect_refused({"net.graph", "--expand", "hiden"},
                 "mg-dot: error: --expand: no scope is called \"hiden\" (did you mean \"hidden\"?)\n");
  expect_refused({"cubic.graph", "--collapse", "a"},
                 "mg-dot: error: --collapse: no scope is called \"a\" (there are none)\n");
}

TEST_F(MgDot, DrawsAPart) {
  const std::string near = drawn({"net.graph", "-T", "dot", "--detail", "full", "--focus", "%3", "--radius", "1"});
  EXPECT_TRUE(contains(near, "n3 [") && contains(near, "n0 [") && contains(near, "n1 [") && contains(near, "n4 ["));
  EXPECT_FALSE(contains(near, "n5 [") || contains(near, "n8 ["));
  const std::string between = drawn({"net.graph", "-T", "dot", "--detail", "full", "--path", "hidden/n0..y"});
  EXPECT_TRUE(contains(between, "n5 [") && contains(between, "n11 ["));
  EXPECT_FALSE(contains(between, "n10 ["));

  expect_refused({"net.graph", "--focus", "z"},
                 "mg-dot: error: --focus: no node or scope is called \"z\" (known: \"hidden\", \"hidden/n0\", "
                 "\"hidden/n1\", \"y\", "
                 "\"x\", \"w\", \"b\")\n");
  expect_refused(
      {"net.graph", "--focus", "w"},
      "mg-dot: error: --focus: several are called \"w\": hidden/n0/w (%1), hidden/n1/w (%6); name one by its "
      "path or its id\n");
  expect_refused({"net.graph", "--radius", "-1", "--focus", "x"},
                 "mg-dot: error: --radius: a number of edges from 0 on is wanted\n");
  expect_refused({"net.graph", "--radius", "-9223372036854775808", "--focus", "x"},
                 "mg-dot: error: --radius: a number of edges from 0 on is wanted\n");
  expect_refused({"net.graph", "--radius", "9223372036854775808", "--focus", "x"},
                 "mg-dot: error: --radius: 9223372036854775808 is out of range\nTry mg-dot --help.\n");
  expect_refused({"net.graph", "--timeout", "1e400"},
                 "mg-dot: error: --timeout: 1e400 is out of range\nTry mg-dot --help.\n");
  expect_refused({"net.graph", "--radius", "1"}, "mg-dot: error: --radius: there is no --focus to go from\n");
  for (const std::string path : {"x", "..", "x..", "..y", ".", "...", "x.y"}) {
    expect_refused({"net.graph", "--path", path}, "mg-dot: error: --path: FROM..TO is wanted, not \"" + path + "\"\n");
  }
  expect_refused({"net.graph", "--path", "y..x"},
                 "mg-dot: error: --path: nothing lies between \"y\" and \"x\", but from \"x\" to \"y\" there is a "
                 "way\n");
  expect_refused({"net.graph", "--path", "hidden/n0..hidden/n1"},
                 "mg-dot: error: --path: nothing lies between \"hidden/n0\" and \"hidden/n1\"\n");
}

TEST_F(MgDot, ComparesTwoRuns) {
  std::string other = cubic;
  other.replace(other.find("-4"), 2, "5");
  folder_.write("before.graph", other);
  const std::string dot = drawn({"cubic.graph", "-T", "dot", "--diff", "before.graph"});
  EXPECT_TRUE(contains(dot, "value 5 → -4")) << dot;
  EXPECT_TRUE(contains(dot, "gradient 5 → -4") || contains(dot, "gradient 17 → 8")) << dot;

  drawn({"cubic.graph", "-T", "dot", "--diff", "cubic.graph"},
        "mg-dot: --diff: no value and no gradient has changed\n");

  expect_refused({"cubic.graph", "--diff", "before.graph", "--no-values", "--no-grad"},
                 "mg-dot: error: --diff: with --no-values and --no-grad there is nothing to compare\n");
  EXPECT_EQ(run({"cubic.graph", "--diff", "before.graph", "--no-values", "-T", "dot"}).code, 0);

  other.replace(other.find("pow %1 3"), 8, "pow %1 2");
  folder_.write("square.graph", other);
  expect_refused({"cubic.graph", "--diff", "square.graph"},
                 "mg-dot: error: cubic.graph and square.graph are not the same computation: %3 = pow %1 3 in the "
                 "one, %3 = pow %1 2 in the other\n");
  expect_refused({"cubic.graph", "--diff", "bad.graph"},
                 "mg-dot: bad.graph:3:6: error: unknown op \"sinn\" (did you mean \"sign\"?)\n%1 = sinn %0\n     ^\n");
}

TEST_F(MgDot, TellsWhereNotANumberComesFrom) {
  folder_.write("nan.graph",
                "mg-graph 1\n%0 = input -2 \"x\"\n%1 = log %0 \"bad\"\n%2 = add %1 %0\noutput \"y\" %2\nend 3\n");
  EXPECT_TRUE(contains(drawn({"nan.graph", "--nan"}, "mg-dot: NaN starts here at %1, bad\n"), "NaN starts here"));
  drawn({"cubic.graph", "--nan"}, "mg-dot: --nan: every value and gradient is finite\n");
}

TEST_F(MgDot, SaysThatAllGradientsAreZero) {
  folder_.write("flat.graph", "mg-graph 1\n%0 = input 1 \"x\"\n%1 = floor %0\noutput \"y\" %1\nend 2\n");
  drawn({"flat.graph"}, "mg-dot: warning: the gradient is 0 at every input and parameter\n");
  drawn({"flat.graph", "--no-grad"});
}

TEST_F(MgDot, SaysWhyAFocusIsNotDrawn) {
  folder_.write("spare.graph",
                "mg-graph 1\n%0 = input 1 \"x\"\n%1 = sin %0 \"spare\"\n%2 = cos %0 \"used\"\n%3 = neg %0 \"other\"\n"
                "output \"y\" %2\noutput \"z\" %3\nend 4\n");
  expect_refused(
      {"spare.graph", "--focus", "spare"},
      "mg-dot: error: --focus: \"spare\" is not drawn, as no output depends on it; --all draws every node\n");
  expect_refused({"spare.graph", "--focus", "other", "--path", "x..y"},
                 "mg-dot: error: --focus: \"other\" is not drawn, as it is not on the --path\n");
}

TEST_F(MgDot, SaysWhichLevelItTook) {
  std::string text = "mg-graph 1\n%0 = input 1\n";
  for (int i = 1; i < 200; ++i) text += fmt::format("%{} = sin %{}\n", i, i - 1);
  folder_.write("chain.graph", text + "output \"y\" %199\nend 200\n");
  drawn({"chain.graph"}, "mg-dot: 200 nodes drawn as 2 boxes (--detail=neuron); see --expand, --focus, --detail\n");
}

TEST_F(MgDot, RefusesWhatIsTooLarge) {
  folder_.write("braid.graph", braid(7000));
  expect_refused({"braid.graph"},
                 "mg-dot: error: 7000 boxes and 13996 edges (--detail=layer) are too much to draw, at most 5000 and "
                 "12000; --focus=NODE draws a part of it, --force all the same\n");
  // A chain of products, each with a constant of its own.
  std::string text = "mg-graph 1\n%0 = input 1\n";
  for (int i = 1; i < 6001; i += 2) text += fmt::format("%{} = constant 2\n%{} = mul %{} %{}\n", i, i + 1, i - 1, i);
  folder_.write("chain.graph", text + "output \"y\" %6000\nend 6001\n");
  expect_refused({"chain.graph", "--detail", "full"},
                 "mg-dot: error: 6001 boxes and 6000 edges (--detail=full) are too much to draw, at most 5000 and "
                 "12000; --detail=fold has 3001 boxes and 3000 edges; --focus=NODE draws a part of it, --force all the "
                 "same\n");
  const std::string dot = drawn({"braid.graph", "-T", "dot", "--force", "--detail", "full", "--no-grad"});
  EXPECT_TRUE(contains(dot, "n6999 ["));
  drawn({"braid.graph", "--focus", "%3500", "--detail", "full", "--no-grad"});
}

TEST_F(MgDot, TriesACoarserLevelWhenTheLayoutTakesTooLong) {
  folder_.write("braid.graph", braid(4000));
  const Outcome outcome = run({"braid.graph", "--detail", "fold", "--timeout", "0.001", "--no-grad"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "mg-dot: error: the layout of 4000 boxes took more than 0.001 s (--timeout), and no level has fewer; see "
            "--focus, --timeout\n");

  std::string text = "mg-graph 1\n%0 = input 1\n%1 = input 0.5\n%2 = mul %1 %0\n%3 = sin %2\n";
  for (int i = 4; i < 4000; i += 2) {
    text += fmt::format("%{} = mul %{} %{}\n%{} = sin %{}\n", i, i - 1, i == 4 ? 1 : i - 3, i + 1, i);
  }
  folder_.write("braid.graph", text + "output \"y\" %3999\nend 4000\n");
  EXPECT_TRUE(run({"braid.graph", "--detail", "fold", "--timeout", "0.001", "--no-grad"})
                  .err.starts_with("mg-dot: the layout of 4000 boxes took more than 0.001 s (--timeout); trying "
                                   "--detail=neuron\n"));
}

TEST_F(MgDot, TriesWithoutWhatWasExpandedWhenTheLayoutTakesTooLong) {
  std::string text = braid(4000);
  text.insert(text.find("%2 = "), "scope \"s\" {\n");
  text.insert(text.find("output"), "}\n");
  folder_.write("braid.graph", text);
  const Outcome outcome = run({"braid.graph", "--detail", "layer", "--expand", "s", "--timeout", "0.001", "--no-grad"});
  EXPECT_TRUE(contains(outcome.err, " boxes took more than 0.001 s (--timeout); trying without --expand\n"))
      << outcome.err;
  const std::string err =
      run({"braid.graph", "--detail", "neuron", "--expand", "s", "--timeout", "0.001", "--no-grad"}).err;
  EXPECT_TRUE(contains(err, "(--timeout); trying without --expand\n")) << err;
}

TEST_F(MgDot, SaysWhatIsWrong) {
  expect_refused({"bad.graph"},
                 "mg-dot: bad.graph:3:6: error: unknown op \"sinn\" (did you mean \"sign\"?)\n%1 = sinn %0\n     ^\n");
  expect_refused({"cubic.graph", "--grad", "v"}, "mg-dot: error: no output is called \"v\" (known: \"y\", \"z\")\n");
  expect_refused({"cubic.graph", "--grad", "z", "--no-grad"},
                 "mg-dot: error: --grad and --no-grad exclude each other\n");
  expect_refused({"cubic.graph", "--timeout", "0"},
                 "mg-dot: error: --timeout: a number of seconds above 0 is wanted\n");
  EXPECT_EQ(run({"missing.graph"}).code, 2);
}

TEST_F(MgDot, CallsOutputsAsTheOthersDo) {
  const std::string dot = drawn({"cubic.graph", "-T", "dot", "--grad", "z"});
  EXPECT_NE(dot, drawn({"cubic.graph", "-T", "dot", "--grad", "y"}));
  EXPECT_EQ(dot, drawn({"cubic.graph", "-T", "dot", "--grad", "%2"}));

  std::string equal = cubic;
  equal.replace(equal.find("\"z\""), 3, "\"y\"");
  folder_.write("equal.graph", equal);
  expect_refused({"equal.graph", "--grad", "y"},
                 "mg-dot: error: several are called \"y\": %2, sum (%4); name one by its path or its id\n");
  expect_refused({"equal.graph", "--focus", "y"},
                 "mg-dot: error: --focus: several are called \"y\": %2, sum (%4); name one by its path or its id\n");
  EXPECT_EQ(drawn({"equal.graph", "-T", "dot", "--grad", "%4"}), drawn({"equal.graph", "-T", "dot"}));
}

TEST_F(MgDot, NeedsLittleStack) {
  if (sanitized) GTEST_SKIP() << "the sanitizer needs more";
  for (const char* format : {"svg", "png", "pdf", "html", "dot"}) {
    const std::string command = "ulimit -s 64; exec " + command_path("mg-dot") + " net.graph -o small." + format;
    const Outcome outcome = run_command({{"/bin/sh", "-c", command}, "", folder_.path()});
    EXPECT_EQ(outcome.code, 0) << format << ": " << outcome.err;
    EXPECT_EQ(outcome.err, "") << format;
  }
  EXPECT_EQ(run({"net.graph", "-o", "large.svg"}).code, 0);
  EXPECT_EQ(folder_.read("small.svg"), folder_.read("large.svg"));
}

TEST_F(MgDot, EndsOfLinesOfUnicodeInNames) {
  folder_.write(
      "lines.graph",
      "mg-graph 1\n%0 = input 1 \"two\xe2\x80\xa8lines\"\n%1 = sin %0\noutput \"y\xe2\x80\xa9z\" %1\nend 2\n");
  for (const char* format : {"svg", "png"}) {
    const Outcome outcome = run({"lines.graph", "-T", format});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_F(MgDot, LeavesNothingHalfWritten) {
  EXPECT_EQ(run({"cubic.graph", "-o", "picture.svg"}).code, 0);
  EXPECT_TRUE(folder_.read("picture.svg").ends_with("</svg>\n"));
  EXPECT_EQ(run({"cubic.graph", "-o", "no/picture.svg"}).code, 3);
  EXPECT_EQ(run({"cubic.graph"}, Invocation::FullDisk).code, 3);
  EXPECT_EQ(run({"cubic.graph"}, Invocation::ClosedPipe).code, 3);
  EXPECT_EQ(run({"bad.graph", "-o", "bad.svg"}).code, 2);
  EXPECT_EQ(folder_.files(), (std::vector<std::string>{"bad.graph", "cubic.graph", "net.graph", "picture.svg"}));
}

}  // namespace
}  // namespace mg::test
