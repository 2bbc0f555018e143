#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Leaves out what is written to the work array and never read. Linear in the numbers that loops touch.
Program drop_dead_stores(const Program& program);

}  // namespace mg::program
