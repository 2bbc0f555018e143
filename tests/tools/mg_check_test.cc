// mg-check from outside. It calls a compiler, which takes a moment each time.

#include "mg_check.h"

#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace mg::test {
namespace {

const std::string hint = "\nTry mg-check --help.\n";

/// The table without the size of the largest error, which is a matter of rounding.
std::string without_error(std::string text) {
  const std::size_t begin = text.find("largest error ");
  if (begin == std::string::npos) return text;
  return text.replace(begin + 14, text.find(';', begin) - begin - 14, "E");
}

TEST_F(MgCheck, Table) {
  const Outcome outcome = run({"cubic.graph", "--points", "4"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  // 5 points; 2 outputs by forward, and by backward without and with seeds; 2 gradients twice.
  EXPECT_EQ(without_error(outcome.out),
            "cubic.graph: 2 inputs, 0 parameters, 2 outputs, 5 nodes; 5 points\n"
            "  proven for every input: 15 operations\n"
            "  no parameters                   50 compared         0 differ   30 values, 20 gradients\n"
            "  central differences             12 compared         0 differ   largest error E; 0 skipped\n"
            "agree: the generated code has the bits of the engine\n");
}

TEST_F(MgCheck, TableWithParametersAndGuards) {
  const Outcome outcome = run({"guarded.graph", "--points", "0", "-o", "report.txt"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(
      without_error(folder_.read("report.txt")),
      "guarded.graph: 1 input, 1 parameter, 1 output, 5 nodes; 1 point\n"
      "  proven for every input: 18 operations\n"
      "  parameters baked                 8 compared         0 differ   3 values, 4 gradients, guards at 1 point\n"
      "  parameters as arguments          8 compared         0 differ   3 values, 4 gradients, guards at 1 point\n"
      "  central differences              2 compared         0 differ   largest error E; 0 skipped\n"
      "agree: the generated code has the bits of the engine\n");
}

TEST_F(MgCheck, DoesNotTakeRoundingForAWrongGradient) {
  const auto sum_less = [&](const std::string& large) {
    folder_.write("sum.graph", "mg-graph 1\n%0 = input 0.7 \"x\"\n%1 = constant " + large +
                                   "\n%2 = add %0 %1\n%3 = sub %2 %1\noutput \"y\" %3\nend 4\n");
    return run({"sum.graph", "--points", "2"});
  };
  const Outcome felt = sum_less("1e9");
  EXPECT_EQ(felt.code, 0) << felt.out;
  EXPECT_NE(felt.out.find("\n  central differences "), std::string::npos) << felt.out;
  EXPECT_NE(felt.out.find(" 0 differ   largest error "), std::string::npos) << felt.out;
  const Outcome drowned = sum_less("1e16");
  EXPECT_EQ(drowned.code, 0) << drowned.out;
  EXPECT_NE(drowned.out.find("\n  central differences              0 compared         0 differ   nothing compared: all "
                             "3 skipped: 3 too rough to tell\n"),
            std::string::npos)
      << drowned.out;
}

TEST_F(MgCheck, ReadsStandardInput) {
  const Outcome outcome = run({"--points", "1"}, {}, cubic);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(outcome.out.starts_with("standard input: 2 inputs")) << outcome.out;
}

TEST_F(MgCheck, IsTheSameForTheSameSeed) {
  const Outcome first = run({"guarded.graph", "--points", "3", "--seed", "7"});
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(run({"guarded.graph", "--points", "3", "--seed", "7"}).out, first.out);
}

TEST_F(MgCheck, ChecksTheVeryCodeThatIsAskedFor) {
  const auto row = [&](std::vector<std::string> arguments) {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    std::string text = outcome.out.substr(outcome.out.find("operations\n") + 11);
    return text.substr(0, text.find("  central"));
  };
  // sine.graph has one input and one output: 3 values and 2 gradients a point.
  for (const char* language : {"c++", "c"}) {
    EXPECT_EQ(row({"sine.graph", "--points", "0", "--language", language}),
              "  no parameters                    5 compared         0 differ   3 values, 2 gradients\n");
    EXPECT_EQ(row({"sine.graph", "--points", "0", "--no-backward", "--language", language}),
              "  no parameters                    1 compared         0 differ   1 value, 0 gradients\n");
  }
  EXPECT_EQ(row({"sine.graph", "--points", "0", "--language", "c", "--cc", "cc -O0", "--split", "1"}),
            "  no parameters                    5 compared         0 differ   3 values, 2 gradients\n");
  const std::string parameters = "mg-graph 1\n%0 = input 2\n%1 = parameter 3\n%2 = mul %0 %1\noutput \"y\" %2\nend 3\n";
  folder_.write("both.graph", parameters);
  EXPECT_EQ(row({"both.graph", "--points", "0", "--language", "c"}),
            "  parameters baked                 7 compared         0 differ   3 values, 4 gradients\n"
            "  parameters as arguments          7 compared         0 differ   3 values, 4 gradients\n");
  EXPECT_EQ(row({"both.graph", "--points", "0", "--parameters", "argument", "--wrt", "inputs"}),
            "  parameters as arguments          5 compared         0 differ   3 values, 2 gradients\n");
  EXPECT_EQ(row({"both.graph", "--points", "0", "--parameters", "bake", "--wrt", "parameters"}),
            "  parameters baked                 5 compared         0 differ   3 values, 2 gradients\n");
}

TEST_F(MgCheck, FlagsThatAreAskedForWin) {
  const std::string compiler = script("echo \"$@\" >> said\nexec cc \"$@\"");
  EXPECT_EQ(run({"sine.graph", "--points", "0", "--language", "c", "--cc", compiler + " -O3 -std=c11"}).code, 0);
  std::ifstream file(folder_.path() / "said");
  std::string said;
  std::getline(file, said);
  EXPECT_TRUE(said.starts_with("-O3 -std=c11 -ffp-contract=off -fvisibility=hidden -fPIC -shared -o ")) << said;
  EXPECT_EQ(run({"sine.graph", "--language", "c", "--cc", "c++ -x c++ -std=c++11"}).code, 0) << "a C file is C++, too";
  EXPECT_EQ(run({"sine.graph", "--cxx", "nice -n 1 c++"}).code, 0) << "which has flags of its own";
}

TEST_F(MgCheck, SaysNoWhereTheCodeInCIsWrong) {
  const std::string compiler = script(
      "for last; do :; done\n"
      "sed -i -e 's/__asm__(\"sin\")/__asm__(\"exp\")/' \"${last%.c}.h\"\n"
      "exec cc \"$@\"");
  const Outcome outcome = run({"sine.graph", "--points", "0", "--language", "c", "--cc", compiler});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_NE(outcome.out.find("first node that differs: %1 (sin \"wave\")"), std::string::npos) << outcome.out;
}

TEST_F(MgCheck, ACompilerOfAnotherLanguageIsRefused) {
  const Outcome cxx = run({"sine.graph", "--language", "c", "--cxx", "c++"});
  EXPECT_EQ(cxx.code, 2);
  EXPECT_EQ(cxx.err, "mg-check: error: --cxx is of C++, and --language is c: --cc names a compiler of C\n");
  const Outcome cc = run({"sine.graph", "--cc", "cc"});
  EXPECT_EQ(cc.code, 2);
  EXPECT_EQ(cc.err, "mg-check: error: --cc is of C, and --language is c++: --cxx names a compiler of C++\n");
}

TEST_F(MgCheck, SaysNoWhereTheCodeIsWrong) {
  // A compiler with another idea of the sine.
  const std::string compiler = script(
      "for last; do :; done\n"
      "sed -i -e 's/__asm__(\"sin\")/__asm__(\"exp\")/' \"${last%.cc}.h\"\n"
      "exec c++ \"$@\"");
  const Outcome outcome = run({"sine.graph", "--points", "0"}, compiler);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "");
  // sin(2) and exp(2), by another program.
  EXPECT_EQ(without_error(outcome.out),
            "sine.graph: 1 input, 0 parameters, 1 output, 2 nodes; 1 point\n"
            "  proven for every input: 5 operations\n"
            "  no parameters                    5 compared         3 differ   3 values, 2 gradients\n"
            "  central differences              1 compared         0 differ   largest error E; 0 skipped\n"
            "no parameters, point 0: value of y: engine 0.9092974268256817, generated code 7.38905609893065\n"
            "no parameters, point 0: value of y, by backward: engine 0.9092974268256817, generated code "
            "7.38905609893065\n"
            "no parameters, point 0: value of y, by backward: engine 0.9092974268256817, generated code "
            "7.38905609893065\n"
            "first node that differs: %1 (sin \"wave\"): engine 0.9092974268256817, generated 7.38905609893065, "
            "computed by store y[0] = sin(x[0])\n"
            "DIFFER: the generated code does not have the bits of the engine\n");
  const Outcome more = run({"sine.graph", "--points", "20"}, compiler);
  EXPECT_EQ(more.code, 1);
  EXPECT_NE(more.out.find("\nno parameters: and "), std::string::npos) << more.out;
}

TEST_F(MgCheck, SaysWhatIsWrongWithTheCompiler) {
  const Outcome missing = run({"sine.graph"}, "/nonexistent/compiler");
  EXPECT_EQ(missing.code, 3);
  EXPECT_EQ(missing.out, "");
  EXPECT_EQ(missing.err,
            "mg-check: error: cannot run the compiler \"/nonexistent/compiler\": No such file or directory\n");
  const Outcome failing = run({"sine.graph"}, script("echo 'no license' >&2\nexit 7"));
  EXPECT_EQ(failing.code, 3);
  EXPECT_TRUE(failing.err.starts_with("mg-check: error: the compiler failed: ")) << failing.err;
  EXPECT_NE(failing.err.find("\nno license\n"), std::string::npos) << failing.err;
  const std::string dying = script("kill -TERM $$");
  const Outcome killed = run({"sine.graph"}, dying);
  EXPECT_EQ(killed.code, 3);
  EXPECT_EQ(killed.err, "mg-check: error: the compiler \"" + dying + "\" was killed by signal 15 (Terminated)\n");
  const Outcome idle = run({"sine.graph"}, script("echo done"));
  EXPECT_EQ(idle.code, 3);
  EXPECT_TRUE(idle.err.starts_with("mg-check: error: cannot load the compiled code: ")) << idle.err;
}

TEST_F(MgCheck, InterruptedLeavesNothingBehind) {
  // The shell starts what is in the background with some signals ignored; env undoes that.
  // While the compiler runs, which makes files of its own; while the code is compared, which here takes for ever.
  const std::string slow = script("echo > \"$(mktemp)\"; touch started; sleep 60 & wait");
  const std::string forever = script(
      "for last; do :; done\necho '#include <unistd.h>' >> \"$last\"\n"
      "echo 'struct S { S() { system(\"touch " +
          (folder_.path() / "started").string() +
          "\"); "
          "for (;;) pause(); } } s;' >> \"$last\"\n"
          "exec c++ -include cstdlib \"$@\"",
      "forever");
  for (const std::string& compiler : {slow, forever}) {
    for (const char* signal : {"TERM", "INT", "HUP", "QUIT", "USR1", "ALRM", "XCPU"}) {
      const std::string commands =
          "rm -rf started temporary; mkdir temporary; export TMPDIR=$PWD/temporary CXX=" + compiler +
          "\nenv --default-signal " + command_path("mg-check") +
          " cubic.graph 2> message & pid=$!\n"
          "while ! [ -e started ]; do sleep 0.01; done\n"
          "kill -" +
          signal + " $pid; wait $pid; kill -l $?; ls temporary";  // by which signal it ended
      const Outcome outcome = run_command({{"/bin/sh", "-c", commands}, "", folder_.path()});
      EXPECT_EQ(outcome.out, std::string(signal) + "\n") << compiler << " " << signal;
      EXPECT_TRUE(folder_.read("message").starts_with("mg-check: error: interrupted by signal "))
          << folder_.read("message");
    }
  }
}

TEST_F(MgCheck, KeepsTheCompilersFilesAmongItsOwn) {
  const std::string compiler = script("case $TMPDIR in " + folder_.path().string() +
                                      "/given/mg-*) ;; *) exit 9;; esac\n"
                                      "echo > \"$TMPDIR/left behind\"; exec c++ \"$@\"");
  std::filesystem::create_directory(folder_.path() / "given");
  const Outcome outcome = run_command({{"/usr/bin/env", "TMPDIR=" + (folder_.path() / "given").string(),
                                        "CXX=" + compiler, command_path("mg-check"), "sine.graph"},
                                       "",
                                       folder_.path()});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path() / "given"));
}

TEST_F(MgCheck, TakesLongCommandsAndAParentThatIgnoresItsChildren) {
  std::string many = "c++";
  for (int i = 0; i < 600; ++i) many += " -DA=1";
  EXPECT_EQ(run({"sine.graph"}, many).code, 0);
  const Outcome outcome =
      run_command({{"/usr/bin/env", "--ignore-signal=CHLD", command_path("mg-check"), "sine.graph", "--cxx", "false"},
                   "",
                   folder_.path()});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_TRUE(outcome.err.starts_with("mg-check: error: the compiler failed: false ")) << outcome.err;
}

TEST_F(MgCheck, TakesOddFoldersForTemporaryFiles) {
  std::filesystem::create_directory(folder_.path() / "-tmp");
  for (const char* good : {"", "-tmp", "."}) {
    const Outcome outcome = run_command(
        {{"/usr/bin/env", std::string("TMPDIR=") + good, command_path("mg-check"), "sine.graph"}, "", folder_.path()});
    EXPECT_EQ(outcome.code, 0) << good << ": " << outcome.err;
  }
  const Outcome missing =
      run_command({{"/usr/bin/env", "TMPDIR=not there", command_path("mg-check"), "sine.graph"}, "", folder_.path()});
  EXPECT_EQ(missing.code, 3);
  EXPECT_EQ(missing.err,
            "mg-check: error: cannot make a folder for temporary files in \"not there\", as $TMPDIR says: "
            "No such file or directory\n");
  const Outcome gone = run_command(
      {{"/bin/sh", "-c", "mkdir gone; cd gone && rmdir ../gone && TMPDIR=. exec " + command_path("mg-check")},
       "mg-graph 1\n%0 = input 2\noutput \"y\" %0\nend 1\n",
       folder_.path()});
  EXPECT_EQ(gone.code, 3);
  EXPECT_EQ(gone.err,
            "mg-check: error: cannot make a folder for temporary files in \".\", as $TMPDIR says: "
            "No such file or directory\n");
}

TEST_F(MgCheck, SaysWhyAFolderForTemporaryFilesIsOfNoUse) {
  // A limit of 1 block stands for a disk that is full.
  const Outcome full =
      run_command({{"/bin/sh", "-c", "ulimit -f 1; " + command_path("mg-check") + " sine.graph"}, "", folder_.path()});
  EXPECT_EQ(full.code, 3);
  EXPECT_TRUE(full.err.starts_with("mg-check: error: cannot write ") && full.err.ends_with(".h: File too large\n"))
      << full.err;

  struct statvfs status {};
  const char* const shared = "/dev/shm";
  if (::statvfs(shared, &status) != 0 || (status.f_flag & ST_NOEXEC) == 0 || ::access(shared, W_OK) != 0) {
    GTEST_SKIP() << "/dev/shm is not mounted noexec here";
  }
  const Outcome no_code = run_command(
      {{"/usr/bin/env", std::string("TMPDIR=") + shared, command_path("mg-check"), "sine.graph"}, "", folder_.path()});
  EXPECT_EQ(no_code.code, 3);
  EXPECT_TRUE(no_code.err.starts_with("mg-check: error: cannot load the compiled code: ")) << no_code.err;
  EXPECT_TRUE(
      no_code.err.ends_with("; its folder is on a file system that is mounted noexec: have $TMPDIR name another\n"))
      << no_code.err;
}

TEST_F(MgCheck, TellsOfCodeThatCrashesOrEnds) {
  const auto with = [&](const std::string& what) {
    return script("for last; do :; done\necho 'struct S { S() { " + what +
                  "; } } s;' >> \"$last\"\nexec c++ -include csignal -include cstdlib \"$@\"");
  };
  const Outcome crash = run({"sine.graph", "-o", "result"}, with("raise(SIGTRAP)"));
  EXPECT_EQ(crash.code, 3);
  EXPECT_EQ(crash.err,
            "mg-check: error: ended by signal 5 (Trace/breakpoint trap); the compiled code may have crashed\n");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "result"));
  const Outcome exit = run({"sine.graph", "-o", "result"}, with("_Exit(0)"));
  EXPECT_EQ(exit.code, 3);
  EXPECT_EQ(exit.err, "mg-check: error: the compiled code has ended the process that was to call it\n");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "result"));
}

