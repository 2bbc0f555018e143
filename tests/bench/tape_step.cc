// Runs a workload a number of times, for instructions.sh to count.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "bench/subject.h"

int main(int argc, char** argv) {
  bool is_known = false;
  if (argc == 4) {
    const std::string_view what = argv[2];
    const long count = std::atol(argv[3]);
    mg::bench::for_each_workload([&](std::string_view name, auto make) {
      if (name != argv[1]) return;
      mg::bench::Subject subject(make());
      is_known = true;
      if (what == "ops") std::printf("%zu\n", subject.ops());
      for (long i = 0; i < count; ++i) {
        if (what == "record")
          subject.recording();
        else if (what == "step")
          subject.step();
        else if (what == "replay")
          subject.replay();
        else if (what != "ops")
          is_known = false;
      }
    });
  }
  if (!is_known) std::fprintf(stderr, "usage: tape_step WORKLOAD ops|record|step|replay COUNT\n");
  return is_known ? 0 : 2;
}
