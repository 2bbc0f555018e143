#pragma once

#include <string>
#include <string_view>

#include "mg/draw/look/style.h"
#include "mg/draw/picture/picture.h"

namespace mg::draw {

/// A picture as DOT text.
std::string dot(const Picture& picture, std::string_view title, Theme theme, Direction direction);

}  // namespace mg::draw