TEST_F(MgCheck, SplitsTheCompilerAsAShellDoes) {
  std::filesystem::create_directory(folder_.path() / "my tools");
  std::filesystem::rename(script("exec c++ \"$@\""), folder_.path() / "my tools" / "c++");
  for (const char* good :
       {"'my tools/c++'", "\"my tools/c++\" -O0", "my\\ tools/c++", " env FLAG='a b' ./my\\ tools/c++ "}) {
    EXPECT_EQ(run({"sine.graph"}, good).code, 0) << good;
    EXPECT_EQ(run({"sine.graph", "--cxx", good}, "false").code, 0) << good;
  }
  const struct {
    std::string compiler, message;
    int code;
  } rows[] = {
      {"my tools/c++", "$CXX is split at its spaces; quote the name of the file inside: \"\\\"my tools/c++\\\"\"", 2},
      {"'c++", "$CXX: a quote is not closed in \"'c++\"", 2},
      {"$(touch harm)", "cannot run the compiler \"$(touch\": No such file or directory", 3},
      {"'c++; touch harm'", "cannot run the compiler \"c++; touch harm\": No such file or directory", 3},
  };
  for (const auto& [compiler, message, code] : rows) {
    const Outcome outcome = run({"sine.graph"}, compiler);
    EXPECT_EQ(outcome.code, code) << compiler;
    EXPECT_EQ(outcome.err, "mg-check: error: " + message + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "harm"));
}

