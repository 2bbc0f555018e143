#include "mg/check/check.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "loaded.h"
#include "mg/base/error.h"
#include "mg/check/command.h"
#include "mg/text/reader.h"
#include "tools/run_command.h"

namespace mg {
namespace {

using test::TemporaryFolder;
using test::UsedCompiler;

/// A shell script that stands for the compiler; it may change the header ($header) before it calls the real one.
class FakeCompiler {
 public:
  explicit FakeCompiler(const std::string& body) : used_((folder_.path() / "compiler").string()) {
    folder_.write("compiler",
                  "#!/bin/sh\n"
                  "for last; do :; done\n"
                  "header=${last%.cc}.h\n" +
                      body + "\n");
    std::filesystem::permissions(folder_.path() / "compiler", std::filesystem::perms::owner_all);
  }
  std::string path() const { return (folder_.path() / "compiler").string(); }

 private:
  TemporaryFolder folder_;
  UsedCompiler used_;
};

/// Exchanges two functions of the math library behind the compiler's back, then compiles.
std::string swapped(const std::string& a, const std::string& b) {
  return "sed -i -e 's/__asm__(\"" + a + "\")/__asm__(\"" + b + "\")/' \"$header\"\nexec c++ \"$@\"";
}

constexpr const char* waves = R"(mg-graph 1
%0 = input 0.5 "x"
%1 = parameter 2 "w"
%2 = mul %1 %0
%3 = exp %2 "growth"
%4 = tanh %3 "saturation"
%5 = mul %4 %4
%6 = lt %0 %5
guard %6 1 "cost.h:7"
output "y" %5
output "z" %2
end 7
)";

TEST(Check, AgreesWhereTheCodeIsRight) {
  const check::Report report = check::check(read(waves), {.points = 10});
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(report.points, 11u);
  EXPECT_EQ(report.first_node, "");
  ASSERT_EQ(report.comparisons.size(), 2u);
  EXPECT_EQ(report.comparisons[0].name, "parameters baked");
  EXPECT_EQ(report.comparisons[1].name, "parameters as arguments");
  for (const check::Comparison& comparison : report.comparisons) {
    EXPECT_EQ(comparison.values, 3u * 2u * 11u) << "by forward, and by backward with and without seeds";
    EXPECT_EQ(comparison.gradients, 2u * 2u * 11u) << "by two leaves, with and without seeds";
    EXPECT_EQ(comparison.guards, 11u);
    EXPECT_EQ(comparison.differing, 0u);
  }
  EXPECT_EQ(report.difference_points, 3u);
}

TEST(Check, WithoutParametersThereIsOneKindOfCode) {
  const check::Report report =
      check::check(read("mg-graph 1\n%0 = input 2 \"x\"\n%1 = sin %0\noutput \"y\" %1\nend 2\n"), {.points = 0});
  ASSERT_EQ(report.comparisons.size(), 1u);
  EXPECT_EQ(report.comparisons[0].name, "no parameters");
  EXPECT_EQ(report.comparisons[0].values, 3u);
  EXPECT_EQ(report.comparisons[0].gradients, 2u);
  EXPECT_EQ(report.comparisons[0].guards, 0u);
  EXPECT_TRUE(report.agrees());
}

/// What the text of the code is searched for could be the name of anything.
TEST(Check, NamesAreOnlyNames) {
  Graph g;
  const Value x = g.input("forward_packed(", 0.5), w = g.parameter("void forward_packed(const double* x", 2.0);
  g.output("double work_[7]; bool guards(", x * w);
  const check::Report report = check::check(g, {.points = 1});
  ASSERT_EQ(report.comparisons.size(), 2u);
  EXPECT_EQ(report.comparisons[1].name, "parameters as arguments");
  EXPECT_TRUE(report.agrees());
}

TEST(Check, IsTheSameForTheSameSeed) {
  const Graph g = read(waves);
  const auto error = [&](std::uint64_t seed) {
    return check::check(g, {.points = 5, .seed = seed}).differences.largest_error;
  };
  const double first = error(1);
  EXPECT_EQ(error(1), first);
  EXPECT_NE(error(2), first);
}

TEST(Check, SeesAWrongOperationAndNamesTheFirst) {
  const FakeCompiler compiler(swapped("tanh", "sin"));
  const check::Report report = check::check(read(waves), {.points = 4});
  EXPECT_FALSE(report.agrees());
  ASSERT_EQ(report.comparisons.size(), 2u);
  for (const check::Comparison& comparison : report.comparisons) {
    EXPECT_GE(comparison.differing, 5u) << comparison.name;
    ASSERT_EQ(comparison.first.size(), 5u) << "the first few, however many there are";
    EXPECT_EQ(comparison.first[0].what, "value of y");
    EXPECT_EQ(comparison.first[0].point, 0u);
    // tanh(e)² and sin(e)², by another program.
    EXPECT_NEAR(comparison.first[0].engine, 0.9827330193023927, 1e-9);
    EXPECT_NEAR(comparison.first[0].generated, 0.16874126862723518, 1e-9);
  }
  EXPECT_EQ(report.first_node.substr(0, 24), "%4 (tanh \"saturation\"): ") << report.first_node;
}

TEST(Check, SaysInWhichTurnOfALoopTheFirstIsComputed) {
  // At 0 both are 0: the sixth of eight turns is the first that goes wrong.
  const FakeCompiler compiler(swapped("tanh", "sin"));
  Graph g;
  for (int i = 0; i < 8; ++i) {
    const Value x = g.input("x" + std::to_string(i), i == 5 ? 1.0 : 0.0);
    g.output("y" + std::to_string(i), tanh(x * 3.0) + 1.0);
  }
  const check::Report report = check::check(g, {.points = 0});
  EXPECT_NE(report.first_node.find(" (tanh): "), std::string::npos) << report.first_node;
  EXPECT_NE(report.first_node.find(", computed by "), std::string::npos) << report.first_node;
  EXPECT_EQ(report.first_node.substr(report.first_node.rfind(',')), ", i0 = 5") << report.first_node;
}

TEST(Check, SeesAWrongGradient) {
  // The cosine occurs in the derivative only.
  const Graph g = read("mg-graph 1\n%0 = input 2 \"x\"\n%1 = sin %0\noutput \"y\" %1\nend 2\n");
  const FakeCompiler compiler(swapped("cos", "exp"));
  const check::Report report = check::check(g, {.points = 2});
  EXPECT_FALSE(report.agrees());
  ASSERT_FALSE(report.comparisons[0].first.empty());
  EXPECT_EQ(report.comparisons[0].first[0].what, "gradient of x (%0)");
  EXPECT_EQ(report.comparisons[0].differing, 6u) << "the gradients, and nothing else";
  // In the graph of gradient(), where %2 is the seed.
  EXPECT_EQ(report.first_node.substr(0, 29), "of the gradient, %3 (cos): en") << report.first_node;
  EXPECT_EQ(report.differences.wrong, 0u) << "the engine is right";
}

TEST(Check, SeesAWrongGuard) {
  const Graph g = read(waves);
  const FakeCompiler compiler("sed -i 's/return false/return true/' \"$header\"\nexec c++ \"$@\"");
  const check::Report report = check::check(g, {.points = 40});
  EXPECT_FALSE(report.agrees());
  ASSERT_FALSE(report.comparisons[0].first.empty());
  EXPECT_EQ(report.comparisons[0].first[0].what, "guards");
}

TEST(Check, SaysWhatIsWrongWithTheCompiler) {
  const Graph g = read(waves);
  const auto message = [&]() -> std::string {
    try {
      check::check(g, {});
    } catch (const SystemError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  {
    const UsedCompiler missing("/nonexistent/compiler");
    EXPECT_EQ(message(), "cannot run the compiler \"/nonexistent/compiler\": No such file or directory");
  }
  {
    const UsedCompiler missing("no-such-compiler-anywhere -O3");
    EXPECT_EQ(message(), "cannot run the compiler \"no-such-compiler-anywhere\": No such file or directory");
  }
  {
    const FakeCompiler failing("echo 'out of cheese'\necho 'redo from start' >&2\nexit 4");
    EXPECT_EQ(message().find("the compiler failed: " + failing.path() + " "), 0u);
    EXPECT_NE(message().find("\nout of cheese\nredo from start\n"), std::string::npos) << message();
  }
  {
    const FakeCompiler killed("kill -9 $$");
    EXPECT_EQ(message(), "the compiler \"" + killed.path() + "\" was killed by signal 9 (Killed)");
  }
  {
    const FakeCompiler garbage("head -c 1000000 /dev/urandom\nexit 1");
    EXPECT_EQ(message().find("the compiler failed: "), 0u);
    EXPECT_LT(message().size(), 5000u);
  }
  {
    const FakeCompiler idle("exit 0");
    EXPECT_EQ(message().find("cannot load the compiled code: "), 0u) << message();
  }
  {
    const FakeCompiler garbage("for argument; do case $argument in *.so) echo garbage > \"$argument\";; esac; done");
    EXPECT_EQ(message().find("cannot load the compiled code: "), 0u) << message();
  }
  {
    const FakeCompiler empty("echo 'int x;' > \"$last\"\nexec c++ \"$@\"");
    EXPECT_EQ(message(), "the compiled code lacks mg_forward");
  }
}

TEST(Check, TakesACompilerWithArguments) {
  const UsedCompiler used("  c++   -DNOTHING ");
  EXPECT_EQ(check::compiler_command(), (std::vector<std::string>{"c++", "-DNOTHING"}));
  EXPECT_TRUE(check::check(read(waves), {.points = 1}).agrees());
  const UsedCompiler empty("");
  EXPECT_EQ(check::compiler_command(), (std::vector<std::string>{"c++"}));
}

TEST(Check, LeavesNothingBehind) {
  const TemporaryFolder folder;
  const char* before = std::getenv("TMPDIR");
  const std::string saved = before ? before : "";
  setenv("TMPDIR", folder.path().c_str(), 1);
  check::check(read(waves), {.points = 1});
  {
    const UsedCompiler failing("false");
    EXPECT_THROW(check::check(read(waves), {}), SystemError);
  }
  EXPECT_TRUE(folder.files().empty()) << folder.files()[0];
  setenv("TMPDIR", (folder.path() / "not there").c_str(), 1);
  EXPECT_THROW(check::check(read(waves), {}), SystemError);
  before ? setenv("TMPDIR", saved.c_str(), 1) : unsetenv("TMPDIR");
}

}  // namespace
}  // namespace mg
