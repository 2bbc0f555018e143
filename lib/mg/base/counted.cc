#include "mg/base/counted.h"

#include <fmt/format.h>

namespace mg {

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace mg
