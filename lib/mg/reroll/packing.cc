#include "mg/reroll/packing.h"

#include <algorithm>

#include "mg/program/copier.h"
#include "mg/program/operands.h"
#include "mg/program/places.h"

namespace mg {
namespace {

using program::Expr;
using program::Loop;
using program::Role;
using program::Step;

constexpr std::uint32_t none = 0xffffffff;

class Packer {
 public:
  Packer(const program::Program& program, std::size_t parameters) : program_(program), place_(parameters, none) {}

  std::optional<std::vector<std::uint32_t>> run() {
    for_each_operand(program_, [&](std::uint32_t, Id<Expr> leaf) { visit(program_.exprs[leaf]); });
    if (!strided_) return std::nullopt;
    for (std::uint32_t& place : place_) {
      if (place == none) place = next_++;
    }
    return std::move(place_);
  }

 private:
  /// Gives places to the parameters that are read there, lanes side by side, in the order of the other loops.
  void visit(const Expr& read) {
    if (read.kind() != Expr::Read || program_.buffers[read.buffer()].role != Role::Parameter) return;
    if (!program_.table_of(read.walk()).empty()) return;
    const auto its = program_.steps_of(read.walk());
    std::vector<Step> steps(its.begin(), its.end());
    const auto lanes =
        std::ranges::find_if(steps, [&](const Step& step) { return program_.loops[step.loop].kind == Loop::Lanes; });
    if (lanes == steps.end()) return;
    strided_ |= lanes->step != 1;
    std::rotate(lanes, lanes + 1, steps.end());
    for_each_place(program_, read.base(), steps, {}, [&](std::uint32_t place) {
      if (place_[place] == none) place_[place] = next_++;
    });
  }

  const program::Program& program_;
  std::vector<std::uint32_t> place_;
  std::uint32_t next_ = 0;
  bool strided_ = false;  // whether lanes of some are apart
};

class Reorder : public program::Copier {
 public:
  Reorder(const program::Program& program, std::span<const std::uint32_t> order) : Copier(program), order_(order) {}

 private:
  /// Where the new places go on evenly with the loops around, they do so without a table.
  Id<Expr> read(Id<Expr> id) override {
    const Expr& expr = from().exprs[id];
    const Role role = from().buffers[expr.buffer()].role;
    if (role != Role::Parameter && role != Role::ParameterBar) return Copier::read(id);
    places_.clear();
    for_each_place(from(), expr, [&](std::uint32_t place) { places_.push_back(order_[place]); });
    std::vector<Step> steps(from().steps_of(expr.walk()).begin(), from().steps_of(expr.walk()).end());
    std::size_t next = 1;  // of the innermost loop
    for (std::size_t d = steps.size(); d-- > 0;) {
      const std::uint32_t count = from().loops[steps[d].loop].count;
      steps[d].step = count < 2 ? 0 : static_cast<std::int32_t>(places_[next] - places_[0]);
      next *= count;
    }
    if (is_affine(steps)) return to().read(buffer(expr.buffer()), places_[0], walk_of(steps, program::Walk::no_table));
    std::int32_t row = 1;
    for (std::size_t d = steps.size(); d-- > 0;) {
      steps[d].step = row;
      row *= static_cast<std::int32_t>(from().loops[steps[d].loop].count);
    }
    return to().read(buffer(expr.buffer()), 0, walk_of(steps, to().table(places_)));
  }

  bool is_affine(std::span<const Step> steps) const {
    std::size_t i = 0;
    bool same = true;
    for_each_place(from(), places_[0], steps, {}, [&](std::uint32_t place) { same &= place == places_[i++]; });
    return same;
  }

  Id<program::Walk> walk_of(std::vector<Step> steps, std::uint32_t table) {
    std::erase_if(steps, [](const Step& step) { return step.step == 0; });
    for (Step& step : steps) step.loop = loop(step.loop)[0].loop;
    return to().walk(steps, table);
  }

  const std::span<const std::uint32_t> order_;
  std::vector<std::uint32_t> places_;  // of the read at hand, in the order of its loops
};

}  // namespace

std::optional<std::vector<std::uint32_t>> packed_order(const program::Program& program, std::size_t parameters) {
  return Packer(program, parameters).run();
}

program::Program reorder_parameters(const program::Program& program, std::span<const std::uint32_t> order) {
  return Reorder(program, order).run();
}

}  // namespace mg
