#include "mg/core/value.h"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "mg/base/error.h"
#include "mg/core/all_or_nothing.h"
#include "mg/core/functions.h"
#include "mg/core/rounding.h"

namespace mg {

void Value::set_data(double number) {
  if (!is_recorded()) {
    number_ = number;
    return;
  }
  const NodeId node = checked_id();
  if (!is_leaf(tape().op(node))) {
    throw UsageError(
        fmt::format("only inputs, parameters and constants can be given a value; node %{} is computed ({})", node.index,
                    info(tape().op(node)).name));
  }
  tape().set_value(node, number);
}

NodeId Value::id() const {
  if (!is_recorded()) throw UsageError("a Value that no graph has recorded has no node");
  return checked_id();
}

double Value::cast_to_integer(double low, double end) const {
  const double whole = std::trunc(data()) + 0.0;  // -0.5 becomes 0, as an integer does
  if (!(whole >= low && whole < end)) {
    throw UsageError(fmt::format("{} does not fit the integer type that it is cast to", data()));
  }
  if (is_recorded()) {
    tape().all_or_nothing([&] { tape().guard(eq(trunc(*this), whole).id(), true, "a cast to an integer"); });
  }
  return whole;
}

double Value::cast_to_floating(std::string_view what) const {
  const double number = data();
  if (is_recorded()) {
    // A NaN equals nothing, itself included: there, the guard holds where it is a NaN again.
    const bool equals = !std::isnan(number);
    tape().all_or_nothing([&] {
      const Value same = equals ? eq(*this, number) : eq(*this, *this);
      tape().guard(same.id(), equals, what);
    });
  }
  return number;
}

Value::operator bool() const {
  const bool is_zero = data() == 0.0;
  if (is_recorded()) {
    tape().all_or_nothing([&] { tape().guard(eq(*this, 0.0).id(), is_zero, "a cast to bool"); });
  }
  return !is_zero;
}

void Value::report_dropped() { throw UsageError("a Value refers to a node that was dropped when its frame was left"); }

void Value::report_two_graphs() { throw UsageError("Values of two graphs meet in one operation"); }

std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << fmt::format("Value(data={}, grad={})", value.data(), value.grad());
}

}  // namespace mg
