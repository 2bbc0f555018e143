#include "mg/program/program.h"

#include "mg/core/ops.h"

namespace mg::program {

double Program::attribute(const Expr& expr) const {
  return info(expr.op()).attribute ? numbers[expr.attribute()] : 0.0;
}

Reach reach(const Program& program, const Expr& read) {
  Reach reach{read.base(), read.base()};
  for (const Step& step : program.steps_of(read.walk())) {
    const std::int64_t way = std::int64_t{step.step} * (std::int64_t{program.loops[step.loop].count} - 1);
    (way < 0 ? reach.least : reach.greatest) += way;
  }
  return reach;
}

}  // namespace mg::program
