#pragma once

#include <string>
#include <string_view>

#include "mg/core/graph.h"

namespace mg {

/// The graph that `text` describes, in the `.graph` format, version 1. Values are computed while reading. Linear in
/// the text, in time and memory. ParseError, with `file_name` in its message, where the text is not such a graph.
Graph read(std::string_view text, std::string_view file_name = "<text>");

/// The same from a file. UsageError where it cannot be opened, SystemError where reading it fails half way.
Graph read_file(const std::string& path);

}  // namespace mg
