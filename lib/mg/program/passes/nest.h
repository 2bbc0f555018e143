#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Writes what is used once where it is used, up to a length that reads well. Each place of the work array must be
/// written once a turn.
Program nest(const Program& program);

}  // namespace mg::program
