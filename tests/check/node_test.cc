// Models in JavaScript, run by node: what is held to the bit, what is not, and what goes wrong outside.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "emit/compiled.h"
#include "emit/graphs.h"
#include "mg/base/error.h"
#include "mg/check/check.h"
#include "mg/check/library_use.h"
#include "mg/text/reader.h"
#include "tools/run_command.h"

namespace mg {
namespace {

using test::TemporaryFolder;

/// z is exact, and so is its gradient by v; y and the gradients by x and w are not, nor is the guard.
constexpr const char* waves = R"(mg-graph 1
%0 = input 0.5 "x"
%1 = input 3 "v"
%2 = parameter 2 "w"
%3 = mul %2 %0
%4 = exp %3 "growth"
%5 = mul %4 %4
%6 = lt %0 %5
guard %6 1 "cost.h:7"
%7 = mul %1 %1 "square"
%8 = relu %7 0.5
%9 = exp %2
%10 = mul %8 %9
output "y" %5
output "z" %10
end 11
)";

TEST(LibraryUse, IsOfValuesGradientsAndGuards) {
  const Graph g = read(waves);
  const check::LibraryUse baked = check::library_use(g, Parameters::Bake, true);
  const auto names = [](check::LibraryFunctions functions) { return check::names_of(functions); };
  EXPECT_EQ(names(baked.outputs[0]), "exp");
  EXPECT_EQ(names(baked.outputs[1]), "") << "exp(w) is worked out before";
  EXPECT_EQ(names(baked.inputs[0]), "exp");
  EXPECT_EQ(names(baked.inputs[1]), "");
  EXPECT_EQ(names(baked.guards), "exp");
  const check::LibraryUse argument = check::library_use(g, Parameters::Argument, true);
  EXPECT_EQ(names(argument.outputs[1]), "exp");
  EXPECT_EQ(names(argument.inputs[1]), "exp");
  EXPECT_EQ(names(check::library_use(read(test::only_constants), Parameters::Bake, true).outputs[1]), "");
  // The derivative calls what the value does not.
  const Graph sine = read("mg-graph 1\n%0 = input 2\n%1 = sin %0\noutput \"y\" %1\nend 2\n");
  const check::LibraryUse use = check::library_use(sine, Parameters::Bake, true);
  EXPECT_EQ(names(use.outputs[0]), "sin");
  EXPECT_EQ(names(use.inputs[0]), "cos");
  EXPECT_EQ(names(use.inputs[0] | use.outputs[0]), "sin, cos");
}

class CheckInNode : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::installed("node")) GTEST_SKIP() << "not installed: node";
  }

  /// A shell script that stands for node; it may change the module ($module) before it calls it.
  std::string script(const std::string& body) const {
    folder_.write("runs", "#!/bin/sh\nmodule=${1%_calls.mjs}.mjs\n" + body + "\n");
    std::filesystem::permissions(folder_.path() / "runs", std::filesystem::perms::owner_all);
    return (folder_.path() / "runs").string();
  }
  static check::Report checked(const std::string& command = {}, std::size_t points = 10) {
    return check::check(read(waves),
                        {.points = points, .code = {.language = Language::Js, .wrt = Wrt::All}, .compiler = command});
  }
  std::string message(const std::string& command) const {
    try {
      checked(command);
    } catch (const SystemError& error) {
      return error.what();
    }
    return "nothing thrown";
  }

  TemporaryFolder folder_;
};

TEST_F(CheckInNode, HoldsToTheBitWhatIsComparable) {
  const check::Report report = checked();
  EXPECT_TRUE(report.agrees());
  EXPECT_TRUE(report.has_others());
  ASSERT_EQ(report.comparisons.size(), 2u);
  const check::Comparison& baked = report.comparisons[0];
  EXPECT_EQ(baked.values, 3u * 2u * 11u);
  EXPECT_EQ(baked.gradients, 2u * 3u * 11u);
  EXPECT_EQ(baked.guards, 11u);
  EXPECT_EQ(baked.not_in_bits, 3u * 11u + 2u * 2u * 11u + 11u) << "y, the gradients by x and w, and guards";
  EXPECT_EQ(check::names_of(baked.functions), "exp");
  EXPECT_LT(baked.largest_difference, 1e-14);
  EXPECT_EQ(report.comparisons[1].not_in_bits, 6u * 11u + 6u * 11u + 11u) << "all";
}

