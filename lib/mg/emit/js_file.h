#pragma once

#include <string>

#include "mg/emit/dialect.h"
#include "mg/emit/model.h"

namespace mg::emit {

extern const Dialect javascript;

/// A model as an ES module that imports nothing: `inputs`, `parameters`, `outputs`, the functions `input_name(i)` and
/// so on, and the class Model, with the arguments that the C++ class has, over Float64Array. Guards return true where
/// all hold. Nothing in it is evaluated from text, so that it loads under any content security policy that lets modules
/// in. What the functions of Math return is up to the engine of JavaScript, but `pow` is C's where it is 1, and `erf`,
/// which Math lacks, is the file's.
std::string js_file(const Model& model, const Options& options);

}  // namespace mg::emit
