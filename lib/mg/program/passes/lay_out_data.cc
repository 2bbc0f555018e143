#include "mg/program/passes/lay_out_data.h"

#include <algorithm>

#include "mg/program/copier.h"
#include "mg/program/places.h"

namespace mg::program {
namespace {

class LayOutData : public Copier {
 public:
  explicit LayOutData(const Program& program) : Copier(program), position_(program.loops.size()) {
    for (std::uint32_t s = 0; s < program.statements.size(); ++s) {
      const Statement& statement = program.statements[s];
      if (statement.kind() == Statement::For) position_[statement.loop().index] = s;
    }
  }

 private:
  Id<Expr> read(Id<Expr> id) override {
    const Expr& expr = from().exprs[id];
    const Buffer& its = from().buffers[expr.buffer()];
    const auto table = from().table_of(expr.walk());
    if (its.role != Role::Data && table.empty()) return Copier::read(id);
    std::vector<Step> steps(from().steps_of(expr.walk()).begin(), from().steps_of(expr.walk()).end());
    std::ranges::stable_sort(steps, {}, [&](const Step& step) {
      const bool has_lanes = from().loops[step.loop].kind == Loop::Lanes;
      return std::pair(has_lanes, position_[step.loop.index]);
    });
    std::vector<Step> to_steps;
    std::int32_t stride = 1;
    for (std::size_t i = steps.size(); i-- > 0;) {
      for (const Step& part : loop(steps[i].loop)) to_steps.push_back({part.loop, part.step * stride});
      stride *= static_cast<std::int32_t>(from().loops[steps[i].loop].count);
    }
    std::ranges::reverse(to_steps);
    if (!table.empty()) {
      const auto places = in_order<std::uint32_t>(table, expr, steps);
      return to().read(buffer(expr.buffer()), 0, to().walk(to_steps, to().table(places)));
    }
    return to().read(to().data(in_order<double>(from().data[its.data], expr, steps)), 0, to().walk(to_steps));
  }

  template <class Number>
  std::vector<Number> in_order(std::span<const Number> numbers, const Expr& expr,
                               const std::vector<Step>& steps) const {
    std::vector<Number> ordered;
    for_each_place(from(), expr.base(), steps, {}, [&](std::uint32_t place) { ordered.push_back(numbers[place]); });
    return ordered;
  }

  std::vector<std::uint32_t> position_;  // of the statement that begins each loop
};

}  // namespace

Program lay_out_data(const Program& program) { return LayOutData(program).run(); }

}  // namespace mg::program
