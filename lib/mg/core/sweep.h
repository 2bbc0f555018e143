#pragma once

#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "mg/core/tape.h"

namespace mg {

// The two loops over a tape, on values and adjoints that the caller holds: `Graph::backward` runs the second on its
// own, replay runs both on others. See sweep.cc for how they work. Numbers are doubles, or floats: then every operation
// is rounded to a float.

/// Spans of a type that is said, not found: so that vectors are taken, too.
template <class Number> using SpanOf = std::span<std::type_identity_t<Number>>;

/// Computes every value that is not a leaf's, in order. `values` has an entry a node; the leaves' are given.
template <class Number = double> void evaluate(const Tape& tape, SpanOf<Number> values);

/// All values, computed anew from those of the leaves as they are now, rounded.
template <class Number> std::vector<Number> evaluated(const Tape& tape) {
  std::vector<Number> values;
  values.reserve(tape.size());
  for (const double value : tape.values()) values.push_back(static_cast<Number>(value));
  evaluate<Number>(tape, values);
  return values;
}

/// All values: a span of the recorded doubles, or a vector of what they are in floats.
template <class Number> auto values_of(const Tape& tape) {
  if constexpr (std::is_same_v<Number, double>)
    return tape.values();
  else
    return evaluated<Number>(tape);
}

/// Makes all adjoints "not reached".
template <class Number = double> void clear(SpanOf<Number> adjoints);

/// The same, but those of leaves keep what they have.
template <class Number = double> void clear_inner(const Tape& tape, SpanOf<Number> adjoints);

/// Adds `adjoint` to that of `id`, which is thereby reached.
template <class Number = double> void seed(SpanOf<Number> adjoints, NodeId id, std::type_identity_t<Number> adjoint);

/// The reverse sweep, from `last` down to node 0, over what is reached. `adjoints` has at least `last + 1` entries.
template <class Number = double>
void sweep(const Tape& tape, SpanOf<const Number> values, SpanOf<Number> adjoints, NodeId last);

/// An adjoint as it is shown: 0 where nothing has arrived.
template <class Number> Number shown_adjoint(Number stored) { return stored + Number(0.0); }

}  // namespace mg
