#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Puts constant numbers, and tables of places, in the order in which the loops read them, lanes side by side.
Program lay_out_data(const Program& program);

}  // namespace mg::program
