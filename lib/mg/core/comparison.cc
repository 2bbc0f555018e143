#include "mg/core/comparison.h"

#include "mg/core/functions.h"

namespace mg {

Value Comparison::recorded() const { return op_ == Op::Lt ? lt(a_, b_) : op_ == Op::Le ? le(a_, b_) : eq(a_, b_); }

Value Comparison::value() const { return negated_ ? eq(recorded(), 0.0) : recorded(); }

Comparison::operator bool() const {
  const Value comparison = recorded();
  const bool outcome = comparison.data() != 0.0;
  if (comparison.is_recorded()) comparison.tape().guard(comparison.checked_id(), outcome, where_);
  return outcome != negated_;
}

}  // namespace mg
