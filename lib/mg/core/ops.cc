#include "mg/core/ops.h"

#include <cassert>

namespace mg {

double evaluate(Op op, const std::array<double, 3>& x, double attribute) {
  return visit(op, [&]<class O>(O) -> double {
    if constexpr (O::info.arity == 0) {
      assert(!"a leaf has no rule");
      return 0.0;
    } else {
      return eval_op<O>(x, attribute);
    }
  });
}

}  // namespace mg
