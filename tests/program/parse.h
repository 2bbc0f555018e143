#pragma once

#include <string_view>

#include "mg/program/program.h"

namespace mg::test {

/// The Program that to_text() would print so; what is not one throws std::runtime_error. Loops and locals may have any
/// numbers, data and tables are numbered from 0 in their order.
program::Program parse(std::string_view text);

}  // namespace mg::test
