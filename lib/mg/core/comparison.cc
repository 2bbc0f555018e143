#include "mg/core/comparison.h"

#include "mg/core/all_or_nothing.h"
#include "mg/core/functions.h"

namespace mg {

Value Comparison::recorded() const { return op_ == Op::Lt ? lt(a_, b_) : op_ == Op::Le ? le(a_, b_) : eq(a_, b_); }

Value Comparison::value() const { return negated_ ? eq(recorded(), 0.0) : recorded(); }

Comparison::operator bool() const {
  const Value& one = a_.is_recorded() ? a_ : b_;
  if (!one.is_recorded()) return (recorded().data() != 0.0) != negated_;
  Tape& tape = one.tape();
  return tape.all_or_nothing([&] {
    const NodeId comparison = recorded().checked_id();
    const bool outcome = tape.value(comparison) != 0.0;
    tape.guard(comparison, outcome, where_);
    return outcome != negated_;
  });
}

}  // namespace mg
