#include "mg/core/comparison.h"

#include "mg/core/functions.h"

namespace mg {

Value Comparison::value() const {
  const Value outcome = op_ == Op::Lt ? lt(a_, b_) : op_ == Op::Le ? le(a_, b_) : eq(a_, b_);
  return negated_ ? eq(outcome, 0.0) : outcome;
}

Comparison::operator bool() const {
  const Value comparison = op_ == Op::Lt ? lt(a_, b_) : op_ == Op::Le ? le(a_, b_) : eq(a_, b_);
  const bool outcome = comparison.data() != 0.0;
  if (comparison.is_recorded()) comparison.tape().guard(comparison.checked_id(), outcome, where_);
  return outcome != negated_;
}

}  // namespace mg
