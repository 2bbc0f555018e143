#pragma once

#include <string>

#include "mg/program/program.h"
#include "mg/program/proof.h"

namespace mg::program {

/// A Program to look at, and to compare:
///
///     input x[3]
///     output y[2]
///     data d0 = 1 2 3 4 5 6
///     function
///       for i0 < 2 lanes {
///         let t0 = -0
///         for i1 < 3 {
///           acc t0 += mul(x[i1], d0[2*i1 + i0])
///         }
///         store y[i0] = relu(t0, 0.01)
///       }
///
/// `y[table0[3*i0]]` goes
/// through a table. `guard E` and `guard not E` end the program where E is 0, or is not.
std::string to_text(const Program& program);

/// A line of it, without its indentation.
std::string to_text(const Program& program, const Statement& statement);

/// Where something is computed: `acc t0 += mul(x[i1], d0[2*i1 + i0]), i0 = 1, i1 = 2`.
std::string to_text(const Program& program, const Computed& computed);

}  // namespace mg::program
