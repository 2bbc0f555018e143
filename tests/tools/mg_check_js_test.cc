// mg-check --language js from outside.

#include <gtest/gtest.h>

#include <string>

#include "mg_check.h"

namespace mg::test {
namespace {

class MgCheckJs : public MgCheck {};

TEST_F(MgCheckJs, OtherCommandsAreRefused) {
  const Outcome cc = run({"sine.graph", "--language", "js", "--cc", "cc"});
  EXPECT_EQ(cc.code, 2);
  EXPECT_EQ(cc.err, "mg-check: error: --cc is of C, and --language is js: --node names what runs JavaScript\n");
  const Outcome node = run({"sine.graph", "--node", "node"});
  EXPECT_EQ(node.code, 2);
  EXPECT_EQ(node.err,
            "mg-check: error: --node is of JavaScript, and --language is c++: --cxx names a compiler of C++\n");
  const Outcome missing = run({"sine.graph", "--language", "js", "--node", "/nonexistent/node"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_EQ(missing.err, "mg-check: error: cannot run node, \"/nonexistent/node\": No such file or directory\n");
}

TEST_F(MgCheckJs, IsCompared) {
  if (run_command({{"/bin/sh", "-c", "command -v node"}, "", folder_.path()}).code != 0) {
    GTEST_SKIP() << "not installed: node";
  }
  const Outcome outcome = run({"cubic.graph", "--points", "4", "--language", "js", "--split", "1"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(
      outcome.out.find("  no parameters                   50 compared         0 differ   30 values, 20 gradients\n"),
      std::string::npos)
      << outcome.out;
  EXPECT_TRUE(outcome.out.ends_with("\nagree: the generated code has the bits of the engine\n")) << outcome.out;
  const Outcome sine = run({"sine.graph", "--points", "4", "--language", "js", "--node", "node --no-warnings"});
  EXPECT_EQ(sine.code, 0) << sine.err;
  EXPECT_NE(sine.out.find("; 25 of them not comparable in bits (sin, cos), largest difference "), std::string::npos)
      << sine.out;
  EXPECT_TRUE(
      sine.out.ends_with("\nagree: the generated code has the bits of the engine, where they can be compared\n"));
  // Nothing like a sine.
  const std::string cosine =
      script("sed -i -e 's/= Math.sin/= Math.cos/' \"${1%_calls.mjs}.mjs\"\nexec node \"$@\"", "another node");
  const Outcome far = run({"sine.graph", "--points", "4", "--language", "js", "--node", "'" + cosine + "'"});
  EXPECT_EQ(far.code, 1) << far.out;
  const std::string wrong =
      script("sed -i -e 's/x\\[0\\]/x[1]/' \"${1%_calls.mjs}.mjs\"\nexec node \"$@\"", "wrong node");
  const Outcome differs = run({"cubic.graph", "--points", "4", "--language", "js", "--node", "'" + wrong + "'"});
  EXPECT_EQ(differs.code, 1) << differs.err;
  EXPECT_NE(differs.out.find("\nfirst node that differs: %2 (mul)"), std::string::npos) << differs.out;
}

TEST_F(MgCheckJs, WhatItRunsDiesWithIt) {
  const std::string slow = script("echo $$ > id; mv id started; exec sleep 60", "node");
  const std::string commands =
      "mkdir temporary; TMPDIR=$PWD/temporary " + command_path("mg-check") + " cubic.graph --language js --node " +
      slow +
      " & pid=$!\n"
      "while ! [ -e started ]; do sleep 0.01; done\n"
      "kill -KILL $pid; id=$(cat started)\n"
      "for i in $(seq 400); do\n"
      "  if ! [ -e /proc/$id ] || grep -q '^State:.Z' /proc/$id/status; then exit 0; fi; sleep 0.05\n"
      "done; exit 1\n";
  EXPECT_EQ(run_command({{"/bin/sh", "-c", commands}, "", folder_.path()}).code, 0);
}

}  // namespace
}  // namespace mg::test
