#pragma once

#include <string>
#include <string_view>

#include "mg/draw/picture.h"
#include "mg/draw/style.h"

namespace mg::draw {

/// A picture as DOT text.
std::string dot(const Picture& picture, std::string_view title, Theme theme, Direction direction);

}  // namespace mg::draw
