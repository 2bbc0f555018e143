#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "graphs.h"
#include "run_command.h"

namespace mg::test {

/// mg-check, in a folder with graphs.
class MgCheck : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("cubic.graph", cubic);
    folder_.write("guarded.graph", guarded);
    folder_.write("sine.graph", "mg-graph 1\n%0 = input 2 \"x\"\n%1 = sin %0 \"wave\"\noutput \"y\" %1\nend 2\n");
    folder_.write("bad.graph", "mg-graph 1\n%0 = input 1\n%1 = sinn %0\n");
  }

  /// With $CXX as given; empty: not set.
  Outcome run(std::vector<std::string> arguments, const std::string& compiler = {}, std::string input = {}) const {
    arguments.insert(arguments.begin(), command_path("mg-check"));
    const std::vector<std::string> environment = compiler.empty()
                                                     ? std::vector<std::string>{"/usr/bin/env", "-u", "CXX"}
                                                     : std::vector<std::string>{"/usr/bin/env", "CXX=" + compiler};
    arguments.insert(arguments.begin(), environment.begin(), environment.end());
    return run_command({std::move(arguments), std::move(input), folder_.path()});
  }

  std::string script(const std::string& body, const std::string& name = "compiler") const {
    folder_.write(name, "#!/bin/sh\n" + body + "\n");
    std::filesystem::permissions(folder_.path() / name, std::filesystem::perms::owner_all);
    return (folder_.path() / name).string();
  }

  TemporaryFolder folder_;
};

}  // namespace mg::test
