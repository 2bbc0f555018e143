#include "mg/check/rounding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "mg/core/ops.h"

namespace mg::check {
namespace {

using Lanes = Rounding::Lanes;

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

Lanes same(double value) {
  Lanes all;
  all.fill(value);
  return all;
}

/// One to two, up or down, of the bits of a random number: never so little that a sum stays the same number.
double units(std::uint64_t bits) {
  constexpr std::uint64_t sign_and_fraction = 0x800fffffffffffff, one = 0x3ff0000000000000;
  return std::bit_cast<double>((bits & sign_and_fraction) | one);
}

/// Whether the result `y` of the arguments `x` is not rounded: here, and around here, where not `All` is asked of.
template <class O, std::size_t N>
bool is_exact(const std::array<double, N>& x, double y, double attribute, Rounding::Of of) {
  if constexpr (O::info.exact) return true;
  if constexpr (std::is_same_v<O, op::Add> || std::is_same_v<O, op::Sub>) {
    if (of == Rounding::Of::Moving) return y == 0.0;
    const double second = std::is_same_v<O, op::Add> ? x[1] : -x[1];
    return y - x[0] == second && y - second == x[0];
  }
  // A zero of zeros is one; another may be what was too small.
  if constexpr (O::info.attribute.has_value()) {
    if (y == 0.0 && attribute == 0.0) return true;
  }
  return y == 0.0 && std::ranges::count(x, 0.0) > 0;
}

}  // namespace

Rounding::Rounding(const Graph& graph, std::uint64_t seed)
    : graph_(graph),
      state_(seed * 0x9e3779b97f4a7c15 | 1),
      moved_(graph.size()),
      is_moving_(graph.size()),
      of_kind_(op_count) {}

void Rounding::evaluate(std::span<const double> values, std::span<const NodeId> moving, Of of) {
  values_ = values;
  for (auto& kind : of_kind_) {
    for (double& k : kind) k = units(random());
  }
  for (NodeId leaf : moving) is_moving_[leaf.index] = true;
  for (std::uint32_t i = 0; i < graph_.size(); ++i) {
    moved_[i] = visit(graph_.op({i}), [&]<class O>(O) { return rounded<O>({i}, values, of); });
  }
  for (NodeId leaf : moving) is_moving_[leaf.index] = false;
}

double Rounding::spread(NodeId id) const {
  double most = 0.0;
  for (const double y : moved_[id.index]) {
    const double distance = y == values_[id.index] ? 0.0 : std::fabs(y - values_[id.index]);
    if (!(distance <= most)) most = std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
  }
  return most;
}

template <class O> Lanes Rounding::rounded(NodeId id, std::span<const double> values, Of of) {
  constexpr std::size_t arity = O::info.arity;
  const Lanes plain = same(values[id.index]);
  if constexpr (arity == 0) {
    if (!is_moving_[id.index] || values[id.index] == 0.0) return plain;
    return nudged(plain, op_of<O>, of == Of::All ? 4.0 : 1.0);
  } else {
    const auto ids = graph_.arguments(id);
    std::array<double, arity> x;
    for (std::size_t k = 0; k < arity; ++k) x[k] = values[ids[k].index];
    if (of == Of::Moving) {
      bool moves = false;
      for (std::size_t k = 0; k < arity; ++k) {
        for (const double a : moved_[ids[k].index]) moves |= a != x[k];
      }
      if (!moves) return plain;
    }
    if constexpr (O::info.uses == Uses::Nothing) return plain;
    if constexpr (O::info.uses == Uses::Taken) {
      const auto taken = taken_op<O>(x);
      for (std::size_t k = 0; k < arity; ++k) {
        if (taken[k]) return moved_[ids[k].index];
      }
    }
    const double attribute = graph_.attribute(id);
    Lanes y;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::array<double, arity> a;
      for (std::size_t k = 0; k < arity; ++k) a[k] = moved_[ids[k].index][lane];
      y[lane] = eval_op<O>(a, attribute);
      if (std::isinf(y[lane]) && std::ranges::all_of(a, [](double number) { return std::isfinite(number); })) {
        y[lane] = std::numeric_limits<double>::quiet_NaN();
      }
    }
    return is_exact<O>(x, values[id.index], attribute, of) ? y : nudged(y, op_of<O>, 1.0);
  }
}

/// Xorshift (Marsaglia, Journal of Statistical Software 8, 2003): good enough, and little beside an evaluation.
std::uint64_t Rounding::random() {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 7;
  return state_ ^= state_ << 17;
}

Lanes Rounding::nudged(Lanes y, Op op, double times) {
  const double unit = times * epsilon;
  const std::uint64_t bits = random();
  const auto& kind = of_kind_[static_cast<std::size_t>(op)];
  const Lanes k{units(bits), units(std::rotl(bits, 32)), kind[0], kind[1]};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double size = std::fabs(y[lane]);
    if (size <= std::numeric_limits<double>::max()) y[lane] += k[lane] * std::max(size * unit, smallest);
  }
  return y;
}

}  // namespace mg::check
