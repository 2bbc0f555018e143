#include "mg/check/differences.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <utility>

#include "mg/check/lines.h"
#include "mg/check/ridders.h"
#include "mg/check/rounding.h"
#include "mg/core/ops.h"
#include "mg/exec/replay.h"
#include "mg/passes/gradient.h"

namespace mg::check {
namespace {

constexpr std::size_t most_outputs = 16;
constexpr std::size_t most_shown = 3;  // of what is wrong
// Of a leaf's size, which is at least this, so that zeros move.
constexpr double first_steps[] = {0x1p-5, 0x1p-14, 0x1p-23, 0x1p-32, 0x1p-41, 0x1p-50};
constexpr double least_size = 0.125;

// An error must be so many times less than a difference that is to mean something.
constexpr double caution = 20.0;
// Of the slopes around: what an error may be times caution, so that 1 % off is seen.
constexpr double well_known = 0.005;
// Of the products that a slope is the sum of by the gradient: what they may be off.
constexpr double error_of_products = 1e-7;
// Rounding that is more than so much of what a step makes hides what shorter steps make.
constexpr double rough = 0.1;

static_assert(most_outputs <= Lines::most_outputs);

/// Which outputs are looked at: all, or some spread evenly.
std::vector<std::size_t> chosen_outputs(std::size_t outputs, std::uint64_t seed) {
  std::vector<std::size_t> chosen;
  const std::size_t count = std::min(outputs, most_outputs);
  for (std::size_t i = 0; i < count; ++i) chosen.push_back((seed + i * outputs / count) % outputs);
  std::ranges::sort(chosen);
  return chosen;
}

/// An output along a direction: what is known of its slope so far.
struct Trial {
  struct Seen {
    Estimate estimate;
    double first_step;
  };

  double expected = 0.0;  ///< by the gradient
  double products = 0.0;  ///< the sum of the sizes of what that is the sum of
  bool is_open = true;    ///< whether a shorter step may tell more
  bool was_kinked = false, was_waving = false;
  std::vector<Seen> seen = {};
  std::optional<double> agrees = {};  ///< where one does, its relative error

  double slack(const Estimate& estimate) const { return caution * estimate.error + error_of_products * products; }
  double size(const Estimate& estimate) const {
    return std::max({std::fabs(estimate.slope), std::fabs(expected), estimate.around / 16});
  }
  double off(const Estimate& estimate) const { return std::fabs(estimate.slope - expected); }
  bool is_known(const Estimate& estimate) const {
    return caution * estimate.error <= well_known * size(estimate) &&
           error_of_products * products <= well_known * size(estimate);
  }
  void add(const Estimate& estimate, double first_step) {
    if (estimate.error == Estimate::unknown) return;
    seen.push_back({estimate, first_step});
    if (!is_known(estimate) || !estimate.is_smooth || off(estimate) > slack(estimate)) return;
    is_open = false;
    agrees = size(estimate) > 0 ? off(estimate) / size(estimate) : 0.0;
  }

  /// What contradicts on the finest scale that tells, unless there is more than rounding on finer ones.
  std::optional<Seen> against() const {
    std::optional<Seen> finest;
    for (const Seen& one : seen) {
      if (!is_known(one.estimate) || !one.estimate.is_smooth || off(one.estimate) <= slack(one.estimate)) continue;
      if (!finest || one.first_step < finest->first_step) finest = one;
    }
    for (const Seen& one : seen) {
      if (!finest) break;
      const double apart = std::fabs(one.estimate.slope - finest->estimate.slope);
      const bool is_finer = one.first_step < finest->first_step;
      if (is_finer && apart > 2 * one.estimate.rounding + slack(finest->estimate)) return std::nullopt;
    }
    return finest;
  }
};

/// The gradient of an output, computed again with rounding.
class RoundedGradient {
 public:
  RoundedGradient(const Graph& graph, std::size_t output, std::uint64_t seed)
      : output_(output),
        adjoints_(gradient(graph, {.output = output, .names = false})),
        first_(graph.outputs().size()),
        replay_(adjoints_),
        rounding_(adjoints_, seed) {}

  std::size_t output() const { return output_; }

  /// How far it is from the slope along `direction` at the point to those at the ends of a step.
  double change(std::span<const double> x, std::span<const double> p, std::span<const double> direction, double step) {
    std::vector<double> slopes;
    for (const double h : {0.0, step, -step}) {
      std::vector<double> at(x.begin(), x.end());
      at.insert(at.end(), p.begin(), p.end());
      for (std::size_t i = 0; i < at.size(); ++i) at[i] += h * direction[i];
      replay_.forward(std::span(at).first(x.size()), std::span(at).subspan(x.size()));
      slopes.push_back(0.0);
      for (std::size_t i = 0; i < direction.size(); ++i) {
        const NodeId id = adjoints_.outputs()[first_ + i].node;
        if (direction[i] != 0.0) slopes.back() += replay_.values()[id.index] * direction[i];
      }
    }
    return std::max(std::fabs(slopes[1] - slopes[0]), std::fabs(slopes[2] - slopes[0]));
  }

