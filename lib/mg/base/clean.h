#pragma once

#include <string>
#include <string_view>

namespace mg {

/// A name, which may hold any bytes, as it is shown in pictures: valid UTF-8 that XML allows. Bad bytes, what is no
/// character, and controls of the direction of text become U+FFFD; other control characters go, but for the newline,
/// which those of Unicode that end a line become, too.
std::string clean(std::string_view bytes);

}  // namespace mg
