#include "mg/base/append_format.h"

#include <fmt/format.h>

#include <iterator>

namespace mg {

void vappend_format(std::string& out, fmt::string_view format, fmt::format_args arguments) {
  fmt::vformat_to(std::back_inserter(out), format, arguments);
}

}  // namespace mg
