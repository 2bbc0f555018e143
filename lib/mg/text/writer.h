#pragma once

#include <string>

#include "mg/core/graph.h"

namespace mg {

/// The graph in the `.graph` format, version 1, in its canonical form: equal graphs give equal bytes, and
/// `write(read(text)) == text` for what it wrote. UsageError for a graph without outputs, which no file can hold.
std::string write(const Graph& graph);

/// Writes that to a file, whole or not at all. SystemError where that fails.
void write_file(const std::string& path, const Graph& graph);

}  // namespace mg
