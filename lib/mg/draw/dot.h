#pragma once

#include <string>
#include <string_view>

#include "mg/draw/picture.h"
#include "mg/draw/style.h"

namespace mg::draw {

/// A picture as DOT text.
std::string dot(const Picture& picture, std::string_view title, Theme theme, Direction direction);

/// The legend: an HTML-like label. The kinds that occur, and how gradients are shown.
std::string legend(const Picture& picture, Theme theme);

}  // namespace mg::draw
