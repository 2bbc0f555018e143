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
// flow. Inside a rule, the functions of <cmath> are called unqualified, so that `double` finds them and Value finds its
// own; others are called fn::NAME.

#include "mg/core/op.h"

// Recording is compiled in line, with the flags of whoever records.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "compile what records without -ffast-math and what belongs to it: its numbers would not be those of the graph"
#endif

namespace mg {

class Value;

/// The functions that <cmath> lacks, where argument-dependent lookup does not find them: see functions.h.
namespace fn {

// Those that rules need, for plain numbers.
inline double lt(double a, double b) { return a < b ? 1.0 : 0.0; }
inline double le(double a, double b) { return a <= b ? 1.0 : 0.0; }
inline double eq(double a, double b) { return a == b ? 1.0 : 0.0; }
inline double sign(double x) { return static_cast<double>((x > 0.0) - (x < 0.0)); }
inline double select(double condition, double a, double b) { return condition != 0.0 ? a : b; }

// And for Values: declared here, as a qualified name in a rule means what is declared before it.
inline Value lt(const Value& a, const Value& b);
inline Value le(const Value& a, const Value& b);
inline Value eq(const Value& a, const Value& b);
inline Value sign(const Value& x);
inline Value select(const Value& condition, const Value& a, const Value& b);
inline Value relu(const Value& x, double slope);
inline Value sigmoid(const Value& x);
inline Value softplus(const Value& x);

}  // namespace fn

using namespace fn;

}  // namespace mg
