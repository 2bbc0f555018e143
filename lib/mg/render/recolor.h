#pragma once

#include <string>
#include <string_view>

namespace mg::render {

/// CSS rules that turn a picture of the light theme into one of the dark theme, for what is inside of `ancestor`: a
/// selector with a space behind it; or empty, for all.
std::string dark_rules(std::string_view ancestor);

/// A picture of the light theme, as SVG, that becomes one of the dark theme where the reader's system is dark.
std::string follow_system_theme(std::string_view svg);

}  // namespace mg::render
