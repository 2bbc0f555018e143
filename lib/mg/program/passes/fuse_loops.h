#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Brings parallel loops together where the one goes on, turn by turn, with what the other has just made; a single loop
/// may be written as several for that. Each place of the work array must be written once.
///
/// No more than `most_operations` are put together: compilers do not like long functions. Linear in what loops read.
Program fuse_loops(const Program& program, std::uint32_t most_operations);

}  // namespace mg::program
