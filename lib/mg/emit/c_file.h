#pragma once

#include <string>

#include "mg/emit/model.h"

namespace mg::emit {

/// A model as one header in C99, which C++11 compilers take, too: struct NAME_model and functions NAME_forward(model,
/// x, y) and so on, all of them static; the numbers of inputs, parameters and outputs are enumerators. Guards return 1
/// where all hold. It includes nothing where a compiler has names for the math library and the square root itself, but
/// <math.h> for infinities and NaN.
std::string c_file(const Model& model, const Options& options);

}  // namespace mg::emit
