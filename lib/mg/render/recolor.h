#pragma once

#include <string>
#include <string_view>

namespace mg::render {

/// A picture of the light theme, as SVG, that becomes one of the dark theme where the reader's system is dark.
std::string follow_system_theme(std::string_view svg);

}  // namespace mg::render