  /// How far rounding takes the slope along `direction` at the point.
  double spread(std::span<const double> x, std::span<const double> p, std::span<const double> direction,
                std::span<const NodeId> moving) {
    replay_.forward(x, p);
    double most = 0.0;
    for (int turn = 0; turn < turns; ++turn) {
      rounding_.evaluate(replay_.values(), moving, Rounding::Of::All);
      for (std::size_t lane = 0; lane < Rounding::lanes; ++lane) {
        double off = 0.0;
        for (std::size_t i = 0; i < direction.size(); ++i) {
          const NodeId id = adjoints_.outputs()[first_ + i].node;
          if (direction[i] != 0.0) off += (rounding_.of(id)[lane] - replay_.values()[id.index]) * direction[i];
        }
        most = std::max(most, std::isnan(off) ? Estimate::unknown : std::fabs(off));
      }
    }
    return most;
  }

 private:
  static constexpr int turns = 4;  // so that they are not near each other by chance

  std::size_t output_;
  Graph adjoints_;
  std::size_t first_;
  exec::Replay replay_;
  Rounding rounding_;
};

class Comparing {
 public:
  Comparing(const Graph& graph, std::span<const double> x, std::span<const double> p, const GradientOf& gradient,
            std::uint64_t seed)
      : graph_(graph), seed_(seed), inputs_(x.size()), outputs_(chosen_outputs(graph.outputs().size(), seed)) {
    std::vector<NodeId> nodes;
    for (std::size_t output : outputs_) {
      nodes.push_back(graph.outputs()[output].node);
      gradients_.push_back(gradient(output));
    }
    lines_.emplace(graph, x, p, std::move(nodes), seed);
  }

  /// `signs`: for each leaf whether it moves, and which way.
  void along(std::span<const double> signs) {
    const auto point = lines_->point();
    double least = 1.0;  // size of a leaf that is not 0, of what it moves by
    direction_.assign(signs.begin(), signs.end());
    moving_.clear();
    for (std::size_t i = 0; i < signs.size(); ++i) {
      if (signs[i] == 0.0) continue;
      moving_.push_back(lines_->leaves()[i]);
      const double size = std::fabs(point[i]);
      direction_[i] *= std::max(size, least_size);
      if (std::isnormal(size)) least = std::min(least, size / least_size);
    }
    start();
    leave_kinks(least * 0x1p-50);
    for (const double scale : {1.0, least}) {
      for (const double first_step : first_steps) try_steps(scale * first_step, trials_);
      if (least == 1.0) break;
    }
    for (std::size_t k = 0; k < trials_.size(); ++k) count(k);
  }

  const DifferenceResult& result() const { return result_; }

 private:
  void start() {
    at_ = lines_->at(0.0, direction_);
    rounding_ = lines_->rounding(moving_);
    trials_.assign(outputs_.size(), {});
    for (std::size_t k = 0; k < trials_.size(); ++k) {
      Trial& trial = trials_[k];
      for (std::size_t i = 0; i < direction_.size(); ++i) {
        if (direction_[i] == 0.0) continue;
        trial.expected += gradients_[k][i] * direction_[i];
        trial.products += std::fabs(gradients_[k][i] * direction_[i]);
      }
      trial.is_open = std::isfinite(trial.expected) && std::isfinite(at_[k]);
    }
  }

  /// Closes what even the shortest step takes over a kink, or out of the domain.
  void leave_kinks(double shortest) {
    for (const double h : {shortest, -shortest}) {
      const std::vector<double> y = lines_->at(h, direction_);
      for (std::size_t k = 0; k < trials_.size(); ++k) {
        if (!trials_[k].is_open || std::isfinite(y[k])) continue;
        trials_[k].is_open = false;
        trials_[k].was_kinked |= lines_->is_kinked(k);
        trials_[k].was_waving |= lines_->is_waving(k);
      }
    }
  }

  struct End {
    std::vector<double> y, rounding;
  };

  /// One scale: estimates, and what they say.
  void try_steps(double first_step, std::vector<Trial>& trials) {
    const std::size_t outputs = trials.size();
    if (std::ranges::none_of(trials, &Trial::is_open)) return;
    std::vector<Extrapolation> tables(outputs);
    std::vector<double> rounding(outputs), variation(outputs);
    double h = first_step;
    for (int step = 0; step < Extrapolation::most_steps; ++step, h *= 0.5) {
      // Measured where an output's steps begin.
      bool begins = false;
      const auto end = [&](double to) {
        End end{lines_->at(to, direction_), {}};
        for (std::size_t k = 0; k < outputs; ++k) {
          trials[k].was_kinked |= lines_->is_kinked(k);
          trials[k].was_waving |= lines_->is_waving(k);
          begins |= trials[k].is_open && tables[k].is_empty() && std::isfinite(end.y[k]);
        }
        if (begins) end.rounding = lines_->rounding(moving_);
        return end;
      };
      const End above = end(h), below = end(-h);
      for (std::size_t k = 0; k < outputs; ++k) {
        if (!trials[k].is_open) continue;
        if (!std::isfinite(above.y[k] - below.y[k])) {
          tables[k].restart();
          continue;
        }
        if (tables[k].is_empty()) rounding[k] = std::max({rounding_[k], above.rounding[k], below.rounding[k]});
        variation[k] = std::max({variation[k], std::fabs(above.y[k] - at_[k]), std::fabs(below.y[k] - at_[k])});
        tables[k].add(h, above.y[k], at_[k], below.y[k], rounding[k]);
      }
    }
    for (std::size_t k = 0; k < outputs; ++k) {
      if (!trials[k].is_open) continue;
      trials[k].add(tables[k].best(), first_step);
      // Shorter steps make less of a difference, and no less rounding.
      if (rounding[k] > rough * variation[k]) trials[k].is_open = false;
    }
  }

