#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// What lanes would read from far apart, again and again, is first copied together in the work array, lanes side by
/// side.
Program gather(const Program& program);

}  // namespace mg::program
