#include "mg/core/functions.h"

namespace mg {

// `floor` passes no gradient, and leaves a number without a fraction as it is: a power of 2 makes it one, and is taken
// back without rounding. Which one depends on the number, so that nothing overflows.
Value fn::detach(const Value& x) {
  if (!x.is_recorded()) return x;
  const Value magnitude = abs(x);
  const Value is_tiny = lt(magnitude, 0x1p-900);
  const Value scale = select(is_tiny, 0x1p1000, select(lt(magnitude, 0x1p53), 0x1p952, 1.0));
  const Value rest_of_scale = select(is_tiny, 0x1p74, 1.0);
  return floor(x * scale * rest_of_scale) / rest_of_scale / scale;
}

}  // namespace mg
