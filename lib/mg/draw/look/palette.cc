#include "mg/draw/look/palette.h"

#include <fmt/format.h>

namespace mg::draw {

std::string hex(std::uint32_t color) { return fmt::format("#{:06x}", color); }

}  // namespace mg::draw
