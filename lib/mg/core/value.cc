#include "mg/core/value.h"

#include <fmt/format.h>

#include <ostream>

#include "mg/core/error.h"

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

void Value::report_dropped() { throw UsageError("a Value refers to a node that was dropped when its frame was left"); }

void Value::report_two_graphs() { throw UsageError("Values of two graphs meet in one operation"); }

std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << fmt::format("Value(data={}, grad={})", value.data(), value.grad());
}

}  // namespace mg
