#pragma once

#include "mg/render/render.h"

namespace mg::render {

/// Lays out `dot` and writes the image to the file descriptor `output`. 0 if all went well; what did not is on standard
/// error. Leaks, and may crash: to be called in a process of its own.
int run_graphviz(const char* dot, Format format, int output);

}  // namespace mg::render
