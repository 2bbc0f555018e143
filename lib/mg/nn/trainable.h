#pragma once

#include <string_view>
#include <vector>

#include "mg/core/value.h"

namespace mg::nn {

/// `parameters`, or a UsageError if an optimizer could not move one of them: a plain number would be a copy that nobody
/// sees.
std::vector<Value> trainable(std::string_view optimizer, std::vector<Value> parameters);

}  // namespace mg::nn
