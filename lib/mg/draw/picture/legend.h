#pragma once

#include <string>

#include "mg/draw/look/style.h"
#include "mg/draw/picture/picture.h"

namespace mg::draw {

/// The legend: an HTML-like label. The kinds that occur, and how gradients are shown.
std::string legend(const Picture& picture, Theme theme);

}  // namespace mg::draw
