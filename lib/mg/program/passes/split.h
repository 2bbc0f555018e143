#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Cuts functions into pieces of about `function_size` operations, as they are written, and at least 1: compilers take
/// time and memory out of proportion to a function's length. What one hands to a later one must go through arrays.
Program split(Program program, std::uint32_t function_size);

}  // namespace mg::program
