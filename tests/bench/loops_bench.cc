// Generated code with loops and without, and what one writes by hand.
//   meson test -C build --benchmark loops
//   build/tests/bench/loops_bench [WORKLOAD…]
//   build/tests/bench/loops_bench --check        (only that all agree, on small workloads)

#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/loops_agree.h"
#include "bench/loops_cases.h"
#include "mg/base/temporary.h"
#include "mg/core/bits.h"
#include "mg/exec/machine.h"
#include "mg/exec/replay.h"

namespace mg::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP};
volatile sig_atomic_t worker = 0;  // the process that was started last

/// Runs `what` in a process of its own; its exit status, or 1 where it has none.
template <class What> int apart(What what) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    for (const int number : ending_signals) signal(number, SIG_DFL);
    int status = 1;
    try {
      status = what();
    } catch (const std::exception& error) {
      fmt::print(stderr, "loops_bench: {}\n", error.what());
    }
    std::fflush(stdout);
    std::_Exit(status);
  }
  if (child < 0) return 1;
  worker = child;
  int ended = 0;
  while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : 1;
}

// --- what is measured ---

using Calls = std::function<void(long count)>;

double thread_nanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e9 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec);
}

/// Nanoseconds a call of each: the least of several rounds, in which they take turns, so that what else the machine
/// does hits all alike.
std::vector<double> time(const std::vector<Calls>& all) {
  constexpr int rounds = 21;
  constexpr double round_time = 2e6;
  const auto run = [](const Calls& calls, long count) {
    const double start = thread_nanoseconds();
    calls(count);
    return thread_nanoseconds() - start;
  };
  std::vector<long> counts;
  for (const Calls& calls : all) {
    long count = 1;
    while (run(calls, count) < round_time) count *= 2;
    counts.push_back(count);
  }
  std::vector<double> least(all.size(), std::numeric_limits<double>::infinity());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i)
      least[i] = std::min(least[i], run(all[i], counts[i]) / static_cast<double>(counts[i]));
  }
  return least;
}

/// Stays on the processor that it is on.
void pin() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int processor = sched_getcpu();
  if (processor < 0) return;
  CPU_SET(static_cast<unsigned>(processor), &set);
  sched_setaffinity(0, sizeof set, &set);
}

template <class Call> Calls repeated(Call call) {
  return [call](long count) {
    for (; count > 0; --count) {
      call();
      asm volatile("" ::: "memory");
    }
  };
}

/// Nanoseconds a call of each mode, then of what is by hand.
struct Times {
  std::vector<double> forward, backward;
};

Times time(const LoopsCase& workload, const Both& both) {
  std::vector<double> values(workload.outputs), gradient(workload.p.size());
  const double *x = workload.x.data(), *p = workload.p.data();
  double *y = values.data(), *p_bar = gradient.data();
  std::vector<Calls> forward, backward;
  for (const auto& code : both) {
    forward.push_back(repeated([=, &code] { code->forward(x, p, y); }));
    backward.push_back(repeated([=, &code] { code->backward(x, p, y, nullptr, p_bar); }));
  }
  for (const ByHand& code : workload.by_hand) {
    forward.push_back(repeated([=, &code] { code.forward(x, p, y); }));
    backward.push_back(repeated([=, &code] { code.backward(x, p, y, p_bar); }));
  }
  if (workload.kind == Kind::Inference) backward.clear();
  return {time(forward), time(backward)};
}

// --- the table ---

void print_header() {
  fmt::print(
      "Code generated with loops (auto) and without (off), and by hand: plain loops, and the fastest that is known.\n"
      "Sizes in kB of 1000 bytes; bare: the source without arrays of numbers; compile, MB: seconds of CPU time and\n"
      "memory of c++ -O2 -march=native; code: instructions; model: the object. Nanoseconds of CPU time a call, the\n"
      "least of 21 rounds, and their ratios to the code without loops and to plain loops by hand; backward computes\n"
      "the values, too. Without a compiler: replay, and the machine, with its ratio to replay.\n\n"
      "{:<12}{:<8}{:>6}{:>10}{:>9}{:>9}{:>6}{:>8}{:>8}  {:>10}{:>7}{:>7}  {:>10}{:>7}{:>7}\n",
      "workload", "code", "loops", "source", "bare", "compile", "MB", "code", "model", "forward", "/off", "/hand",
      "backward", "/off", "/hand");
}

void print_times(const std::vector<double>& times, std::size_t which) {
  constexpr std::size_t plain = 2;  // by hand
  if (times.empty()) {
    fmt::print("  {:>10}{:>7}{:>7}", "-", "-", "-");
    return;
  }
  fmt::print("  {:>10.{}f}", times[which], times[which] < 100.0 ? 1 : 0);
  const auto ratio = [&](std::size_t to) {
    if (which == to || to >= times.size())
      fmt::print("{:>7}", "-");
    else
      fmt::print("{:>7.2f}", times[which] / times[to]);
  };
  ratio(off), ratio(plain);
}

double thousands(std::size_t bytes) { return static_cast<double>(bytes) / 1e3; }

