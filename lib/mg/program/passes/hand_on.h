#pragma once

#include "mg/program/program.h"

namespace mg::program {

/// Values that go through the work array within a function, and within a turn of its loops, stay in locals; and what is
/// read from arrays more than once, outside of loops, is read once: only we know that it stays the same. Each place of
/// the work array must be written once a turn.
Program hand_on(const Program& program);

}  // namespace mg::program
