#pragma once

#include <functional>

#include "mg/draw/draw.h"

namespace mg::tools {

/// Draws; what the drawing is refused for is said in the words of mg-dot's command line: UsageError.
draw::Drawing drawn(const std::function<draw::Drawing()>& draw);

}  // namespace mg::tools
