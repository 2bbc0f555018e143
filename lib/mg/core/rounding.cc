#include "mg/core/rounding.h"

#include <fmt/format.h>

#include "mg/base/error.h"

namespace mg {

double fn::integer_with_guard(const Value& whole, double end, Place where) {
  const double integer = whole.data() + 0.0;  // 0 for -0, as an integer is
  if (!(integer >= -end && integer < end)) {
    throw UsageError(fmt::format("{} does not fit the integer type that it is rounded to", whole.data()));
  }
  static_cast<void>(static_cast<bool>(Comparison(Op::Eq, whole, integer, where)));
  return integer;
}

Value remquo(const Argument& x, const Argument& y, int* quotient) {
  const Value whole = rint(x.value / y.value);
  const Value is_finite = lt(abs(whole), std::numeric_limits<double>::infinity());
  *quotient = fn::integer_with_guard<int>(select(is_finite, whole - 8.0 * trunc(whole / 8.0), 0.0), x.where);
  return remainder(x.value, y.value);
}

// Of |x|, whose whole part leaves a fraction without a sign. Where x is 0, its sign is not that of `abs`, which would
// have no derivative there.
Value modf(const Value& x, Value* whole) {
  const Value negative = has_sign(x);
  const Value magnitude = select(negative, -x, x);
  const Value below = floor(magnitude);
  const Value rest = select(eq(magnitude, std::numeric_limits<double>::infinity()), 0.0, magnitude - below);
  *whole = select(negative, -below, below);
  return select(negative, -rest, rest);
}

}  // namespace mg
