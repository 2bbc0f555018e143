#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Gives the work array its final form: arrays whose numbers are no longer needed make room for others, and begin with
/// a cache line. Linear in the places that are used.
Program assign_storage(Program program);

}  // namespace mg::program