void print_lines(const LoopsCase& workload, const Both& both) {
  const auto [forward, backward] = time(workload, both);
  for (std::size_t i = 0; i < forward.size(); ++i) {
    if (i < both.size()) {
      const Cost& cost = both[i]->cost();
      fmt::print("{:<12}{:<8}{:>6}{:>10.1f}{:>9.1f}{:>9.2f}{:>6.0f}{:>8.1f}{:>8.1f}", workload.name, mode_names[i],
                 cost.has_loops ? "yes" : "no", thousands(cost.source), thousands(cost.source_without_data),
                 cost.compile_seconds, thousands(cost.compile_memory) / 1e3, thousands(cost.code),
                 thousands(cost.model));
    } else {
      fmt::print("{:<12}{:<64}", workload.name, workload.by_hand[i - both.size()].name);
    }
    print_times(forward, i);
    print_times(backward, i);
    fmt::print("\n");
  }
  std::fflush(stdout);
}

/// What runs without a compiler: replay, node by node, and the machine, which runs the same loops as the code.
void print_interpreted(const LoopsCase& workload) {
  Graph graph;
  workload.record(graph);
  const bool trains = workload.kind == Kind::Training;
  const Programs programs = make_programs(
      graph,
      {.parameters = trains ? Parameters::Argument : Parameters::Bake, .wrt = Wrt::Parameters, .backward = trains});
  exec::Replay replay(graph);
  exec::Machine forward(programs.at("forward"));
  std::vector<double> y(workload.outputs), y_too(workload.outputs), gradient(workload.p.size()),
      same(workload.p.size());
  const std::vector<double> ones(workload.outputs, 1.0);
  const exec::Arrays arrays{.x = workload.x, .p = workload.p, .y_bar = ones, .y = y_too, .x_bar = {}, .p_bar = same};
  const auto times =
      time({repeated([&] { replay.forward(workload.x, workload.p, y); }), repeated([&] { forward.run(arrays); })});
  std::vector<double> backward_times;
  if (trains) {
    exec::Machine backward(programs.at("backward"));
    backward_times = time({repeated([&] {
                             replay.forward(workload.x, workload.p, y);
                             replay.backward(ones, {}, gradient);
                           }),
                           repeated([&] { backward.run(arrays); })});
  }
  if (!std::ranges::equal(y, y_too, same_number) || !std::ranges::equal(gradient, same, same_number)) {
    throw std::runtime_error(workload.name + ": the machine has other bits than replay");
  }
  for (const std::size_t i : {off, on}) {
    fmt::print("{:<12}{:<64}", workload.name, i == off ? "replay" : "machine");
    print_times(times, i);
    print_times(backward_times, i);
    fmt::print("\n");
  }
}

/// Generates, compiles and compares; then measures, unless it `only_checks`.
bool run_case(const LoopsCase& workload, const fs::path& directory, bool only_checks) {
  const std::array<fs::path, 2> headers{directory / "off.h", directory / "auto.h"};
  // Apart, so that this process stays small: see Compiled.
  const int written = apart([&] {
    Graph graph;
    workload.record(graph);
    write_header(headers[off], graph, workload.kind, emit::Loops::Off);
    write_header(headers[on], graph, workload.kind, emit::Loops::Auto);
    return 0;
  });
  if (written != 0) return false;
  Both both;
  for (const int mode : {off, on}) {
    both[mode] = std::make_unique<Compiled>(headers[mode], workload.kind, only_checks ? "-O1" : "-O2");
  }
  if (only_checks && !both[on]->cost().has_loops) {
    fmt::print(stderr, "loops_bench: {}: no loops were found\n", workload.name);
    return false;
  }
  if (!agrees(workload, both)) return false;
  if (only_checks) return true;
  print_lines(workload, both);
  return apart([&] {
           print_interpreted(workload);
           return 0;
         }) == 0;
}

int run_all(const std::vector<LoopsCase>& cases, const fs::path& directory, bool only_checks) {
  if (!only_checks) {
    pin();
    print_header();
  }
  bool all = true;
  for (const LoopsCase& workload : cases) all &= run_case(workload, directory, only_checks);
  return all ? 0 : 1;
}

int run(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const bool only_checks = arguments == std::vector<std::string_view>{"--check"};
  std::vector<LoopsCase> cases = only_checks ? small_loops_cases() : loops_cases();
  if (!only_checks && !arguments.empty()) {
    for (const std::string_view name : arguments) {
      if (std::ranges::find(cases, name, &LoopsCase::name) != cases.end()) continue;
      fmt::print(stderr, "loops_bench: there is no workload '{}'\n", name);
      return 2;
    }
    std::erase_if(cases, [&](const LoopsCase& workload) { return !std::ranges::count(arguments, workload.name); });
  }
  // What would end this process ends the one that works, and its compilers; this one has to remove the directory.
  for (const int number : ending_signals)
    signal(number, [](int received) {
      if (worker > 0) kill(-worker, received);
    });
  const TemporaryFolder directory;
  return apart([&] {
    setpgid(0, 0);  // with all that it starts
    return run_all(cases, directory.path(), only_checks);
  });
}

}  // namespace
}  // namespace mg::bench

int main(int argc, char** argv) { return mg::bench::run(argc, argv); }
