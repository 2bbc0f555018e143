#pragma once

#include <string>
#include <vector>

#include "mg/passes/program.h"

namespace mg::emit {

/// The statements of a function as C++, a line each, indented by `indent` spaces. What is used once is written where it
/// is used, up to a length that reads well. `outcomes` are those of the guards, for a program that checks them: it
/// returns false at the first that does not hold.
std::string statements(const Program& program, const Function& function, int indent, const std::vector<bool>& outcomes);

}  // namespace mg::emit
