#include "bench/loops_cases.h"

#include <algorithm>
#include <memory>

#include "bench/by_hand.h"
#include "bench/repeating.h"
#include "bench/workloads.h"

namespace mg::bench {
namespace {

/// What mlp-wide computes before its error.
struct WidePrediction {
  using Net = Mlp<64, 128, 128, 10>;
  std::vector<double> start, data;
  std::size_t outputs = Net::out;

  WidePrediction() {
    Net net(1, false);
    start = std::move(net.start);
    data = std::move(net.data);
  }

  template <class T, class X> void operator()(const T* p, const X* x, T* y) const {
    std::ranges::copy(Net::predict(p, x), y);
  }
};

template <class Workload> LoopsCase loops_case(const std::string& name, Workload made, Kind kind = Kind::Training) {
  const auto workload = std::make_shared<const Workload>(std::move(made));
  return {.name = name,
          .kind = kind,
          .x = workload->data,
          .p = workload->start,
          .outputs = workload->outputs,
          .record =
              [=](Graph& graph) {
                std::vector<Value> x, p, y(workload->outputs);
                for (const double value : workload->data) x.push_back(graph.input("x", value));
                for (const double value : workload->start) p.push_back(graph.parameter("p", value));
                (*workload)(p.data(), x.data(), y.data());
                for (const Value& value : y) graph.output("y", value);
              },
          .plain = [=](const double* x, const double* p, double* y) { (*workload)(p, x, y); }};
}

LoopsCase wide_prediction() {
  LoopsCase made = loops_case("wide-infer", WidePrediction(), Kind::Inference);
  const auto by_inputs = std::make_shared<const by_hand::WideByInputs>(made.p.data());
  made.by_hand = {{"by hand", [](const double* x, const double* p,
                                 double* y) { by_hand::Net<64, 128, 128, 10>::predict(p, x, y); }},
                  {"fastest", [=](const double* x, const double*, double* y) { by_inputs->predict(x, y); }}};
  return made;
}

template <std::size_t In, std::size_t First, std::size_t Second, std::size_t Out>
LoopsCase mlp(const std::string& name, std::size_t samples, bool mean) {
  using Net = by_hand::Net<In, First, Second, Out>;
  const Mlp<In, First, Second, Out> workload(samples, mean);
  const double factor = mean ? 1.0 / static_cast<double>(samples) : 1.0;
  LoopsCase made = loops_case(name, workload);
  const auto loss = [=, targets = workload.targets](const double* x, const double* p, double* y) {
    y[0] = Net::loss(p, x, targets.data(), samples, factor);
  };
  const auto gradient = [=, targets = workload.targets](const double* x, const double* p, double* y, double* p_bar) {
    y[0] = Net::gradient(p, x, targets.data(), samples, factor, p_bar);
  };
  made.by_hand = {{"by hand", loss, gradient}};
  return made;
}

}  // namespace

std::vector<LoopsCase> loops_cases() {
  return {wide_prediction(),
          mlp<64, 128, 128, 10>("mlp-wide", 1, false),
          mlp<2, 16, 16, 1>("mlp-moons", 100, true),
          mlp<2, 16, 16, 1>("mlp-moons-1", 1, true),
          mlp<3, 4, 4, 1>("mlp-tiny", 4, true),
          loops_case("gmm", Mixture()),
          loops_case("convolution", Convolution()),
          loops_case("recurrent", Recurrent(50)),
          loops_case("runge-kutta", RungeKutta()),
          loops_case("bodies", Bodies()),
          loops_case("kalman", Kalman()),
          loops_case("dag-10k", Dag(10'000)),
          loops_case("reproj", Reprojection()),
          loops_case("expr", Expression())};
}

std::vector<LoopsCase> small_loops_cases() {
  return {wide_prediction(),
          mlp<2, 16, 16, 1>("mlp-moons-1", 1, true),
          mlp<3, 4, 4, 1>("mlp-tiny", 4, true),
          loops_case("gmm", Mixture()),
          loops_case("convolution", Convolution()),
          loops_case("recurrent", Recurrent(5))};
}

}  // namespace mg::bench