  /// What contradicts, and is no matter of how the gradient is rounded or changes within the steps.
  std::optional<Estimate> contradiction(std::size_t k) {
    const Trial& trial = trials_[k];
    const auto first = trial.against();
    if (!first) return {};
    if (!gradient_ || gradient_->output() != outputs_[k]) gradient_.emplace(graph_, outputs_[k], seed_);
    const auto point = lines_->point();
    const double spread = gradient_->spread(point.first(inputs_), point.subspan(inputs_), direction_, moving_);
    const double last_step = std::ldexp(first->first_step, 1 - Extrapolation::most_steps);
    const double change = gradient_->change(point.first(inputs_), point.subspan(inputs_), direction_, last_step);
    if (trial.off(first->estimate) <= trial.slack(first->estimate) + caution * spread + 2 * change) return {};
    return first->estimate;
  }

  void add_wrong(std::size_t k, const Estimate& measured) {
    const Trial& trial = trials_[k];
    ++result_.compared, ++result_.wrong;
    result_.largest_error = std::max(result_.largest_error, trial.off(measured) / trial.size(measured));
    if (result_.first.size() == most_shown) return;
    WrongSlope wrong{.output = outputs_[k],
                     .leaf = {},
                     .engine = trial.expected,
                     .measured = measured.slope,
                     .error = measured.error};
    if (moving_.size() == 1) {
      const auto moves = std::ranges::find_if(direction_, [](double by) { return by != 0.0; });
      wrong.leaf = static_cast<std::size_t>(moves - direction_.begin());
      wrong.engine /= *moves, wrong.measured /= *moves, wrong.error /= std::fabs(*moves);
    }
    result_.first.push_back(wrong);
  }

  void count(std::size_t k) {
    const Trial& trial = trials_[k];
    if (trial.agrees) {
      ++result_.compared;
      result_.largest_error = std::max(result_.largest_error, *trial.agrees);
    } else if (const auto measured = contradiction(k)) {
      add_wrong(k, *measured);
    } else {
      const bool is_rough = !trial.seen.empty() || trial.was_waving;
      ++(is_rough ? result_.too_rough : trial.was_kinked ? result_.not_smooth : result_.not_finite);
    }
  }

  const Graph& graph_;
  std::uint64_t seed_;
  std::size_t inputs_;
  std::vector<std::size_t> outputs_;            // by their places
  std::vector<std::vector<double>> gradients_;  // of them
  std::optional<Lines> lines_;
  std::optional<RoundedGradient> gradient_;  // of the output last asked of
  DifferenceResult result_;

  // Of the direction at hand.
  std::vector<double> direction_;
  std::vector<NodeId> moving_;
  std::vector<double> at_, rounding_;  // at the point
  std::vector<Trial> trials_;
};

}  // namespace

void DifferenceResult::add(const DifferenceResult& other) {
  compared += other.compared;
  wrong += other.wrong;
  not_smooth += other.not_smooth;
  not_finite += other.not_finite;
  too_rough += other.too_rough;
  largest_error = std::max(largest_error, other.largest_error);
  const std::size_t more = most_shown - std::min(first.size(), most_shown);
  first.insert(first.end(), other.first.begin(),
               other.first.begin() + static_cast<std::ptrdiff_t>(std::min(more, other.first.size())));
}

DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          const GradientOf& gradient, std::size_t most_directions, std::uint64_t seed) {
  Comparing comparing(graph, x, p, gradient, seed);
  const std::size_t leaves = x.size() + p.size();
  std::mt19937_64 random(seed);
  for (std::size_t d = 0; d < std::min(leaves, most_directions); ++d) {
    std::vector<double> signs(leaves, 0.0);
    for (std::size_t i = 0; i < leaves; ++i) {
      if (leaves > most_directions || i == d) signs[i] = random() & 1 ? 1.0 : -1.0;
    }
    comparing.along(signs);
  }
  return comparing.result();
}

DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          std::size_t most_directions, std::uint64_t seed) {
  exec::Replay engine(graph);
  engine.forward(x, p);
  const auto gradient = [&](std::size_t output) {
    std::vector<double> g(x.size() + p.size());
    engine.backward_from(output, std::span(g).first(x.size()), std::span(g).subspan(x.size()));
    return g;
  };
  return compare_with_differences(graph, x, p, gradient, most_directions, seed);
}

}  // namespace mg::check
