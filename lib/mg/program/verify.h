#pragma once

#include <string_view>

#include "mg/program/program.h"

namespace mg::program {

/// Whether a Program is one: loops nest, those with lanes in no other with lanes; each place is within its array, and
/// is read or written as the array's role has it; a local has its value, by one statement, before it is read, in the
/// same loop or one around, and not across the border of a loop with lanes; operations stand in the order in which they
/// are evaluated, each in one tree. What is not so is a broken invariant of whoever made it: std::logic_error, "after
/// STAGE: …". Linear in what is written down, not in what it computes.
void verify(const Program& program, std::string_view after);

}  // namespace mg::program
