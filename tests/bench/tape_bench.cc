// The dynamic engine on all workloads, beside plain `double` and, if it is there, ADOL-C.
//   meson test -C build --benchmark
//   build/tests/bench/tape_bench --benchmark_filter=mlp     (Google Benchmark's options)
//   build/tests/bench/tape_bench --benchmark_out=FILE       (writes FILE.expr, FILE.mlp-tiny, …)
//   build/tests/bench/tape_bench --check                    (only that all agree)

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "bench/subject.h"
#include "mg/core/bits.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#if MG_HAS_ADOLC
#include "bench/adolc_peer.h"
#endif

namespace mg::bench {
namespace {

using Step = std::function<void()>;

/// An engine on a workload: what is run over and over.
struct Engine {
  std::string name;
  Step step;
  Step prepare = step;  ///< before a repetition
};

struct Row {
  std::string workload;
  std::size_t ops = 0;
  double bytes = 0.0;  ///< a node
  std::vector<Engine> engines;
};

std::size_t resident_bytes() {
  std::size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// What a graph takes after a sweep, of memory that it really uses, per node. 0 where there are too few to tell.
template <class Make> double bytes_per_node(Make make) {
  const auto workload = make();
  std::vector<Value> x(workload.data.size()), p(workload.start.size()), y(workload.outputs);
  double bytes = 0.0;
  for (int round = 0; round < 2; ++round) {  // the first also loads code and the like
    const std::size_t before = resident_bytes();
    Graph g;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = g.input({}, workload.data[i]);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = g.parameter({}, workload.start[i]);
    workload(p.data(), x.data(), y.data());
    g.backward(y[0]);
    if (g.size() < 50'000) return 0.0;
    bytes = static_cast<double>(resident_bytes() - before) / g.size();
  }
  return bytes;
}

// --- all must agree before any is measured ---

bool complain(std::string_view workload, std::string_view what, double got, double expected) {
  std::fprintf(stderr, "tape_bench: %.*s: %.*s gives %.17g instead of %.17g\n", static_cast<int>(workload.size()),
               workload.data(), static_cast<int>(what.size()), what.data(), got, expected);
  return false;
}

#if MG_HAS_ADOLC
bool is_close(double got, double expected) {
  return std::abs(got - expected) <= 1e-9 * std::abs(expected) || same_number(got, expected);
}

/// Recording and evaluating again are measured, hence both are checked.
template <class Workload> bool adolc_agrees(std::string_view workload, Subject<Workload>& subject) {
  const auto adolc = adolc_peer(workload);
  const auto plain = subject.plain();
  bool all = true;
  for (const bool again : {false, true}) {
    const auto values = again ? adolc->evaluate() : adolc->record();
    subject.step([&](std::size_t k) {
      if (!is_close(values[k], plain[k])) all = complain(workload, "the value of ADOL-C", values[k], plain[k]);
      const auto other = adolc->reverse(k);
      for (std::size_t i = 0; i < other.size() && all; ++i) {
        const double gradient = subject.parameters()[i].grad();
        if (!is_close(other[i], gradient)) all = complain(workload, "the gradient of ADOL-C", other[i], gradient);
      }
    });
  }
  return all;
}
#endif

template <class Make> bool agrees(std::string_view workload, Make make) {
  Subject subject(make());
  const auto plain = subject.plain();
  bool all = true;
  subject.step([&](std::size_t k) {
    const double value = subject.outputs()[k].data();
    if (!same_number(value, plain[k])) all = complain(workload, "the engine", value, plain[k]);
    const auto replayed = subject.replay(k);
    const double again = subject.replayed()[k];
    if (!same_number(again, plain[k])) all = complain(workload, "the value of replay", again, plain[k]);
    for (std::size_t i = 0; i < replayed.size() && all; ++i) {
      const double gradient = subject.parameters()[i].grad();
      if (!same_number(replayed[i], gradient))
        all = complain(workload, "the gradient of replay", replayed[i], gradient);
    }
  });
#if MG_HAS_ADOLC
  if (!adolc_agrees(workload, subject)) all = false;
#endif
  return all;
}

// --- what is measured ---

constexpr std::string_view out_option = "--benchmark_out=";

/// A training step as it is written with mg::nn, on data that are leaves of the graph.
Step nn_step(std::size_t inputs, const std::vector<std::size_t>& outputs, std::size_t samples) {
  struct State {
    Graph graph;
    std::unique_ptr<nn::Mlp> mlp;
    std::vector<std::vector<Value>> x;
    std::vector<double> targets;
  };
  auto state = std::make_shared<State>();
  test::Random random(1);
  state->mlp = std::make_unique<nn::Mlp>(state->graph, inputs, outputs, 1);
  for (std::size_t s = 0; s < samples; ++s) {
    auto& sample = state->x.emplace_back();
    for (std::size_t i = 0; i < inputs; ++i) sample.push_back(state->graph.input("x", random.uniform(-1, 1)));
    for (std::size_t i = 0; i < outputs.back(); ++i) state->targets.push_back(random.uniform(-1, 1));
  }
  return [state] {
    const auto frame = state->graph.frame();
    std::vector<Value> predictions;
    for (const auto& sample : state->x) {
      for (const Value& value : (*state->mlp)(sample)) predictions.push_back(value);
    }
    const Value loss = nn::mse(predictions, state->targets);
    state->graph.zero_grad();
    state->graph.backward(loss);
  };
}

template <class Make> Row row(std::string_view workload, Make make) {
  auto subject = std::make_shared<Subject<decltype(make())>>(make());
  Row row{std::string(workload), subject->ops(), bytes_per_node(make), {}};
  row.engines = {{"double", [=] { benchmark::DoNotOptimize(subject->plain().data()); }},
                 {"mg", [=] { subject->step(); }},
                 {"replay", [=] { subject->replay(); }}};
  if (workload == "mlp-tiny") row.engines.push_back({"nn", nn_step(3, {4, 4, 1}, 4)});
  if (workload == "mlp-moons") row.engines.push_back({"nn", nn_step(2, {16, 16, 1}, 100)});
  if (workload == "mlp-wide") row.engines.push_back({"nn", nn_step(64, {128, 128, 10}, 1)});
#if MG_HAS_ADOLC
  const std::size_t outputs = subject->outputs().size();
  row.engines.push_back({"adolc", [=, peer = std::shared_ptr<AdolcPeer>(adolc_peer(workload))] {
                           peer->record();
                           for (std::size_t k = 0; k < outputs; ++k) peer->reverse(k);
                         }});
  const std::shared_ptr<AdolcPeer> recorded = adolc_peer(workload);
  row.engines.push_back({"adolc-replay",
                         [=] {
                           recorded->evaluate();
                           for (std::size_t k = 0; k < outputs; ++k) recorded->reverse(k);
                         },
                         [=] { recorded->record(); }});
#endif
  return row;
}

void print_header() {
  std::printf(
      "Nanoseconds of CPU time per operation, medians. double: the plain computation; mg: recording and backward in a\n"
      "frame, and its ratio to double; replay: values and gradients without recording; nn: a step of mg::nn's net;\n"
      "bytes: memory per node, in large graphs; adolc: ADOL-C recording and reverse, and evaluating again and "
      "reverse.\n\n"
      "%-12s %9s %8s %8s %7s %8s %8s %7s %8s %8s\n",
      "workload", "ops", "double", "mg", "ratio", "replay", "nn", "bytes", "adolc", "again");
}

/// Collects the repetitions and prints a line in the end.
class Line : public benchmark::BenchmarkReporter {
 public:
  explicit Line(const Row& row) : row_(row) { SetErrorStream(&nowhere_); }

  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      times_[run.run_name.function_name].push_back(run.cpu_accumulated_time / static_cast<double>(run.iterations));
    }
  }
  void Finalize() override {
    if (times_.empty()) return;
    const double plain = time("double"), engine = time("mg");
    std::printf("%-12s %9zu", row_.workload.c_str(), row_.ops);
    show(plain, 8, 3);
    show(engine, 8, 2);
    show(plain > 0.0 ? engine / plain : 0.0, 7, 1);
    show(time("replay"), 8, 2);
    show(time("nn"), 8, 2);
    show(row_.bytes, 7, 1);
    show(time("adolc"), 8, 2);
    show(time("adolc-replay"), 8, 2);
    std::printf("\n");
  }

 private:
  /// The median, in nanoseconds per operation; 0 if it did not run.
  double time(const std::string& engine) {
    auto& samples = times_[row_.workload + "/" + engine];
    if (samples.empty()) return 0.0;
    std::ranges::sort(samples);
    return samples[samples.size() / 2] / static_cast<double>(row_.ops) * 1e9;
  }
  static void show(double number, int width, int digits) {
    if (number > 0.0)
      std::printf(" %*.*f", width, digits, number);
    else
      std::printf(" %*s", width, "-");
  }

  const Row& row_;
  std::map<std::string, std::vector<double>> times_;
  std::ostream nowhere_{nullptr};
};

/// Hands options to Google Benchmark; false if it does not know one.
bool configure(std::vector<std::string> options) {
  std::vector<char*> arguments;
  for (std::string& option : options) arguments.push_back(option.data());
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  return !benchmark::ReportUnrecognizedArguments(count, arguments.data());
}

/// Checks a workload and measures it, with results also in `file` unless that is empty; the exit status.
template <class Make> int measure(std::string_view workload, Make make, const std::string& file) {
  if (!agrees(workload, make)) return 1;
  if (!file.empty()) configure({"tape_bench", std::string(out_option) + file});
  const Row row = bench::row(workload, make);
  for (const Engine& engine : row.engines) {
    benchmark::RegisterBenchmark((row.workload + "/" + engine.name).c_str(), [&](benchmark::State& state) {
      engine.prepare();
      for (auto _ : state) {
        engine.step();
        benchmark::ClobberMemory();
      }
      state.counters["ops"] = static_cast<double>(row.ops);
      state.counters["seconds_per_op"] = benchmark::Counter(
          static_cast<double>(row.ops), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    });
  }
  Line line(row);
  const bool is_wanted = benchmark::RunSpecifiedBenchmarks(&line) > 0;
  if (!is_wanted && !file.empty()) std::remove(file.c_str());
  benchmark::Shutdown();
  return 0;
}

int run(int argc, char** argv) {
  // Blocks that come from the system and go back to it, so that memory can be measured.
  mallopt(M_MMAP_THRESHOLD, 1 << 16);
  const bool only_checks = argc == 2 && std::string_view(argv[1]) == "--check";
  std::string file;
  if (!only_checks) {
    // Repetitions in random order, so that what else the machine does hits all alike. The user's own options come
    // later, and count.
    std::vector<std::string> options{argv[0], "--benchmark_repetitions=9",
                                     "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.02"};
    options.insert(options.end(), argv + 1, argv + argc);
    for (const std::string& option : options) {
      if (option.starts_with(out_option)) file = option.substr(out_option.size());
    }
    if (!configure(options)) return 2;
    print_header();
  }
  int status = 0;
  // A process each: ADOL-C gets slower with all that it has seen before, and keeps the buffers of the first.
  for_each_workload([&](std::string_view name, auto make) {
    if (status != 0 || (only_checks && name == "dag-1m")) return;
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      const int result =
          only_checks ? !agrees(name, make) : measure(name, make, file.empty() ? file : file + "." + std::string(name));
      std::fflush(stdout);
      std::_Exit(result);
    }
    int ended = 1;
    if (child < 0 || waitpid(child, &ended, 0) != child) ended = 1;
    status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 1;
  });
  return status;
}

}  // namespace
}  // namespace mg::bench

int main(int argc, char** argv) { return mg::bench::run(argc, argv); }
