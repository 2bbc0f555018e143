#pragma once

#include "mg/program/old_program.h"

namespace mg {

/// Gives the work array of a Program with loops its final form: what is written there and never read is not written,
/// and arrays whose numbers are no longer needed make room for others. Linear in the numbers that loops touch.
void assign_storage(Program& program);

}  // namespace mg
