#pragma once

#include <string>

#include "mg/core/op.h"

namespace mg::draw {

/// What stands for an operation on its card: "+", "ReLU", "x²".
std::string symbol(Op op, double attribute);

}  // namespace mg::draw
