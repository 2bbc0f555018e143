// Runs a workload a number of times, for instructions.sh to count.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/subject.h"

int main(int argc, char** argv) {
  constexpr std::string_view actions[]{"ops", "record", "step", "replay"};
  bool is_known = false;
  char* end = nullptr;
  const long count = argc == 4 ? std::strtol(argv[3], &end, 10) : 0;
  if (argc == 4 && std::ranges::count(actions, argv[2]) == 1 && end != argv[3] && *end == '\0' && count >= 0) {
    const std::string_view what = argv[2];
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
      }
    });
  }
  if (!is_known) std::fprintf(stderr, "usage: tape_step WORKLOAD ops|record|step|replay COUNT\n");
  return is_known ? 0 : 2;
}
