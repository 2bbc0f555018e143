#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mg {

/// "1 node", "2 nodes"
std::string counted(std::size_t count, std::string_view noun);

}  // namespace mg
