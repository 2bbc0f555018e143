#pragma once

#include <optional>

#include "mg/program/old_program.h"
#include "mg/program/program.h"

namespace mg::program {

/// The same Program in its new form.
Program lift(const mg::Program& old);

/// What a space of arrays is; of none that has no array.
std::optional<Role> lift(Space space);

}  // namespace mg::program
