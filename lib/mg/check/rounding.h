#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mg/core/graph.h"

namespace mg::check {

/// How far rounding may take the values of a graph from what they would be without: Monte Carlo arithmetic (Parker,
/// UCLA CSD-970002, 1997). The graph is evaluated a few times at once, with every result moved by up to two units in
/// the last place at random, of a denormal number by up to two of the smallest; the spread is what rounding does. No
/// derivative is asked, so that those under test do not judge themselves.
///
///   Half of the evaluations draw anew for each node; the others once for each kind of op, as a sum of equal terms is
///   rounded the same way each time.
///   What decides (comparisons, `floor`, the side of a `select`) is not moved: the formula that holds is looked at.
///   What comes out infinite of finite numbers becomes NaN, and so does what depends on it: nothing is known of it.
class Rounding {
 public:
  static constexpr std::size_t lanes = 4;
  using Lanes = std::array<double, lanes>;

  enum class Of : std::uint8_t {
    Moving,  ///< only what depends on the leaves that move: the others are rounded alike at both ends of a difference
    All,
  };

  /// The graph must outlive it, and not grow meanwhile.
  Rounding(const Graph& graph, std::uint64_t seed);

  /// Evaluates around `values`, one for each node. Leaves that move are moved as results are, and with `All` four times
  /// as far, which is a step that differences may take; zeros are exact.
  void evaluate(std::span<const double> values, std::span<const NodeId> moving, Of of);

  const Lanes& of(NodeId id) const { return moved_[id.index]; }
  /// How far node `id` went from its value; infinite where it is not known.
  double spread(NodeId id) const;

 private:
  template <class O> Lanes rounded(NodeId id, std::span<const double> values, Of of);
  Lanes nudged(Lanes y, Op op, double times);
  std::uint64_t random();

  const Graph& graph_;
  std::uint64_t state_;  // of the random numbers
  std::span<const double> values_;
  std::vector<Lanes> moved_;
  std::vector<bool> is_moving_;
  std::vector<std::array<double, lanes / 2>> of_kind_;  // how far the ops of a kind are moved
};

}  // namespace mg::check
