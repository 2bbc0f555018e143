#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/check/rounding.h"
#include "mg/core/graph.h"
#include "mg/exec/replay.h"

namespace mg::check {

/// Outputs of a graph along lines through a point.
class Lines {
 public:
  static constexpr std::size_t most_outputs = 32;

  /// The graph must outlive it, and not grow meanwhile.
  Lines(const Graph& graph, std::span<const double> x, std::span<const double> p, std::vector<NodeId> outputs,
        std::uint64_t seed);

  /// By inputs, then by parameters, as are directions.
  std::span<const double> point() const { return point_; }
  std::span<const NodeId> leaves() const { return leaves_; }

  /// The outputs at point + h * direction. NaN where a kink lies between: an op that an output depends on and that is
  /// not smooth takes another side; and where what lies between is more than a wave of a sine: it would be seen as
  /// another, longer one.
  std::vector<double> at(double h, std::span<const double> direction);
  /// Whether one did the last time.
  bool is_kinked(std::size_t output) const { return kinked_ >> output & 1; }
  bool is_waving(std::size_t output) const { return waving_ >> output & 1; }

  /// How far rounding takes the outputs from where they were the last time, while some leaves move.
  std::vector<double> rounding(std::span<const NodeId> moving);

 private:
  using Mask = std::uint32_t;  // a bit an output
  struct Kink {
    NodeId node;
    Mask outputs;  // that depend on it
    double side;   // at the point
  };
  struct Wave {
    NodeId argument;  // of a sine, cosine or tangent
    Mask outputs;
    double at;  // the point
  };

  void find_kinks_and_waves();
  void evaluate();
  double side(NodeId id) const;

  const Graph& graph_;
  exec::Replay replay_;
  Rounding rounding_;
  std::size_t inputs_;
  std::vector<double> point_, moved_;
  std::vector<NodeId> leaves_;
  std::vector<NodeId> outputs_;
  std::vector<Kink> kinks_;
  std::vector<Wave> waves_;
  Mask kinked_ = 0, waving_ = 0;
};

}  // namespace mg::check
