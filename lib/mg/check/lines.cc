#include "mg/check/lines.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "mg/core/ops.h"

namespace mg::check {
namespace {

constexpr double longest_arc = 3.0;  // less than the period of any op that has one

}  // namespace

Lines::Lines(const Graph& graph, std::span<const double> x, std::span<const double> p, std::vector<NodeId> outputs,
             std::uint64_t seed)
    : graph_(graph),
      replay_(graph),
      rounding_(graph, seed),
      inputs_(x.size()),
      point_(x.begin(), x.end()),
      leaves_(graph.inputs().begin(), graph.inputs().end()),
      outputs_(std::move(outputs)) {
  assert(outputs_.size() <= most_outputs);
  point_.insert(point_.end(), p.begin(), p.end());
  leaves_.insert(leaves_.end(), graph.parameters().begin(), graph.parameters().end());
  moved_ = point_;
  evaluate();
  find_kinks_and_waves();
}

std::vector<double> Lines::at(double h, std::span<const double> direction) {
  for (std::size_t i = 0; i < point_.size(); ++i) moved_[i] = point_[i] + h * direction[i];
  evaluate();
  kinked_ = waving_ = 0;
  for (const Wave& wave : waves_) {
    if (std::fabs(replay_.values()[wave.argument.index] - wave.at) > longest_arc) waving_ |= wave.outputs;
  }
  for (const Kink& kink : kinks_) {
    if (!same_number(side(kink.node), kink.side)) kinked_ |= kink.outputs;
  }
  std::vector<double> y(outputs_.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = 0; k < y.size(); ++k) {
    if (!is_kinked(k) && !is_waving(k)) y[k] = replay_.values()[outputs_[k].index];
  }
  return y;
}

std::vector<double> Lines::rounding(std::span<const NodeId> moving) {
  rounding_.evaluate(replay_.values(), moving, Rounding::Of::Moving);
  std::vector<double> spreads;
  for (NodeId id : outputs_) spreads.push_back(rounding_.spread(id));
  return spreads;
}

void Lines::find_kinks_and_waves() {
  std::vector<Mask> reaching(graph_.size());
  for (std::size_t k = 0; k < outputs_.size(); ++k) reaching[outputs_[k].index] |= Mask{1} << k;
  for (std::uint32_t i = graph_.size(); i-- > 0;) {
    const OpInfo& row = info(graph_.op({i}));
    if (row.arity == 0 || reaching[i] == 0) continue;
    const auto arguments = graph_.arguments({i});
    for (int k = 0; k < row.arity; ++k) reaching[arguments[k].index] |= reaching[i];
    if (row.kinks != Kinks::None) kinks_.push_back({{i}, reaching[i], side({i})});
    if (row.periodic) {
      waves_.push_back({arguments[0], reaching[i], replay_.values()[arguments[0].index]});
    }
  }
}

void Lines::evaluate() { replay_.forward(std::span(moved_).first(inputs_), std::span(moved_).subspan(inputs_)); }

/// A number that tells which formula holds for an op with kinks.
double Lines::side(NodeId id) const {
  const auto values = replay_.values();
  return visit(graph_.op(id), [&]<class O>(O) -> double {
    std::array<double, O::info.arity> x;
    const auto arguments = graph_.arguments(id);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = values[arguments[k].index];
    if constexpr (O::info.kinks == Kinks::Sides) {
      const auto taken = taken_op<O>(x);
      return static_cast<double>(std::ranges::find(taken, true) - taken.begin());
    }
    if constexpr (O::info.kinks == Kinks::AtZero) return op::Sign::eval(x[0]);
    return values[id.index];
  });
}

}  // namespace mg::check
