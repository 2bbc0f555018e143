#pragma once

// Included before all else by the headers that others begin with, so that whoever forgot the flag is told so, in place
// of a hundred errors. The file that there is none of ends the compilation, which #error alone does not.

#if !defined(__cpp_impl_three_way_comparison) || !defined(__cpp_concepts) || __cpp_concepts < 201907L
#error "mg needs C++20: compile with -std=c++20"
#include "compile with -std=c++20"
#endif
