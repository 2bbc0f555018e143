#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "bench/workloads.h"
#include "mg/core/graph.h"
#include "mg/exec/replay.h"

namespace mg::bench {

/// What is measured of a workload: the plain computation, a step of the dynamic engine, and replay.
template <class Workload> class Subject {
 public:
  explicit Subject(Workload workload)
      : workload_(std::move(workload)), plain_(workload_.outputs), y_(workload_.outputs) {
    for (const double value : workload_.data) x_.push_back(graph_.input("x", value));
    for (const double value : workload_.start) p_.push_back(graph_.parameter("p", value));
    const auto frame = graph_.frame();
    const std::uint32_t first = graph_.size();
    record();
    for (std::uint32_t i = first; i < graph_.size(); ++i) ops_ += is_leaf(graph_.op({i})) ? 0 : 1;
  }

  /// Operations; constants are not counted.
  std::size_t ops() const { return ops_; }

  /// The outputs in plain `double`: what every engine has to do at least.
  std::span<const double> plain() {
    workload_(workload_.start.data(), workload_.data.data(), plain_.data());
    return plain_;
  }

  /// Records, and forgets.
  void recording() {
    const auto frame = graph_.frame();
    record();
  }

  /// Records, sweeps back from each output, and forgets, as a step of a training loop does. `look(k)` is called after
  /// the sweep from output `k`.
  template <class Look> void step(Look&& look) {
    const auto frame = graph_.frame();
    record();
    for (std::size_t k = 0; k < y_.size(); ++k) {
      graph_.zero_grad();
      graph_.backward(y_[k]);
      look(k);
    }
  }
  void step() {
    step([](std::size_t) {});
  }

  /// The values and gradients of a step on a graph that was recorded once. The spans hold until the next call.
  std::span<const double> replay(std::size_t output) {
    if (!replay_) make_replay();
    if (output == 0) replay_->forward({}, workload_.start, replayed_);
    replay_->backward_from(output, {}, gradient_);
    return gradient_;
  }
  void replay() {
    for (std::size_t k = 0; k < y_.size(); ++k) replay(k);
  }

  /// The outputs, after `replay`.
  std::span<const double> replayed() const { return replayed_; }

  std::span<const Value> parameters() const { return p_; }
  std::span<const Value> outputs() const { return y_; }

 private:
  void record() { workload_(p_.data(), x_.data(), y_.data()); }

  void make_replay() {
    recorded_ = std::make_unique<Graph>();
    std::vector<Value> x, p, y(y_.size());
    for (const double value : workload_.data) x.push_back(recorded_->input("x", value));
    for (const double value : workload_.start) p.push_back(recorded_->parameter("p", value));
    workload_(p.data(), x.data(), y.data());
    for (const Value& value : y) recorded_->output("y", value);
    replay_ = std::make_unique<exec::Replay>(*recorded_);
    replayed_.resize(y.size());
    gradient_.resize(p.size());
  }

  Workload workload_;
  Graph graph_;
  std::vector<Value> x_, p_;
  std::vector<double> plain_;
  std::vector<Value> y_;
  std::size_t ops_ = 0;
  std::unique_ptr<Graph> recorded_;
  std::unique_ptr<exec::Replay> replay_;
  std::vector<double> replayed_, gradient_;
};

/// Calls `f(name, make)` for each workload, where `make()` gives it.
template <class F> void for_each_workload(F&& f) {
  f("expr", [] { return Expression(); });
  f("mlp-tiny", [] { return Mlp<3, 4, 4, 1>(4, true); });
  f("mlp-moons-1", [] { return Mlp<2, 16, 16, 1>(1, true); });
  f("mlp-moons", [] { return Mlp<2, 16, 16, 1>(100, true); });
  f("mlp-wide", [] { return Mlp<64, 128, 128, 10>(1, false); });
  f("chain", [] { return Chain(); });
  f("reproj", [] { return Reprojection(); });
  f("gmm", [] { return Mixture(); });
  f("dag-1k", [] { return Dag(1'000); });
  f("dag-10k", [] { return Dag(10'000); });
  f("dag-100k", [] { return Dag(100'000); });
  f("dag-1m", [] { return Dag(1'000'000); });
}

}  // namespace mg::bench
