#include "mg/check/differences.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "mg/core/ops.h"
#include "mg/exec/replay.h"

namespace mg::check {
namespace {

constexpr int most_steps = 8;  // each half of the one before
// Of a leaf's size. A function may have features of several sizes, so several scales are tried.
constexpr double first_steps[] = {0x1p-5, 0x1p-14, 0x1p-23};

/// The function along a line through a point.
class Line {
 public:
  Line(const Graph& graph, std::span<const double> x, std::span<const double> p)
      : graph_(graph), replay_(graph), point_(x.begin(), x.end()), inputs_(x.size()), y_(graph.outputs().size()) {
    point_.insert(point_.end(), p.begin(), p.end());
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      const OpInfo& row = info(graph.op({i}));
      if (row.arity > 0 && !row.smooth) kinks_.push_back({i});
    }
    moved_ = point_;
    sum_at_ = evaluate();
    sides_ = sides();
  }

  double value() const { return sum_at_; }

  /// The gradient by the engine's sweep.
  std::vector<double> gradient() {
    moved_ = point_;
    evaluate();
    std::vector<double> g(point_.size());
    replay_.backward({}, std::span(g).first(inputs_), std::span(g).subspan(inputs_));
    return g;
  }

  /// The sum of the outputs at point + h * direction; none if a kink lies between, or it is not finite.
  std::optional<double> at(double h, std::span<const double> direction) {
    for (std::size_t i = 0; i < point_.size(); ++i) moved_[i] = point_[i] + h * direction[i];
    const double sum = evaluate();
    if (!std::isfinite(sum) || sides() != sides_) return std::nullopt;
    return sum;
  }

 private:
  double evaluate() {
    replay_.forward(std::span(moved_).first(inputs_), std::span(moved_).subspan(inputs_), y_);
    double sum = 0.0;
    for (double y : y_) sum += y;
    return sum;
  }

  /// What decides which formula holds, for each op that is not smooth: the signs of the differences of its arguments.
  std::vector<double> sides() const {
    std::vector<double> sides;
    for (NodeId id : kinks_) {
      const auto arguments = graph_.arguments(id);
      const auto value = [&](int k) { return replay_.values()[arguments[k].index]; };
      const Op op = graph_.op(id);
      if (op == Op::Floor)
        sides.push_back(std::floor(value(0)));
      else if (op == Op::Select)
        sides.push_back(value(0) != 0.0);
      else if (info(op).arity == 1)
        sides.push_back(sign(value(0)));
      else
        sides.push_back(sign(value(0) - value(1)));
    }
    return sides;
  }

  const Graph& graph_;
  exec::Replay replay_;
  std::vector<double> point_, moved_;
  std::size_t inputs_;
  std::vector<double> y_;
  std::vector<NodeId> kinks_;
  std::vector<double> sides_;
  double sum_at_ = 0.0;
};

struct Estimate {
  double derivative;
  double error;
};

/// Ridders' extrapolation: a column a step, each entry eliminating one more even power of the step.
std::optional<Estimate> differentiate(Line& line, std::span<const double> direction, double first_step) {
  std::array<std::array<double, most_steps>, most_steps> table{};
  Estimate best{0.0, std::numeric_limits<double>::infinity()};
  int columns = 0;
  for (double h = first_step; h > first_step * 0x1p-9 && columns < most_steps; h *= 0.5) {
    const auto above = line.at(h, direction), below = line.at(-h, direction);
    if (!above || !below) {
      columns = 0;  // a smaller step may stay clear of the kink
      continue;
    }
    table[0][columns] = (*above - *below) / (2 * h);
    const double rounding = 4 * std::numeric_limits<double>::epsilon() * (std::fabs(*above) + std::fabs(*below)) / h;
    double factor = 4.0;
    for (int row = 1; row <= columns; ++row, factor *= 4.0) {
      table[row][columns] = (factor * table[row - 1][columns] - table[row - 1][columns - 1]) / (factor - 1);
      const double error = rounding + std::max(std::fabs(table[row][columns] - table[row - 1][columns]),
                                               std::fabs(table[row][columns] - table[row - 1][columns - 1]));
      if (error < best.error) best = {table[row][columns], error};
    }
    ++columns;
  }
  if (!std::isfinite(best.error)) return std::nullopt;
  return best;
}

/// Compares along one direction. A wrong derivative is wrong on every scale, so agreement on one is enough; and only an
/// estimate that is sure of itself can say that there is none.
void compare(Line& line, std::span<const double> direction, double expected, DifferenceResult& result) {
  // Where even the last bits of the leaves matter (the sine of 1e200), differences tell nothing.
  constexpr double last_bits = 0x1p-50;
  double scale = std::fabs(line.value());
  for (const double step : first_steps) {
    for (const double h : {step, -step}) {
      if (const auto moved = line.at(h, direction)) scale = std::max(scale, std::fabs(*moved - line.value()));
    }
  }
  const auto above = line.at(last_bits, direction), below = line.at(-last_bits, direction);
  if (!above || !below || std::fabs(*above - *below) > 1e-6 * scale) {
    ++result.skipped;
    return;
  }
  bool sure = false;
  for (const double first_step : first_steps) {
    const auto estimate = differentiate(line, direction, first_step);
    if (!estimate || !std::isfinite(expected)) continue;
    const double error = std::fabs(estimate->derivative - expected);
    const double size = std::fabs(estimate->derivative) + std::fabs(line.value());
    if (error <= 20 * estimate->error + 1e-7 * std::fabs(expected) && estimate->error <= 1e-4 * size) {
      ++result.compared;
      if (size > 0) result.largest_error = std::max(result.largest_error, error / size);
      return;
    }
    sure = sure || estimate->error <= 1e-5 * std::fabs(estimate->derivative);
  }
  ++(sure ? result.compared : result.skipped);
  if (sure) ++result.wrong;
}

}  // namespace

void DifferenceResult::add(const DifferenceResult& other) {
  compared += other.compared;
  skipped += other.skipped;
  wrong += other.wrong;
  largest_error = std::max(largest_error, other.largest_error);
}

DifferenceResult compare_with_differences(const Graph& graph, std::span<const double> x, std::span<const double> p,
                                          std::size_t most_directions, std::uint64_t seed) {
  DifferenceResult result;
  Line line(graph, x, p);
  const std::size_t leaves = x.size() + p.size();
  const std::size_t directions = std::min(leaves, most_directions);
  const std::vector<double> gradient = line.gradient();
  std::mt19937_64 random(seed);
  for (std::size_t d = 0; d < directions; ++d) {
    std::vector<double> direction(leaves, 0.0);
    double expected = 0.0;
    for (std::size_t i = 0; i < leaves; ++i) {
      if (leaves <= most_directions && i != d) continue;
      const double at = i < x.size() ? x[i] : p[i - x.size()];
      const double size = std::max(std::fabs(at), 0.125);
      direction[i] = random() & 1 ? size : -size;
      expected += gradient[i] * direction[i];
    }
    compare(line, direction, expected, result);
  }
  return result;
}

}  // namespace mg::check