TEST_F(MgCheck, WrongUsageAndBadInput) {
  const struct {
    std::vector<std::string> arguments;
    std::string message;
  } rows[] = {
      {{"sine.graph", "--points", "-1"}, "mg-check: error: --points: a number from 0 to 1000000 is wanted\n"},
      {{"sine.graph", "--points", "1000001"}, "mg-check: error: --points: a number from 0 to 1000000 is wanted\n"},
      {{"sine.graph", "--points", "ten"}, "mg-check: error: --points takes a whole number, not \"ten\"" + hint},
      {{"sine.graph", "--points", "1.5"}, "mg-check: error: --points takes a whole number, not \"1.5\"" + hint},
      {{"sine.graph", "--cxx", " "}, "mg-check: error: --cxx needs an argument that is not empty" + hint},
      {{"missing.graph"}, "mg-check: error: missing.graph: cannot read: No such file or directory\n"},
      {{"bad.graph"},
       "mg-check: bad.graph:3:6: error: unknown op \"sinn\" (did you mean \"sign\"?)\n"
       "%1 = sinn %0\n"
       "     ^\n"},
  };
  for (const auto& row : rows) {
    const Outcome outcome = run(row.arguments, "/nonexistent/compiler");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, row.message);
  }
}

TEST_F(MgCheck, HelpAndVersion) {
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("Example:\n  mg-check loss.graph"), std::string::npos);
  EXPECT_EQ(run({"--version"}).out, "mg-check 0.5.0\n");
}

}  // namespace
}  // namespace mg::test