TEST_F(CheckInNode, SeesAWrongOperationAndNamesTheFirst) {
  // Another square.
  const check::Report report = checked(script("sed -i -e 's/x\\[1\\]/x[0]/' \"$module\"\nexec node \"$@\""), 4);
  EXPECT_FALSE(report.agrees());
  EXPECT_GE(report.comparisons[0].differing, 5u);
  EXPECT_EQ(report.comparisons[0].first[0].what, "value of z");
  EXPECT_EQ(report.first_node.substr(0, 20), "%7 (mul \"square\"): e") << report.first_node;
}

TEST_F(CheckInNode, SaysHowFarAnotherFunctionIs) {
  const auto with = [&](const std::string& function) {
    return checked(script("sed -i -e 's/= Math.exp/= " + function + "/' \"$module\"\nexec node \"$@\""), 4);
  };
  const check::Report near = with("(x) => Math.exp(x) * 1.000001");
  EXPECT_TRUE(near.has_the_bits());
  EXPECT_GT(near.comparisons[0].largest_difference, 1e-7);
  EXPECT_FALSE(with("Math.cosh").has_the_bits()) << "so far off that it is another function";
  EXPECT_FALSE(with("(x) => NaN").has_the_bits());
}

TEST_F(CheckInNode, SeesWhatIsNotWritten) {
  const check::Report report = checked(script("sed -i -e '/ y\\[1\\] =/d' \"$module\"\nexec node \"$@\""), 2);
  EXPECT_FALSE(report.agrees());
  EXPECT_TRUE(std::isnan(report.comparisons[0].first[0].generated));
}

TEST_F(CheckInNode, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(message("/nonexistent/node"), "cannot run node, \"/nonexistent/node\": No such file or directory");
  const auto begins = [&](const std::string& command, const std::string& how) {
    const std::string text = message(command);
    EXPECT_EQ(text.find("node " + how + ": " + command + " "), 0u) << text;
    return text;
  };
  const std::string said = begins(script("echo 'out of cheese' >&2; exit 4"), "ended with exit status 4");
  EXPECT_TRUE(said.ends_with("_calls.mjs\nout of cheese\n")) << said;
  begins(script("kill -9 $$"), "was killed by signal 9 (Killed)");
  begins(script("echo 'Hello, world'; sleep 60"), "says what it was not asked");
  begins(script("exit 0"), "ended with exit status 0");
  // What it has started holds the pipe open.
  const auto before = std::chrono::steady_clock::now();
  begins(script("sleep 20 & exit 3"), "ended with exit status 3");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(15));
  // In the middle of it all.
  const std::string thrown =
      begins(script("sed -i -e 's/^  guards(.*/&\\n    throw new Error(\"cheese\");/' \"$module\"\nexec node \"$@\""),
             "ended with exit status 1");
  EXPECT_NE(thrown.find("Error: cheese"), std::string::npos) << thrown;
  begins(script("sed -i -e 's/return true/return 1/' \"$module\"\nexec node \"$@\""),
         "got no result that is one from entry 2");
}

TEST_F(CheckInNode, LeavesNothingBehind) {
  const char* before = std::getenv("TMPDIR");
  const std::string saved = before ? before : "";
  setenv("TMPDIR", folder_.path().c_str(), 1);
  checked({}, 1);
  EXPECT_NE(message("false"), "nothing thrown");
  saved.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", saved.c_str(), 1);
  EXPECT_TRUE(folder_.files().empty()) << folder_.files()[0];
}

TEST_F(CheckInNode, EndsWhenItIsNoLongerNeeded) {
  // The script tells its id, and becomes node, which waits for calls.
  const std::string command = script("echo $$ >> " + (folder_.path() / "ids").string() + "\nexec node \"$@\"");
  checked(command, 1);
  std::istringstream ids(folder_.read("ids"));
  int count = 0;
  for (pid_t id = 0; ids >> id; ++count) EXPECT_NE(::kill(id, 0), 0) << id;
  EXPECT_EQ(count, 2) << "baked, and as arguments";
}

}  // namespace
}  // namespace mg
