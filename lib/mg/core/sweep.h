#pragma once

#include <cstdint>
#include <span>

#include "mg/core/tape.h"

namespace mg {

// The two loops over a tape, on values and adjoints that the caller holds: `Graph::backward` runs the second on its
// own, replay runs both on others. See sweep.cc for how they work.

/// Computes every value that is not a leaf's, in order. `values` has an entry a node; the leaves' are given.
void evaluate(const Tape& tape, std::span<double> values);

/// Makes all adjoints "not reached".
void clear(std::span<double> adjoints);

/// The same, but those of leaves keep what they have.
void clear_inner(const Tape& tape, std::span<double> adjoints);

/// Adds `adjoint` to that of `id`, which is thereby reached.
void seed(std::span<double> adjoints, NodeId id, double adjoint);

/// The reverse sweep, from `last` down to node 0, over what is reached. `adjoints` has at least `last + 1` entries.
void sweep(const Tape& tape, std::span<const double> values, std::span<double> adjoints, NodeId last);

/// An adjoint as it is shown: 0 where nothing has arrived.
inline double shown_adjoint(double stored) { return stored + 0.0; }

}  // namespace mg
