#pragma once

#include <string>

#include "mg/draw/picture.h"
#include "mg/draw/style.h"

namespace mg::draw {

/// The legend: an HTML-like label. The kinds that occur, and how gradients are shown.
std::string legend(const Picture& picture, Theme theme);

}  // namespace mg::draw
