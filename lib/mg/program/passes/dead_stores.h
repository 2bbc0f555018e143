#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Leaves out what is written to the work array and never read, where it has been handed on in a local. Linear in the
/// numbers that loops touch.
Program drop_dead_stores(Program program);

}  // namespace mg::program
