#pragma once

// The op table: one struct an op, and everything about the op in its struct.
//
//   info      name, symbol, arity, emitted C++ (op.h)
//   eval      the value; defines recording, replay and folding. The emitted C++ computes the same bits.
//   partials  the derivative to each argument, from the arguments and the value `y`.
//             With numbers it runs in the reverse sweep, with Values it builds the adjoint graph.
//   taken     only for ops that use the side they take: for each argument, whether it is taken (nonzero: yes).
//
// An op with an attribute gets it as the last argument of both. IEEE throughout: nothing throws, NaN and infinities
// flow. Inside a rule, functions are called unqualified, so that `double` finds <cmath> and Value finds its own.

#include "mg/core/op.h"

namespace mg {

// The few functions that rules need and <cmath> lacks, for plain numbers. Value has the same ones (value.h).
inline double lt(double a, double b) { return a < b ? 1.0 : 0.0; }
inline double le(double a, double b) { return a <= b ? 1.0 : 0.0; }
inline double eq(double a, double b) { return a == b ? 1.0 : 0.0; }
inline double sign(double x) { return static_cast<double>((x > 0.0) - (x < 0.0)); }
inline double select(double condition, double a, double b) { return condition != 0.0 ? a : b; }

}  // namespace mg
