#pragma once

#include <string>

#include "mg/emit/model.h"

namespace mg::emit {

/// A model as one header in C++11: see header.h.
std::string cplusplus_file(const Model& model, const Options& options);

}  // namespace mg::emit
